package org.autoequivariant.cache.topology;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;

import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.TimestampExtractor;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

import org.autoequivariant.cache.accuracy.AccuracyCache;
import org.autoequivariant.contracts.Candidate;
import org.autoequivariant.contracts.Evaluation;
import org.autoequivariant.contracts.Topic;
import org.autoequivariant.contracts.Traces;
import org.autoequivariant.symmetry.DistinctNetworks;

/**
 * The topology: candidates and evaluations in; rewards, training jobs and dead letters out.
 *
 * <p>Both inputs have the evaluation key as their key and as many partitions, so a task sees the candidates of a key
 * and its evaluations. They are read as bytes, so that no record can stop the stream.
 */
public final class CacheTopology {

    /** The store of what is known: evaluation key to {@link Evaluation.Trained}. */
    public static final String EVALUATIONS = "evaluations";

    /** Evaluation key to the job pending. */
    static final String JOBS = "jobs";

    /** Evaluation key, search, purpose and step to the candidate waiting. */
    static final String WAITERS = "waiters";

    private static final String PROCESSOR = "answer";

    /** A negative time, which the broker lets through, would stop the stream. */
    private static final TimestampExtractor TIMESTAMPS = (record, partitionTime) -> Math.max(0, record.timestamp());

    private CacheTopology() {}

    /**
     * @param cache told of what becomes known
     * @param patience with trainers
     * @param clock what latencies and time-outs are measured by
     * @param registry where the counters go
     * @param telemetry where spans go
     */
    public static Topology of(
            AccuracyCache cache,
            Patience patience,
            InstantSource clock,
            MeterRegistry registry,
            OpenTelemetry telemetry) {
        CacheMeters meters = new CacheMeters(registry);
        Traces traces = new Traces(telemetry);
        DistinctNetworks networks = new DistinctNetworks();
        Topology topology = new Topology();
        List<Topic> inputs = List.of(Topic.CANDIDATES, Topic.EVALUATIONS);
        inputs.forEach(topic -> topology.addSource(
                AutoOffsetReset.earliest(),
                source(topic),
                TIMESTAMPS,
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer(),
                topic.topicName()));
        topology.addProcessor(
                PROCESSOR,
                () -> new RewardProcessor(cache, patience, clock, meters, traces, networks),
                inputs.stream().map(CacheTopology::source).toArray(String[]::new));
        List.of(Topic.REWARDS, Topic.TRAINING_JOBS, Topic.DEAD_LETTERS)
                .forEach(topic -> topology.addSink(
                        sink(topic),
                        topic.topicName(),
                        new ByteArraySerializer(),
                        new ByteArraySerializer(),
                        PROCESSOR));
        // What is pending is little and soon gone: memory holds it, the changelog brings it back.
        topology.addStateStore(store(Stores.persistentKeyValueStore(EVALUATIONS), Evaluation.Trained.class), PROCESSOR);
        topology.addStateStore(store(Stores.inMemoryKeyValueStore(JOBS), Job.Pending.class), PROCESSOR);
        topology.addStateStore(store(Stores.inMemoryKeyValueStore(WAITERS), Candidate.class), PROCESSOR);
        return topology;
    }

    private static <T> StoreBuilder<KeyValueStore<String, T>> store(
            KeyValueBytesStoreSupplier supplier, Class<T> type) {
        return Stores.keyValueStoreBuilder(supplier, Serdes.String(), JsonSerde.of(type))
                .withLoggingEnabled(Map.of())
                .withCachingDisabled();
    }

    private static String source(Topic topic) {
        return "read-" + topic.topicName();
    }

    static String sink(Topic topic) {
        return "write-" + topic.topicName();
    }
}
