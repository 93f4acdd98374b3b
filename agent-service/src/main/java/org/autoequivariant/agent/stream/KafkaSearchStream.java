package org.autoequivariant.agent.stream;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jboss.logging.Logger;

import org.autoequivariant.contracts.Candidate;
import org.autoequivariant.contracts.CloudEvent;
import org.autoequivariant.contracts.DeadLetter;
import org.autoequivariant.contracts.Messages;
import org.autoequivariant.contracts.SearchStatus;
import org.autoequivariant.contracts.Topic;
import org.autoequivariant.contracts.Traces;

/**
 * Writes to Kafka at once and durably: no lingering, all replicas, retried until the broker has it. Callers never wait,
 * not even while the broker is away.
 */
public final class KafkaSearchStream implements SearchStream, AutoCloseable {

    private static final Logger LOG = Logger.getLogger(KafkaSearchStream.class);
    private static final String SERVICE = "agent-service";
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private final Producer<byte[], byte[]> producer;
    private final Traces traces;
    private final Counter deadLetters;
    /** Sending waits for a broker's metadata; this thread does the waiting. */
    private final ExecutorService outbox = Executors.newSingleThreadExecutor(task -> new Thread(task, "outbox"));

    KafkaSearchStream(Producer<byte[], byte[]> producer, Traces traces, MeterRegistry registry) {
        this.producer = producer;
        this.traces = traces;
        this.deadLetters = Counter.builder("aen.agent.dead.letters")
                .description("Records given up")
                .register(registry);
    }

    /**
     * @param kafka where the broker is and how to be let in
     * @param traces what candidates begin
     * @param registry where dead letters are counted
     */
    public static KafkaSearchStream to(Map<String, Object> kafka, Traces traces, MeterRegistry registry) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        // What comes while a request is under way goes together in the next.
        settings.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topic.LARGEST_RECORD);
        // A broker away for minutes must not lose a question.
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, Long.MAX_VALUE);
        return new KafkaSearchStream(
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer()), traces, registry);
    }

    @Override
    public void publish(Candidate candidate) {
        send(Topic.CANDIDATES, candidate.key().text(), candidate);
    }

    @Override
    public void publish(SearchStatus status) {
        send(Topic.SEARCHES, status.search(), status);
    }

    private void send(Topic topic, String key, Object message) {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(topic.topicName(), key.getBytes(StandardCharsets.UTF_8), Messages.write(message));
        CloudEvent.describe(record.headers(), topic, SERVICE, Instant.now());
        if (topic == Topic.CANDIDATES) {
            traces.write(record.topic(), record.headers());
        }
        send(record);
    }

    void deadLetter(ConsumerRecord<byte[], byte[]> record, String reason) {
        LOG.warnf("dead letter from %s-%d at %d: %s", record.topic(), record.partition(), record.offset(), reason);
        deadLetters.increment();
        send(DeadLetter.of(record, SERVICE, reason));
    }

    private void send(ProducerRecord<byte[], byte[]> record) {
        outbox.execute(() -> producer.send(record, (metadata, e) -> {
            if (e != null) {
                LOG.errorf(e, "could not write to %s", record.topic());
            }
        }));
    }

    @Override
    public void close() {
        outbox.shutdown();
        try {
            if (!outbox.awaitTermination(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS)) {
                outbox.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close(LAST_WORDS);
    }
}
