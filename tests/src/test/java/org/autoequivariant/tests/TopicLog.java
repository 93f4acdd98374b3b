package org.autoequivariant.tests;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

import org.autoequivariant.contracts.MalformedMessage;
import org.autoequivariant.contracts.Messages;
import org.autoequivariant.contracts.Topic;

/** Everything a topic holds now, read as a plain consumer reads it. */
public final class TopicLog {

    private final Map<String, Object> settings;

    /** @param settings where the broker is and how to be let in */
    public TopicLog(Map<String, Object> settings) {
        this.settings = settings;
    }

    public List<ConsumerRecord<byte[], byte[]>> records(Topic topic) {
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic.topicName()).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
            return records;
        }
    }

    public <T> List<T> messages(Topic topic, Class<T> type) throws MalformedMessage {
        List<T> messages = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : records(topic)) {
            messages.add(Messages.read(record.value(), type));
        }
        return messages;
    }
}
