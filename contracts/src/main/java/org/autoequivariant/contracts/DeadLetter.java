package org.autoequivariant.contracts;

import java.nio.charset.StandardCharsets;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;

/** The dead-letter form: the record untouched, why and where it failed in headers. */
public final class DeadLetter {

    public static final String REASON = "aen-reason";
    public static final String SERVICE = "aen-service";
    public static final String TOPIC = "aen-topic";
    public static final String PARTITION = "aen-partition";
    public static final String OFFSET = "aen-offset";

    private DeadLetter() {}

    /**
     * @param record the record that failed
     * @param service who could not handle it
     * @param reason why, for a person
     */
    public static ProducerRecord<byte[], byte[]> of(
            ConsumerRecord<byte[], byte[]> record, String service, String reason) {
        ProducerRecord<byte[], byte[]> letter = new ProducerRecord<>(
                Topic.DEAD_LETTERS.topicName(), null, record.key(), record.value(), record.headers());
        describe(letter.headers(), service, reason, record.topic(), record.partition(), record.offset());
        return letter;
    }

    /** Writes why and where into the headers of a record on its way to the dead letters. */
    public static void describe(
            Headers headers, String service, String reason, String topic, int partition, long offset) {
        set(headers, REASON, reason);
        set(headers, SERVICE, service);
        set(headers, TOPIC, topic);
        set(headers, PARTITION, String.valueOf(partition));
        set(headers, OFFSET, String.valueOf(offset));
    }

    private static void set(Headers headers, String key, String value) {
        headers.remove(key).add(key, value.getBytes(StandardCharsets.UTF_8));
    }
}
