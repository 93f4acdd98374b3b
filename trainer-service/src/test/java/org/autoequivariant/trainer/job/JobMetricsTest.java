package org.autoequivariant.trainer.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;

import dev.failsafe.RetryPolicy;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

import org.autoequivariant.contracts.Evaluation;
import org.autoequivariant.contracts.Protocol;
import org.autoequivariant.contracts.Recipe;
import org.autoequivariant.contracts.Traces;
import org.autoequivariant.contracts.TrainingJob;
import org.autoequivariant.symmetry.State;
import org.autoequivariant.trainer.Fixtures;
import org.autoequivariant.trainer.training.Untrainable;

class JobMetricsTest {

    private static final TrainingJob JOB = Fixtures.job(State.EMPTY, Protocol.search(Recipe.STANDARD, 0));

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final JobMetrics metrics = new JobMetrics(registry);
    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());

    @Test
    void everyAnswerIsCountedByItsOutcome() throws Exception {
        // When
        measure(JobHandlerTest::trained, Records.of(JOB, 0, 1));
        measure(job -> fail(), Records.of(JOB, 1, 1));
        measure(JobHandlerTest::trained, Records.of(JOB, 2, JobHandler.LAST_DELIVERY));
        measure(JobHandlerTest::trained, Records.of("x".getBytes(StandardCharsets.UTF_8), 3));

        // Then
        for (String outcome : new String[] {"trained", "failed", "lost", "unreadable"}) {
            assertThat(jobs(outcome)).as(outcome).isOne();
        }
        assertThat(registry.get("aen.trainer.dead.letters").counter().count()).isEqualTo(2);
    }

    @Test
    void aJobIsInFlightWhileItIsTrained() throws Exception {
        double[] during = new double[1];

        measure(
                job -> {
                    during[0] = inFlight();
                    return JobHandlerTest.trained(job);
                },
                Records.of(JOB, 0, 1));

        assertThat(during).containsExactly(1);
        assertThat(inFlight()).isZero();
    }

    @Test
    void anAnswerThatIsNotStoredIsNone() {
        producer.sendException = new TimeoutException("no broker");

        assertThatThrownBy(() -> measure(JobHandlerTest::trained, Records.of(JOB, 0, 1)))
                .isInstanceOf(Exception.class);

        assertThat(jobs("trained")).isZero();
        assertThat(inFlight()).isZero();
    }

    @Test
    void capacityLanesAndWorkAreShown() {
        metrics.show(3, () -> 2);
        metrics.worked(40e9);

        assertThat(registry.get("aen.trainer.capacity").gauge().value()).isEqualTo(3);
        assertThat(registry.get("aen.trainer.lanes.taking.jobs").gauge().value())
                .isEqualTo(2);
        assertThat(registry.get("aen.trainer.flop").counter().count()).isEqualTo(40e9);
    }

    private void measure(JobTrainer trainer, ConsumerRecord<byte[], byte[]> record) throws Exception {
        metrics.measure(
                new JobHandler(trainer, "t", RetryPolicy.ofDefaults()),
                new Answers(producer, new Traces(OpenTelemetry.noop())),
                record);
    }

    private static Evaluation.Trained fail() {
        throw new Untrainable("no");
    }

    private long jobs(String outcome) {
        return registry.get("aen.trainer.jobs").tag("outcome", outcome).timer().count();
    }

    private double inFlight() {
        return registry.get("aen.trainer.in.flight").gauge().value();
    }
}
