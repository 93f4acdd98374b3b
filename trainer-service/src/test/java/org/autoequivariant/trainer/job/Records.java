package org.autoequivariant.trainer.job;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

import org.autoequivariant.contracts.Messages;
import org.autoequivariant.contracts.Topic;
import org.autoequivariant.contracts.TrainingJob;

/** Records as the share group delivers them. */
final class Records {

    private Records() {}

    static ConsumerRecord<byte[], byte[]> of(TrainingJob job, long offset, int delivery) {
        return of(Messages.write(job), offset, delivery);
    }

    static ConsumerRecord<byte[], byte[]> of(byte[] value, long offset) {
        return of(value, offset, 1);
    }

    static ConsumerRecord<byte[], byte[]> of(byte[] value, long offset, int delivery) {
        byte[] key = "key".getBytes(StandardCharsets.UTF_8);
        return new ConsumerRecord<>(
                Topic.TRAINING_JOBS.topicName(),
                0,
                offset,
                0,
                TimestampType.CREATE_TIME,
                key.length,
                value == null ? ConsumerRecord.NULL_SIZE : value.length,
                key,
                value,
                new RecordHeaders(),
                Optional.empty(),
                Optional.of((short) delivery));
    }
}
