package org.autoequivariant.local.topic;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;

import org.autoequivariant.contracts.DeadLetter;
import org.autoequivariant.contracts.Topic;
import org.autoequivariant.local.Failure;

/** The records services gave up, and the way back for them. */
final class DeadLetterLog {

    /** Marks a record that was a dead letter, with that letter's id. */
    static final String REQUEUED = "aen-requeued";

    private static final Set<String> DESCRIPTION =
            Set.of(DeadLetter.REASON, DeadLetter.SERVICE, DeadLetter.TOPIC, DeadLetter.PARTITION, DeadLetter.OFFSET);

    private static final Set<String> TOPICS = Arrays.stream(Topic.values())
            .filter(topic -> topic != Topic.DEAD_LETTERS)
            .map(Topic::topicName)
            .collect(Collectors.toSet());

    /**
     * One of them.
     *
     * @param id its partition and offset, such as {@code 2-17}
     * @param at when it was given up
     * @param service who gave it up
     * @param topic where it came from
     * @param reason why it was given up
     * @param key its key, as text
     */
    record Letter(String id, Instant at, String service, String topic, String reason, String key) {}

    private final Map<String, Object> kafka;

    DeadLetterLog(Map<String, Object> kafka) {
        this.kafka = kafka;
    }

    /** All of them, the oldest first. */
    List<Letter> letters() {
        return records().stream()
                .map(record -> new Letter(
                        id(record),
                        Instant.ofEpochMilli(record.timestamp()),
                        header(record, DeadLetter.SERVICE),
                        header(record, DeadLetter.TOPIC),
                        header(record, DeadLetter.REASON),
                        record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8)))
                .toList();
    }

    private List<ConsumerRecord<byte[], byte[]>> records() {
        return new TopicLog(kafka).records(Topic.DEAD_LETTERS);
    }

    /**
     * Writes letters to the topics they came from once more. Handlers being idempotent, doing so twice is harmless.
     *
     * @throws Failure if there is no such letter, it came from no topic of AEN, or the broker refuses it; none is
     *     written in the first two cases
     */
    void requeue(Set<String> ids) throws InterruptedException {
        Map<String, ConsumerRecord<byte[], byte[]>> byId = new HashMap<>();
        records().forEach(record -> byId.put(id(record), record));
        List<ProducerRecord<byte[], byte[]>> again =
                ids.stream().sorted().map(id -> again(id, byId.get(id))).toList();
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (ProducerRecord<byte[], byte[]> record : again) {
                producer.send(record).get();
            }
        } catch (ExecutionException e) {
            throw new Failure("the broker refuses the record: " + e.getCause().getMessage(), e);
        }
    }

    private static ProducerRecord<byte[], byte[]> again(String id, ConsumerRecord<byte[], byte[]> letter) {
        if (letter == null) {
            throw new Failure("there is no dead letter " + id + "; see them all with: aen dead-letters");
        }
        String topic = header(letter, DeadLetter.TOPIC);
        if (!TOPICS.contains(topic)) {
            throw new Failure("dead letter " + id + " does not say which topic it came from, but '" + topic + "'");
        }
        Headers headers = new RecordHeaders();
        for (Header header : letter.headers()) {
            if (!DESCRIPTION.contains(header.key()) && !header.key().equals(REQUEUED)) {
                headers.add(header);
            }
        }
        headers.add(REQUEUED, id.getBytes(StandardCharsets.UTF_8));
        return new ProducerRecord<>(topic, null, letter.key(), letter.value(), headers);
    }

    private static String id(ConsumerRecord<byte[], byte[]> record) {
        return record.partition() + "-" + record.offset();
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null || header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }
}
