package org.autoequivariant.local.topic;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

import org.autoequivariant.contracts.MalformedMessage;
import org.autoequivariant.contracts.Messages;
import org.autoequivariant.contracts.Topic;

/**
 * Everything topics hold now, read as a plain consumer reads it.
 *
 * @param kafka a client's settings
 */
public record TopicLog(Map<String, Object> kafka) {

    private static final Duration POLL = Duration.ofMillis(200);

    /**
     * What one topic holds.
     *
     * @param records by time
     * @param whole whether nothing has been deleted from its beginning
     */
    public record Content(List<ConsumerRecord<byte[], byte[]>> records, boolean whole) {}

    public TopicLog(String bootstrapServers) {
        this(Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers));
    }

    public Content content(Topic topic) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic.topicName()).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            boolean whole =
                    consumer.beginningOffsets(partitions).values().stream().allMatch(first -> first == 0);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                consumer.poll(POLL).forEach(records::add);
            }
            records.sort(Comparator.comparingLong(ConsumerRecord::timestamp));
            return new Content(records, whole);
        }
    }

    /** The leader epoch of each partition: it grows whenever the broker that leads the partition is lost. */
    public Map<Integer, Integer> leaderEpochs(Topic topic) {
        String name = topic.topicName();
        try (Admin admin = Admin.create(kafka)) {
            Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
            admin.describeTopics(List.of(name))
                    .allTopicNames()
                    .get()
                    .get(name)
                    .partitions()
                    .forEach(partition ->
                            ends.put(new TopicPartition(name, partition.partition()), OffsetSpec.latest()));
            Map<Integer, Integer> epochs = new HashMap<>();
            admin.listOffsets(ends).all().get().forEach((partition, end) -> end.leaderEpoch()
                    .ifPresent(epoch -> epochs.put(partition.partition(), epoch)));
            return epochs;
        } catch (ExecutionException e) {
            throw new KafkaException("cannot ask who leads " + name + ": " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptException(e);
        }
    }

    public List<ConsumerRecord<byte[], byte[]>> records(Topic topic) {
        return content(topic).records();
    }

    /** @throws MalformedMessage if one of them cannot be read */
    public <T> List<T> messages(Topic topic, Class<T> type) throws MalformedMessage {
        List<T> messages = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : records(topic)) {
            messages.add(Messages.read(record.value(), type));
        }
        return messages;
    }
}
