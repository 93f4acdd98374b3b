package org.autoequivariant.trainer.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutionException;

import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

import org.autoequivariant.contracts.DeadLetter;
import org.autoequivariant.contracts.Delivery;
import org.autoequivariant.contracts.Evaluation;
import org.autoequivariant.contracts.Messages;
import org.autoequivariant.contracts.Protocol;
import org.autoequivariant.contracts.Recipe;
import org.autoequivariant.contracts.Topic;
import org.autoequivariant.contracts.TrainingJob;
import org.autoequivariant.symmetry.State;
import org.autoequivariant.trainer.Fixtures;

class AnswersTest {

    private static final TrainingJob JOB = Fixtures.job(State.EMPTY, Protocol.search(Recipe.STANDARD, 0));

    private final ConsumerRecord<byte[], byte[]> record = Records.of(JOB, 42, 1);
    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());

    @Test
    void anEvaluationIsStoredUnderItsKeyWithTheTraceOfTheJob() throws Exception {
        Evaluation.Trained evaluation = JobHandlerTest.trained(JOB);
        record.headers()
                .add("traceparent", "00-1-2-01".getBytes(StandardCharsets.UTF_8))
                .add("other", new byte[0]);

        AcknowledgeType type = new Answers(producer).store(record, new Answer.Trained(evaluation));

        assertThat(type).isEqualTo(AcknowledgeType.ACCEPT);
        assertThat(producer.history()).singleElement().satisfies(sent -> {
            assertThat(sent.topic()).isEqualTo(Topic.EVALUATIONS.topicName());
            assertThat(new String(sent.key(), StandardCharsets.UTF_8))
                    .isEqualTo(JOB.key().text());
            assertThat(Messages.read(sent.value(), Evaluation.class)).isEqualTo(evaluation);
            assertThat(sent.headers().toArray()).extracting("key").containsExactly("traceparent", Delivery.HEADER);
            assertThat(Delivery.read(sent.headers())).isOne();
        });
    }

    @Test
    void aJobGivenUpIsAFailedEvaluationAndADeadLetter() throws Exception {
        Evaluation.Failed failed = new Evaluation.Failed(JOB.key(), "no data", 3, "t");

        AcknowledgeType type = new Answers(producer).store(record, new Answer.GivenUp(failed));

        assertThat(type).isEqualTo(AcknowledgeType.ACCEPT);
        assertThat(sentTo(Topic.EVALUATIONS)).singleElement().satisfies(sent -> assertThat(
                        Messages.read(sent.value(), Evaluation.class))
                .isEqualTo(failed));
        assertThat(sentTo(Topic.DEAD_LETTERS)).singleElement().satisfies(letter -> {
            assertThat(letter.value()).isEqualTo(record.value());
            assertThat(letter.headers().lastHeader(DeadLetter.REASON).value())
                    .asString()
                    .isEqualTo("no data");
            assertThat(letter.headers().lastHeader(DeadLetter.OFFSET).value())
                    .asString()
                    .isEqualTo("42");
        });
    }

    @Test
    void aLostJobIsAnEvaluationAndNoDeadLetter() throws Exception {
        Evaluation.Lost lost = new Evaluation.Lost(JOB.key(), 5, "t");

        AcknowledgeType type = new Answers(producer).store(record, new Answer.Lost(lost));

        assertThat(type).isEqualTo(AcknowledgeType.ACCEPT);
        assertThat(sentTo(Topic.EVALUATIONS)).singleElement().satisfies(sent -> assertThat(
                        Messages.read(sent.value(), Evaluation.class))
                .isEqualTo(lost));
        assertThat(sentTo(Topic.DEAD_LETTERS)).isEmpty();
    }

    @Test
    void anUnreadableRecordIsADeadLetterOnly() throws Exception {
        AcknowledgeType type = new Answers(producer).store(record, new Answer.Unreadable("no JSON"));

        assertThat(type).isEqualTo(AcknowledgeType.REJECT);
        assertThat(sentTo(Topic.EVALUATIONS)).isEmpty();
        assertThat(sentTo(Topic.DEAD_LETTERS)).hasSize(1);
    }

    @Test
    void anAnswerTheBrokerDoesNotTakeIsNoAnswer() {
        producer.sendException = new TimeoutException("no broker");

        assertThatThrownBy(() -> new Answers(producer).store(record, new Answer.Trained(JobHandlerTest.trained(JOB))))
                .isInstanceOfAny(TimeoutException.class, ExecutionException.class);
    }

    private List<ProducerRecord<byte[], byte[]>> sentTo(Topic topic) {
        return producer.history().stream()
                .filter(sent -> sent.topic().equals(topic.topicName()))
                .toList();
    }
}
