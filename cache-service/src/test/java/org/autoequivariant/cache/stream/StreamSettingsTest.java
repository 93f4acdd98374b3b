package org.autoequivariant.cache.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProductionExceptionHandler;
import org.apache.kafka.streams.processor.TaskId;
import org.junit.jupiter.api.Test;

class StreamSettingsTest {

    private static final Map<String, Object> KAFKA = Map.of(
            "bootstrap.servers", "broker:9092",
            "security.protocol", "SSL",
            "group.id", "quarkus",
            "key.deserializer", "some.Deserializer");

    /** The record that was being handled. */
    private record Read(
            String topic,
            int partition,
            long offset,
            Headers headers,
            String processorNodeId,
            TaskId taskId,
            long timestamp,
            byte[] sourceRawKey,
            byte[] sourceRawValue)
            implements ErrorHandlerContext {}

    private final StreamsConfig config =
            new StreamsConfig(StreamSettings.of(KAFKA, Path.of("state"), Optional.of("cache-0")));

    @Test
    void itIsLetInAsEveryClientIsButIsItsOwnGroup() {
        assertThat(config.getList(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG)).containsExactly("broker:9092");
        assertThat(config.getString(StreamsConfig.SECURITY_PROTOCOL_CONFIG)).isEqualTo("SSL");
        assertThat(config.getMainConsumerConfigs("aen-cache", "c", 1)).containsEntry("group.id", "aen-cache");
        assertThat(config.getMainConsumerConfigs("aen-cache", "c", 1)).containsEntry("group.instance.id", "cache-0-1");
        assertThat(config.originals()).doesNotContainKeys("group.id", "key.deserializer");
    }

    @Test
    void itAnswersAtOnce() {
        assertThat(config.getProducerConfigs("p")).containsEntry("linger.ms", 0);
        assertThat(config.getLong(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG)).isEqualTo(100);
        assertThat(config.getLong(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG))
                .isZero();
        assertThat(config.getInt(StreamsConfig.NUM_STREAM_THREADS_CONFIG)).isOne();
    }

    @Test
    void itLosesNothing() {
        assertThat(config.getString(StreamsConfig.PROCESSING_GUARANTEE_CONFIG)).isEqualTo("at_least_once");
        assertThat(config.getMainConsumerConfigs("aen-cache", "c", 1)).containsEntry("auto.offset.reset", "earliest");
        assertThat(config.getInt(StreamsConfig.REPLICATION_FACTOR_CONFIG)).isEqualTo(-1);
        assertThat(config.getString(StreamsConfig.STATE_DIR_CONFIG))
                .isEqualTo(Path.of("state").toAbsolutePath().toString());
    }

    @Test
    void onlyARecordThatIsTooLargeIsPassedOver() {
        // Given
        ProductionExceptionHandler handler = config.productionExceptionHandler();
        ErrorHandlerContext context =
                new Read("aen.candidates", 0, 5, new RecordHeaders(), "answer", new TaskId(0, 0), 0, null, null);
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>("aen.dead-letters", new byte[0]);

        // Then
        assertThat(handler.handleError(context, record, new RecordTooLargeException())
                        .result())
                .isEqualTo(ProductionExceptionHandler.Result.RESUME);
        assertThat(handler.handleError(context, record, new InvalidTopicException())
                        .result())
                .isEqualTo(ProductionExceptionHandler.Result.FAIL);
    }
}
