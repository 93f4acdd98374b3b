package org.autoequivariant.trainer.job;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

import org.autoequivariant.contracts.CloudEvent;
import org.autoequivariant.contracts.DeadLetter;
import org.autoequivariant.contracts.Delivery;
import org.autoequivariant.contracts.Evaluation;
import org.autoequivariant.contracts.Messages;
import org.autoequivariant.contracts.Topic;
import org.autoequivariant.contracts.Traces;

/** Where answers go. Safe for use by several threads. */
final class Answers {

    private static final String SERVICE = "trainer-service";

    private final Producer<byte[], byte[]> producer;
    private final Traces traces;

    Answers(Producer<byte[], byte[]> producer, Traces traces) {
        this.producer = producer;
        this.traces = traces;
    }

    /**
     * Stores an answer; it is safe on the broker when this returns.
     *
     * @return how to acknowledge the record answered
     * @throws ExecutionException if the broker does not take it
     */
    AcknowledgeType store(ConsumerRecord<byte[], byte[]> record, Answer answer)
            throws ExecutionException, InterruptedException {
        if (answer instanceof Answer.Trained trained) {
            send(evaluation(record, trained.evaluation())).get();
            return AcknowledgeType.ACCEPT;
        } else if (answer instanceof Answer.GivenUp givenUp) {
            String reason = givenUp.evaluation().reason();
            Future<RecordMetadata> letter = send(DeadLetter.of(record, SERVICE, reason));
            send(evaluation(record, givenUp.evaluation())).get();
            letter.get();
            return AcknowledgeType.ACCEPT;
        } else if (answer instanceof Answer.Lost lost) {
            send(evaluation(record, lost.evaluation())).get();
            return AcknowledgeType.ACCEPT;
        } else if (answer instanceof Answer.Unreadable unreadable) {
            send(DeadLetter.of(record, SERVICE, unreadable.reason())).get();
            return AcknowledgeType.REJECT;
        }
        throw new IllegalStateException("unknown answer " + answer);
    }

    private Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
        return producer.send(record);
    }

    private ProducerRecord<byte[], byte[]> evaluation(ConsumerRecord<byte[], byte[]> job, Evaluation evaluation) {
        byte[] key = evaluation.key().text().getBytes(StandardCharsets.UTF_8);
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(Topic.EVALUATIONS.topicName(), key, Messages.write(evaluation));
        CloudEvent.describe(record.headers(), Topic.EVALUATIONS, SERVICE, Instant.now());
        traces.write(record.topic(), record.headers());
        Delivery.write(record.headers(), job.deliveryCount().orElse((short) 1));
        return record;
    }
}
