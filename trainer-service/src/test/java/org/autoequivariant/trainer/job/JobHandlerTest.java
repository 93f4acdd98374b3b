package org.autoequivariant.trainer.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

import dev.failsafe.RetryPolicy;
import org.junit.jupiter.api.Test;

import org.autoequivariant.contracts.Evaluation;
import org.autoequivariant.contracts.Protocol;
import org.autoequivariant.contracts.Recipe;
import org.autoequivariant.contracts.TrainingJob;
import org.autoequivariant.symmetry.State;
import org.autoequivariant.trainer.Fixtures;
import org.autoequivariant.trainer.training.Untrainable;

class JobHandlerTest {

    private static final RetryPolicy<Object> RETRY = RetryPolicy.builder()
            .withMaxAttempts(3)
            .withDelay(Duration.ofMillis(1))
            .build();
    private static final TrainingJob JOB = Fixtures.job(State.EMPTY, Protocol.search(Recipe.STANDARD, 0));

    private final AtomicInteger attempts = new AtomicInteger();

    static Evaluation.Trained trained(TrainingJob job) {
        return new Evaluation.Trained(
                job.key(), job.dataSet(), job.state(), List.of(0.9), Optional.empty(), 1, 0.1, "cpu", "t", "v");
    }

    private Answer answer(JobTrainer trainer, int delivery) throws InterruptedException {
        return new JobHandler(trainer, "t", RETRY).answer(Records.of(JOB, 0, delivery));
    }

    @Test
    void aJobIsTrained() throws InterruptedException {
        assertThat(answer(JobHandlerTest::trained, 1)).isEqualTo(new Answer.Trained(trained(JOB)));
    }

    @Test
    void aRecordThatIsNoJobIsUnreadable() throws InterruptedException {
        Answer answer =
                new JobHandler(JobHandlerTest::trained, "t", RETRY).answer(Records.of("{\"key\":1}".getBytes(), 0));

        assertThat(answer).isInstanceOfSatisfying(Answer.Unreadable.class, unreadable -> assertThat(unreadable.reason())
                .contains("not a TrainingJob"));
    }

    @Test
    void aFailureThatPassesIsTriedAgainInPlace() throws InterruptedException {
        Answer answer = answer(
                job -> {
                    switch (attempts.incrementAndGet()) {
                        case 1 -> throw new IOException("away");
                        case 2 -> throw new OutOfMemoryError("for now");
                        default -> {
                            return trained(job);
                        }
                    }
                },
                1);

        assertThat(answer).isInstanceOf(Answer.Trained.class);
    }

    @Test
    void aJobThatKeepsFailingIsGivenUpWithTheReason() throws InterruptedException {
        Answer answer = answer(
                job -> {
                    throw new IOException("away");
                },
                1);

        assertThat(answer).isEqualTo(new Answer.GivenUp(new Evaluation.Failed(JOB.key(), "away", 3, "t")));
    }

    @Test
    void aJobThatCannotSucceedIsGivenUpAtOnce() throws InterruptedException {
        Answer answer = answer(
                job -> {
                    throw new Untrainable("too few images");
                },
                1);

        assertThat(answer).isEqualTo(new Answer.GivenUp(new Evaluation.Failed(JOB.key(), "too few images", 1, "t")));
    }

    @Test
    void theLastDeliveryIsAnsweredWithoutAnotherAttempt() throws InterruptedException {
        Answer fourth = answer(JobHandlerTest::trained, 4);
        Answer fifth = answer(JobHandlerTest::trained, 5);

        assertThat(fourth).isInstanceOf(Answer.Trained.class);
        assertThat(fifth).isInstanceOfSatisfying(Answer.Lost.class, lost -> assertThat(
                        lost.evaluation().deliveries())
                .isEqualTo(5));
    }

    @Test
    void anInterruptIsNoFailure() {
        assertThatThrownBy(() -> answer(
                        job -> {
                            throw new InterruptedException();
                        },
                        1))
                .isInstanceOf(InterruptedException.class);
    }
}
