package org.autoequivariant.trainer.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutionException;

import io.opentelemetry.api.OpenTelemetry;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

import org.autoequivariant.contracts.CloudEvent;
import org.autoequivariant.contracts.DeadLetter;
import org.autoequivariant.contracts.Delivery;
import org.autoequivariant.contracts.Evaluation;
import org.autoequivariant.contracts.Messages;
import org.autoequivariant.contracts.Protocol;
import org.autoequivariant.contracts.Recipe;
import org.autoequivariant.contracts.Topic;
import org.autoequivariant.contracts.Traces;
import org.autoequivariant.contracts.TrainingJob;
import org.autoequivariant.symmetry.State;
import org.autoequivariant.trainer.Fixtures;

class AnswersTest {

    private static final TrainingJob JOB = Fixtures.job(State.EMPTY, Protocol.search(Recipe.STANDARD, 0));

    private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private final ConsumerRecord<byte[], byte[]> record = Records.of(JOB, 42, 1);
    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());

    @Test
    void anEvaluationIsStoredUnderItsKeyWithTheTraceOfTheJob() throws Exception {
        Evaluation.Trained evaluation = JobHandlerTest.trained(JOB);
        record.headers()
                .add("traceparent", TRACE.getBytes(StandardCharsets.UTF_8))
                .add("other", new byte[0]);

        Traces off = new Traces(OpenTelemetry.noop());
        Traces.Work work = off.read(record.topic(), record.headers());
        AcknowledgeType type = new Answers(producer, off).store(record, new Answer.Trained(evaluation));
        work.close();

        assertThat(type).isEqualTo(AcknowledgeType.ACCEPT);
        assertThat(producer.history()).singleElement().satisfies(sent -> {
            assertThat(sent.topic()).isEqualTo(Topic.EVALUATIONS.topicName());
            assertThat(new String(sent.key(), StandardCharsets.UTF_8))
                    .isEqualTo(JOB.key().text());
            assertThat(Messages.read(sent.value(), Evaluation.class)).isEqualTo(evaluation);
            assertThat(sent.headers().lastHeader("traceparent").value())
                    .asString()
                    .isEqualTo(TRACE);
            assertThat(sent.headers().lastHeader(CloudEvent.TYPE).value())
                    .asString()
                    .isEqualTo("org.autoequivariant.evaluation");
            assertThat(sent.headers().lastHeader("other")).isNull();
            assertThat(Delivery.read(sent.headers())).isOne();
        });
    }

    @Test
    void aJobGivenUpIsAFailedEvaluationAndADeadLetter() throws Exception {
        Evaluation.Failed failed = new Evaluation.Failed(JOB.key(), "no data", 3, "t");

        AcknowledgeType type =
                new Answers(producer, new Traces(OpenTelemetry.noop())).store(record, new Answer.GivenUp(failed));

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

        AcknowledgeType type =
                new Answers(producer, new Traces(OpenTelemetry.noop())).store(record, new Answer.Lost(lost));

        assertThat(type).isEqualTo(AcknowledgeType.ACCEPT);
        assertThat(sentTo(Topic.EVALUATIONS)).singleElement().satisfies(sent -> assertThat(
                        Messages.read(sent.value(), Evaluation.class))
                .isEqualTo(lost));
        assertThat(sentTo(Topic.DEAD_LETTERS)).isEmpty();
    }

    @Test
    void anUnreadableRecordIsADeadLetterOnly() throws Exception {
        AcknowledgeType type =
                new Answers(producer, new Traces(OpenTelemetry.noop())).store(record, new Answer.Unreadable("no JSON"));

        assertThat(type).isEqualTo(AcknowledgeType.REJECT);
        assertThat(sentTo(Topic.EVALUATIONS)).isEmpty();
        assertThat(sentTo(Topic.DEAD_LETTERS)).hasSize(1);
    }

    @Test
    void anAnswerTheBrokerDoesNotTakeIsNoAnswer() {
        producer.sendException = new TimeoutException("no broker");

        assertThatThrownBy(() -> new Answers(producer, new Traces(OpenTelemetry.noop()))
                        .store(record, new Answer.Trained(JobHandlerTest.trained(JOB))))
                .isInstanceOfAny(TimeoutException.class, ExecutionException.class);
    }

    private List<ProducerRecord<byte[], byte[]>> sentTo(Topic topic) {
        return producer.history().stream()
                .filter(sent -> sent.topic().equals(topic.topicName()))
                .toList();
    }
}
