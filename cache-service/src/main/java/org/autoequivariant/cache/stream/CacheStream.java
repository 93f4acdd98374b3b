package org.autoequivariant.cache.stream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.quarkus.runtime.Startup;
import io.smallrye.common.annotation.Identifier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jboss.logging.Logger;

import org.autoequivariant.cache.CacheSettings;
import org.autoequivariant.cache.accuracy.StoredEvaluations;
import org.autoequivariant.cache.redis.RedisAccuracyCache;
import org.autoequivariant.cache.topology.CacheTopology;
import org.autoequivariant.contracts.Evaluation;
import org.autoequivariant.contracts.EvaluationKey;
import org.autoequivariant.contracts.Topic;
import org.autoequivariant.contracts.Topics;

/**
 * Runs the topology, and looks after Redis beside it.
 *
 * <p>The stream is started here rather than by an extension: it must wait for a broker that is not there yet, make the
 * topics before it subscribes to them, and leave its group when it closes so that a restart does not wait for a session
 * to expire.
 */
@Startup
@Singleton
public class CacheStream implements StoredEvaluations {

    private static final Logger LOG = Logger.getLogger(CacheStream.class);

    private static final Duration CLOSING = Duration.ofSeconds(10);
    private static final int BROKER_TIMEOUT_MS = 10_000;

    private final Map<String, Object> kafka;
    private final RedisAccuracyCache redis;
    private final MeterRegistry registry;
    private final KafkaStreams streams;
    private final KafkaStreamsMetrics metrics;
    private final ScheduledExecutorService care = Executors.newScheduledThreadPool(2);
    private boolean waitingLogged;

    CacheStream(
            Topology topology,
            CacheSettings settings,
            @Identifier("default-kafka-broker") Map<String, Object> kafka,
            RedisAccuracyCache redis,
            MeterRegistry registry) {
        this.kafka = kafka;
        this.redis = redis;
        this.registry = registry;
        this.streams = new KafkaStreams(
                topology,
                StreamSettings.of(
                        kafka, settings.cache().state(), settings.cache().name()));
        this.metrics = new KafkaStreamsMetrics(streams);
        for (KafkaStreams.State state : KafkaStreams.State.values()) {
            Gauge.builder("aen.cache.stream.state", () -> streams.state() == state ? 1 : 0)
                    .description("1 for the state the stream is in, 0 for all others")
                    .tag("state", state.name().toLowerCase(Locale.ROOT))
                    .register(registry);
        }
    }

    @PostConstruct
    void open() {
        streams.setUncaughtExceptionHandler(e -> {
            LOG.error("The stream failed and goes on with a new thread", e);
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        });
        streams.setStateListener((now, before) -> {
            if (now == KafkaStreams.State.RUNNING) {
                redis.expectMore();
            }
        });
        care.execute(this::startOnceTheBrokerIsThere);
        care.scheduleWithFixedDelay(this::refreshRedis, 0, 1, TimeUnit.SECONDS);
    }

    private void startOnceTheBrokerIsThere() {
        try {
            prepareTopics();
            streams.start();
            metrics.bindTo(registry);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | RuntimeException e) {
            if (!waitingLogged) {
                waitingLogged = true;
                LOG.warnf("Waiting for Kafka: %s", e.getMessage());
            }
            if (!care.isShutdown()) {
                care.schedule(this::startOnceTheBrokerIsThere, 1, TimeUnit.SECONDS);
            }
        }
    }

    private void prepareTopics() throws InterruptedException, ExecutionException {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, BROKER_TIMEOUT_MS);
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, BROKER_TIMEOUT_MS / 2);
        try (Admin admin = Admin.create(settings)) {
            Topics.ensure(admin);
            requireEqualPartitions(admin);
        }
    }

    /** Topics someone else made with other partitions would part candidates from their evaluations, silently. */
    private static void requireEqualPartitions(Admin admin) throws InterruptedException, ExecutionException {
        Map<String, Integer> partitions = admin
                .describeTopics(List.of(Topic.CANDIDATES.topicName(), Topic.EVALUATIONS.topicName()))
                .allTopicNames()
                .get()
                .entrySet()
                .stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        topic -> topic.getValue().partitions().size()));
        if (partitions.values().stream().distinct().count() > 1) {
            throw new IllegalStateException("topics must have as many partitions as each other: " + partitions);
        }
    }

    private void refreshRedis() {
        try {
            redis.refresh(this);
        } catch (RuntimeException e) {
            // Or the schedule would end here.
            LOG.error("Could not look after Redis", e);
        }
    }

    @PreDestroy
    void close() throws InterruptedException {
        care.shutdownNow();
        care.awaitTermination(CLOSING.toSeconds(), TimeUnit.SECONDS);
        metrics.close();
        streams.close(CloseOptions.timeout(CLOSING)
                .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
    }

    /** Whether candidates are being answered, or will be once partitions are shared out. */
    public boolean ready() {
        return streams.state().isRunningOrRebalancing();
    }

    /** Whether the stream has ended for good, so that only a restart helps. */
    public boolean ended() {
        return streams.state().hasCompletedShutdown() || streams.state() == KafkaStreams.State.PENDING_ERROR;
    }

    /** The state of the stream in Kafka's word, for a person. */
    public String state() {
        return streams.state().name();
    }

    @Override
    public Optional<Evaluation.Trained> find(EvaluationKey key) {
        return ask(store -> Optional.ofNullable(store.get(key.text())));
    }

    @Override
    public List<Evaluation.Trained> all() {
        return ask(store -> {
            List<Evaluation.Trained> all = new ArrayList<>();
            try (KeyValueIterator<String, Evaluation.Trained> entries = store.all()) {
                entries.forEachRemaining(entry -> all.add(entry.value));
            }
            return all;
        });
    }

    private <T> T ask(Function<ReadOnlyKeyValueStore<String, Evaluation.Trained>, T> question) {
        try {
            return question.apply(streams.store(StoreQueryParameters.fromNameAndType(
                    CacheTopology.EVALUATIONS, QueryableStoreTypes.keyValueStore())));
        } catch (InvalidStateStoreException | IllegalStateException e) {
            throw new NotReady(e);
        }
    }
}
