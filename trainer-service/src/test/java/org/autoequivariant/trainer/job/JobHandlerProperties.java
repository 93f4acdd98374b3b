package org.autoequivariant.trainer.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;

import dev.failsafe.RetryPolicy;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import org.autoequivariant.contracts.Evaluation;
import org.autoequivariant.contracts.Messages;
import org.autoequivariant.contracts.Protocol;
import org.autoequivariant.contracts.Recipe;
import org.autoequivariant.contracts.TrainingJob;
import org.autoequivariant.symmetry.State;
import org.autoequivariant.trainer.Fixtures;
import org.autoequivariant.trainer.training.Untrainable;

/** Whatever is on the jobs topic, it has an answer that says why it was not trained. */
class JobHandlerProperties {

    private static final TrainingJob JOB = Fixtures.job(State.EMPTY, Protocol.search(Recipe.STANDARD, 0));

    private final JobHandler handler = new JobHandler(
            job -> {
                throw new Untrainable("too few images");
            },
            "t",
            RetryPolicy.ofDefaults());

    @Provide
    Arbitrary<byte[]> noise() {
        return Arbitraries.bytes().array(byte[].class).injectNull(0.01);
    }

    @Provide
    Arbitrary<byte[]> damaged() {
        byte[] job = Messages.write(JOB);
        return Combinators.combine(
                        Arbitraries.integers().between(0, job.length - 1),
                        Arbitraries.bytes(),
                        Arbitraries.oneOf(
                                Arbitraries.just(job.length),
                                Arbitraries.integers().between(0, job.length)))
                .as((position, value, length) -> {
                    byte[] copy = job.clone();
                    copy[position] = value;
                    return Arrays.copyOf(copy, length);
                });
    }

    @Property(tries = 10_000)
    void noiseIsUnreadable(@ForAll("noise") byte[] value, @ForAll short delivery) throws InterruptedException {
        assertThat(handler.answer(Records.of(value, 0, delivery)))
                .isInstanceOfSatisfying(Answer.Unreadable.class, JobHandlerProperties::assertReadable);
    }

    @Property(tries = 10_000)
    void aDamagedJobIsUnreadableGivenUpOrLost(@ForAll("damaged") byte[] value, @ForAll short delivery)
            throws InterruptedException {
        Answer answer = handler.answer(Records.of(value, 0, delivery));

        if (answer instanceof Answer.Unreadable unreadable) {
            assertReadable(unreadable);
        } else if (answer instanceof Answer.Lost lost) {
            assertThat(lost.evaluation().key()).isEqualTo(JOB.key());
        } else {
            assertThat(answer).isInstanceOfSatisfying(Answer.GivenUp.class, givenUp -> {
                Evaluation.Failed evaluation = givenUp.evaluation();
                assertThat(evaluation.key()).isEqualTo(JOB.key());
                assertThat(evaluation.reason()).contains("too few images");
            });
        }
    }

    private static void assertReadable(Answer.Unreadable unreadable) {
        assertThat(unreadable.reason()).matches("not a TrainingJob: .*\\S.*").hasSizeLessThanOrEqualTo(500);
    }
}
