package org.autoequivariant.cache.topology;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Properties;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import org.apache.commons.io.FileUtils;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;

import org.autoequivariant.cache.Samples;
import org.autoequivariant.cache.accuracy.MemoryCache;
import org.autoequivariant.contracts.Candidate;
import org.autoequivariant.contracts.Evaluation;
import org.autoequivariant.contracts.MalformedMessage;
import org.autoequivariant.contracts.Messages;
import org.autoequivariant.contracts.Reward;
import org.autoequivariant.contracts.Topic;
import org.autoequivariant.contracts.TrainingJob;

/** The topology with a driver for a broker and a clock that is set by hand. */
final class DrivenTopology implements AutoCloseable {

    static final Duration TIMEOUT = Duration.ofMinutes(10);
    static final int ATTEMPTS = 3;

    final MemoryCache cache = new MemoryCache();
    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    final InMemorySpanExporter spans = InMemorySpanExporter.create();
    private final OpenTelemetrySdk telemetry = OpenTelemetrySdk.builder()
            .setTracerProvider(SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(spans))
                    .build())
            .build();

    private final Path state;
    private final TopologyTestDriver driver;
    private Instant now = Samples.NOW;

    DrivenTopology() {
        try {
            state = Files.createTempDirectory(inMemory(), "aen-cache-topology");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        settings.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
        driver = new TopologyTestDriver(
                CacheTopology.of(cache, new Patience(TIMEOUT, ATTEMPTS), () -> now, registry, telemetry),
                settings,
                now);
    }

    /** The driver syncs its stores to the disk after every record, and waits for it most of its time. */
    private static Path inMemory() {
        Path memory = Path.of("/dev/shm");
        return Files.isWritable(memory) ? memory : Path.of(System.getProperty("java.io.tmpdir"));
    }

    void pass(Duration time) {
        now = now.plus(time);
        driver.advanceWallClockTime(time);
    }

    void ask(Candidate candidate) {
        send(Topic.CANDIDATES, new TestRecord<>(bytes(candidate.key().text()), Messages.write(candidate)));
    }

    void tell(Evaluation evaluation) {
        send(Topic.EVALUATIONS, new TestRecord<>(bytes(evaluation.key().text()), Messages.write(evaluation)));
    }

    void send(Topic topic, TestRecord<byte[], byte[]> record) {
        TestInputTopic<byte[], byte[]> input =
                driver.createInputTopic(topic.topicName(), new ByteArraySerializer(), new ByteArraySerializer());
        input.pipeInput(record);
    }

    /** The rewards since this was last asked for. */
    List<Reward> rewards() {
        return records(Topic.REWARDS).stream()
                .map(record -> read(record, Reward.class))
                .toList();
    }

    /** The jobs since this was last asked for. */
    List<TrainingJob> jobs() {
        return records(Topic.TRAINING_JOBS).stream()
                .map(record -> read(record, TrainingJob.class))
                .toList();
    }

    /** The records written to {@code topic} since it was last asked for. */
    List<TestRecord<byte[], byte[]>> records(Topic topic) {
        return driver.createOutputTopic(topic.topicName(), new ByteArrayDeserializer(), new ByteArrayDeserializer())
                .readRecordsToList();
    }

    Evaluation.Trained stored(Candidate candidate) {
        KeyValueStore<String, Evaluation.Trained> store = driver.getKeyValueStore(CacheTopology.EVALUATIONS);
        return store.get(candidate.key().text());
    }

    int waiting() {
        return (int) registry.get("aen.cache.jobs.waiting").gauge().value();
    }

    private static <T> T read(TestRecord<byte[], byte[]> record, Class<T> type) {
        try {
            return Messages.read(record.value(), type);
        } catch (MalformedMessage e) {
            throw new AssertionError(e);
        }
    }

    static String header(TestRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        driver.close();
        try {
            FileUtils.deleteDirectory(state.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
