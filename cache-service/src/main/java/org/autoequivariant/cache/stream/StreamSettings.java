package org.autoequivariant.cache.stream;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProductionExceptionHandler;
import org.jboss.logging.Logger;

import org.autoequivariant.contracts.Topic;
import org.autoequivariant.contracts.Topics;

/** What Kafka Streams is told: answer at once, lose nothing. */
final class StreamSettings {

    static final String APPLICATION = Topics.CACHE;

    private StreamSettings() {}

    /**
     * @param kafka the {@code kafka.*} settings without their prefix: where the broker is, and how to be let in
     * @param state folder for the state stores
     * @param name of this process in its group, kept over restarts: then it has its partitions back as soon as it is
     *     started again, instead of after the session of its dead self
     */
    static Properties of(Map<String, Object> kafka, Path state, Optional<String> name) {
        Properties properties = new Properties();
        Map<String, Object> connection = new HashMap<>(kafka);
        // What quarkus-kafka-client gives every client; Streams names its groups and formats itself.
        connection
                .keySet()
                .removeIf(setting -> setting.equals(ConsumerConfig.GROUP_ID_CONFIG)
                        || setting.endsWith(".serializer")
                        || setting.endsWith(".deserializer"));
        properties.putAll(connection);
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, APPLICATION);
        properties.put(StreamsConfig.STATE_DIR_CONFIG, state.toAbsolutePath().toString());
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.AT_LEAST_ONCE);
        properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1);
        properties.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, -1);
        properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 100L);
        properties.put(StreamsConfig.POLL_MS_CONFIG, 10L);
        properties.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0L);
        // Each input is handled when it comes: neither waits for the other to have something older.
        properties.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, StreamsConfig.MAX_TASK_IDLE_MS_DISABLED);
        properties.put(StreamsConfig.PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG, TooLargeIsLost.class.getName());
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 0);
        // What comes while a request is under way goes together in the next: nobody waits to be joined by others.
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION), 1);
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), Topic.LARGEST_RECORD);
        properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        name.ifPresent(instance ->
                properties.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), instance));
        // After a crash the partitions stay with the dead process for so long, if it has no name.
        properties.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 10_000);
        properties.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), 2_000);
        return properties;
    }

    /**
     * A dead letter has more headers than the record it was. The topic has room for them, unless somebody made it
     * otherwise; then failing would make the stream read the record again for ever.
     */
    public static final class TooLargeIsLost implements ProductionExceptionHandler {

        private static final Logger LOG = Logger.getLogger(TooLargeIsLost.class);

        @Override
        public Response handleError(
                ErrorHandlerContext context, ProducerRecord<byte[], byte[]> record, Exception exception) {
            if (!(exception instanceof RecordTooLargeException)) {
                return Response.fail();
            }
            LOG.errorf(
                    "What came of record %s-%d@%d is too large for %s and lost: %s",
                    context.topic(), context.partition(), context.offset(), record.topic(), exception.getMessage());
            return Response.resume();
        }

        @Override
        public void configure(Map<String, ?> settings) {
            // Nothing to set.
        }
    }
}
