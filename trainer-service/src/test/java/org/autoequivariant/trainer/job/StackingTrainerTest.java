package org.autoequivariant.trainer.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.autoequivariant.contracts.Evaluation;
import org.autoequivariant.contracts.Protocol;
import org.autoequivariant.contracts.Recipe;
import org.autoequivariant.contracts.TrainingJob;
import org.autoequivariant.symmetry.State;
import org.autoequivariant.symmetry.WeightSharing;
import org.autoequivariant.trainer.Fixtures;
import org.autoequivariant.trainer.network.TiedNetwork;
import org.autoequivariant.trainer.training.Untrainable;

@Timeout(30)
class StackingTrainerTest {

    private final ExecutorService lanes = Executors.newCachedThreadPool();
    private final BlockingQueue<List<TrainingJob>> stacks = new LinkedBlockingQueue<>();
    /** The first stack, of one, is held up until all others wait. */
    private final CountDownLatch go = new CountDownLatch(1);

    @AfterEach
    void stop() {
        lanes.shutdownNow();
    }

    private static TrainingJob job(Protocol protocol, long seed) {
        return Fixtures.job(State.EMPTY, protocol.withSeed(seed));
    }

    private static Candidate candidate(TrainingJob job) {
        return new Candidate(job, TiedNetwork.of(WeightSharing.of(job.state())));
    }

    private static List<Evaluation.Trained> trained(List<Candidate> candidates) {
        return candidates.stream()
                .map(Candidate::job)
                .map(JobHandlerTest::trained)
                .toList();
    }

    private List<Evaluation.Trained> train(List<Candidate> candidates) throws InterruptedException {
        stacks.add(candidates.stream().map(Candidate::job).toList());
        go.await();
        return trained(candidates);
    }

    /** Has a first job trained, then all these at once. */
    private List<Evaluation.Trained> trainTogether(StackingTrainer trainer, List<TrainingJob> jobs)
            throws InterruptedException, ExecutionException {
        List<Future<Evaluation.Trained>> answers = new ArrayList<>();
        answers.add(lanes.submit(() -> trainer.train(job(Protocol.search(Recipe.STANDARD, 0), 1_000))));
        assertThat(stacks.take()).hasSize(1);
        for (TrainingJob job : jobs) {
            answers.add(lanes.submit(() -> trainer.train(job)));
        }
        go.countDown();
        List<Evaluation.Trained> evaluations = new ArrayList<>();
        for (Future<Evaluation.Trained> answer : answers) {
            evaluations.add(answer.get());
        }
        return evaluations.subList(1, evaluations.size());
    }

    @Test
    void jobsThatWaitTogetherAreTrainedTogetherUpToTheMost() throws Exception {
        // Given
        Protocol protocol = Protocol.search(Recipe.STANDARD, 0);
        List<TrainingJob> jobs =
                LongStream.range(0, 7).mapToObj(seed -> job(protocol, seed)).toList();
        List<Evaluation.Trained> expected =
                jobs.stream().map(JobHandlerTest::trained).toList();
        try (StackingTrainer trainer = new StackingTrainer(4, StackingTrainerTest::candidate, this::train)) {

            // When
            List<Evaluation.Trained> evaluations = trainTogether(trainer, jobs);

            // Then
            assertThat(evaluations).isEqualTo(expected);
            assertThat(stacks).allSatisfy(stack -> assertThat(stack).hasSizeLessThanOrEqualTo(4));
            assertThat(stacks.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(jobs);
        }
    }

    @Test
    void jobsOfDifferentProtocolsAreNotMixed() throws Exception {
        Protocol brief = Protocol.search(Recipe.STANDARD, 0);
        Protocol full = Protocol.full(Recipe.STANDARD, 0);
        try (StackingTrainer trainer = new StackingTrainer(8, StackingTrainerTest::candidate, this::train)) {

            trainTogether(trainer, List.of(job(brief, 1), job(full, 2), job(brief, 3), job(full, 4)));

            assertThat(stacks).allSatisfy(stack -> assertThat(
                            stack.stream().map(job -> job.protocol().epochs()).distinct())
                    .hasSize(1));
        }
    }

    @Test
    void networksOfVeryDifferentSizeAreNotMixed() throws Exception {
        Protocol protocol = Protocol.search(Recipe.STANDARD, 0);
        List<TrainingJob> jobs = Stream.of("none", "horizontal-translation", "horizontal-flip", "vertical-translation")
                .map(state -> Fixtures.job(State.parse(state), protocol))
                .toList();
        try (StackingTrainer trainer = new StackingTrainer(8, StackingTrainerTest::candidate, this::train)) {

            trainTogether(trainer, jobs);

            assertThat(stacks).allSatisfy(stack -> assertThat(
                            stack.stream().map(job -> job.state().names().contains("translation")))
                    .containsOnly(stack.get(0).state().names().contains("translation")));
            assertThat(stacks.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(jobs);
        }
    }

    @Test
    void ifAStackFailsEachOfItsJobsIsTrainedAlone() throws Exception {
        // Given
        Protocol protocol = Protocol.search(Recipe.STANDARD, 0);
        TrainingJob bad = job(protocol, 13);
        StackingTrainer.Stack failing = candidates -> {
            if (candidates.size() > 1) {
                throw new OutOfMemoryError("too large");
            }
            if (candidates.stream().anyMatch(candidate -> candidate.job().equals(bad))) {
                throw new Untrainable("diverged");
            }
            return train(candidates);
        };
        try (StackingTrainer trainer = new StackingTrainer(8, StackingTrainerTest::candidate, failing)) {
            lanes.submit(() -> trainer.train(job(protocol, 1_000)));
            assertThat(stacks.take()).hasSize(1);

            // When
            Future<Evaluation.Trained> good = lanes.submit(() -> trainer.train(job(protocol, 1)));
            Future<Evaluation.Trained> failed = lanes.submit(() -> trainer.train(bad));
            go.countDown();

            // Then
            assertThat(good.get()).isEqualTo(JobHandlerTest.trained(job(protocol, 1)));
            assertThatThrownBy(failed::get).hasCauseInstanceOf(Untrainable.class);
        }
    }

    @Test
    void whatNotEvenOneJobHasMemoryForIsSaidAsItIs() {
        StackingTrainer.Stack failing = candidates -> {
            throw new OutOfMemoryError("too large");
        };
        try (StackingTrainer trainer = new StackingTrainer(8, StackingTrainerTest::candidate, failing)) {

            assertThatThrownBy(() -> trainer.train(job(Protocol.search(Recipe.STANDARD, 0), 1)))
                    .isInstanceOf(OutOfMemoryError.class)
                    .hasMessage("too large");
        }
    }

    @Test
    void aJobNobodyWaitsForAnyMoreIsNotTrained() throws Exception {
        // Given
        Protocol protocol = Protocol.search(Recipe.STANDARD, 0);
        TrainingJob handedBack = job(protocol, 2);
        try (StackingTrainer trainer = new StackingTrainer(8, StackingTrainerTest::candidate, this::train)) {
            Future<Evaluation.Trained> first = lanes.submit(() -> trainer.train(job(protocol, 1)));
            stacks.take();
            Thread lane = new Thread(
                    () -> assertThatThrownBy(() -> trainer.train(handedBack)).isInstanceOf(InterruptedException.class));
            lane.start();

            // When
            lane.interrupt();
            lane.join();
            Future<Evaluation.Trained> last = lanes.submit(() -> trainer.train(job(protocol, 3)));
            go.countDown();

            // Then
            first.get();
            last.get();
            assertThat(stacks.stream().flatMap(List::stream)).containsExactly(job(protocol, 3));
        }
    }
}
