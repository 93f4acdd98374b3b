package org.autoequivariant.agent.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;
import java.util.function.Predicate;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.autoequivariant.agent.dqn.EpsilonSchedule;
import org.autoequivariant.contracts.Candidate;
import org.autoequivariant.contracts.DataSet;
import org.autoequivariant.contracts.DataSetName;
import org.autoequivariant.contracts.Evaluation;
import org.autoequivariant.contracts.Purpose;
import org.autoequivariant.contracts.Recipe;
import org.autoequivariant.contracts.Reward;
import org.autoequivariant.contracts.RewardUnit;
import org.autoequivariant.contracts.SearchSettings;
import org.autoequivariant.contracts.SearchStatus;
import org.autoequivariant.symmetry.DistinctNetworks;
import org.autoequivariant.symmetry.NetworkSignature;
import org.autoequivariant.symmetry.State;

/** Searches answered from a table instead of by trainers. */
class SearchTest {

    static final DataSet DATA_SET = new DataSet(DataSetName.parse("g-mnist/011000100001"), "0123456789abcdef");
    private static final DataSet OTHER_DATA_SET = new DataSet(DATA_SET.name(), "fedcba9876543210");
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);
    private static final DistinctNetworks NETWORKS = new DistinctNetworks();
    private static final int STATES = 60;

    private static SearchSettings settings(int walkers) {
        return new SearchSettings(
                DATA_SET.name(), STATES, 10_000, walkers, 5, 3, 11, Recipe.STANDARD, RewardUnit.FRACTION);
    }

    private static Search search(int walkers) {
        return search(settings(walkers));
    }

    private static Search search(SearchSettings settings) {
        return new Search("s", settings, DATA_SET, NETWORKS, CLOCK, asked -> {});
    }

    /** Accuracy by signature alone, as it is in truth. */
    static Reward answer(Candidate candidate) {
        double accuracy = 0.5 + 0.4 * (candidate.signature().hex().hashCode() & 0xffff) / 0xffff;
        Evaluation.Trained evaluation = new Evaluation.Trained(
                candidate.key(),
                DATA_SET,
                candidate.nextState(),
                List.of(accuracy),
                candidate.protocol().testImages() == 0
                        ? Optional.empty()
                        : Optional.of(new Evaluation.TestAccuracy(accuracy, accuracy)),
                1_000,
                0.1,
                "cpu",
                "t",
                "v");
        return Reward.Rewarded.of(candidate, evaluation, Reward.Source.TRAINED, 1);
    }

    /** Answers first come first served while {@code go} holds. */
    private static List<Reward> drive(Search search, Predicate<List<Reward>> go) {
        return drive(search, pending -> 0, go);
    }

    /** Answers in any order while {@code go} holds. */
    private static List<Reward> drive(Search search, SplittableRandom order, Predicate<List<Reward>> go) {
        return drive(search, order::nextInt, go);
    }

    /** @param next gives which of so many pending candidates is answered next */
    private static List<Reward> drive(Search search, IntUnaryOperator next, Predicate<List<Reward>> go) {
        List<Reward> rewards = new ArrayList<>();
        while (!search.pending().isEmpty() && go.test(rewards)) {
            List<Candidate> pending = search.pending();
            Reward reward = answer(pending.get(next.applyAsInt(pending.size())));
            rewards.add(reward);
            search.on(reward);
        }
        return rewards;
    }

    private static List<Reward> toTheEnd(Search search) {
        List<Reward> rewards = drive(search, all -> true);
        assertThat(search.phase()).isEqualTo(SearchStatus.Phase.FINISHED);
        return rewards;
    }

    private static List<Reward> of(Purpose purpose, List<Reward> rewards) {
        return rewards.stream().filter(reward -> reward.purpose() == purpose).toList();
    }

    @Test
    void theBaselineIsMeasuredFirst() {
        try (Search search = search(4)) {
            assertThat(search.pending()).singleElement().satisfies(candidate -> {
                assertThat(candidate.purpose()).isEqualTo(Purpose.BASELINE);
                assertThat(candidate.nextState()).isEqualTo(State.EMPTY);
                assertThat(candidate.baseline()).isEmpty();
            });
        }
    }

    @ParameterizedTest(name = "{0} walkers")
    @ValueSource(ints = {1, 3, 16})
    void oneSeedGivesOneSearchWhateverOrderTheAnswersComeIn(int walkers) {
        try (Search inOrder = search(walkers);
                Search outOfOrder = search(walkers)) {
            assertThat(drive(outOfOrder, new SplittableRandom(5), rewards -> true))
                    .containsExactlyInAnyOrderElementsOf(toTheEnd(inOrder));
            assertThat(outOfOrder.status(Instant.EPOCH)).isEqualTo(inOrder.status(Instant.EPOCH));
        }
    }

    @ParameterizedTest(name = "{0} walkers")
    @ValueSource(ints = {1, 3, 16})
    void everyStepIsAskedOnceAndExactlyTheStatesAskedForAreVisited(int walkers) {
        try (Search search = search(walkers)) {
            List<Reward> steps = of(Purpose.STEP, toTheEnd(search));

            assertThat(steps.stream().map(Reward::step)).doesNotHaveDuplicates();
            assertThat(steps.stream().map(Reward::nextState).distinct()).hasSize(STATES);
            assertThat(search.status(Instant.EPOCH).progress().statesVisited()).isEqualTo(STATES);
        }
    }

    @Test
    void everyStepTogglesItsActionAndTakesTable1sEpsilon() {
        try (Search search = search(1)) {
            Set<State> visited = new HashSet<>();
            State at = State.EMPTY;
            for (Reward step : of(Purpose.STEP, toTheEnd(search))) {
                if (step.step() % 100 == 0) {
                    at = State.EMPTY;
                }
                assertThat(step.state()).isEqualTo(at);
                assertThat(step.nextState()).isEqualTo(at.toggle(step.action().orElseThrow()));
                assertThat(step.epsilon()).isEqualTo(EpsilonSchedule.epsilon(visited.size()));
                visited.add(step.nextState());
                at = step.nextState();
            }
        }
    }

    @Test
    void theBestDistinctNetworksAreRetrainedOnceAndTheWinnerAndTheDenseRepeated() {
        try (Search search = search(4)) {
            List<Reward> rewards = toTheEnd(search);
            SearchStatus status = search.status(Instant.EPOCH);

            assertThat(of(Purpose.FINAL_BASELINE, rewards)).hasSize(1);
            assertThat(of(Purpose.RETRAIN, rewards).stream().map(Reward::key))
                    .hasSize(5)
                    .doesNotHaveDuplicates();
            assertThat(of(Purpose.REPEAT, rewards)).hasSize(2 * 2);
            assertThat(status.best())
                    .hasSize(5)
                    .isSortedAccordingTo((a, b) -> Double.compare(
                            b.finalAccuracy().orElseThrow(), a.finalAccuracy().orElseThrow()));
            assertThat(status.best().get(0).repeatedTest()).hasSize(3);
            assertThat(status.dense().orElseThrow().repeatedTest()).hasSize(3);
            assertThat(status.progress().retrained())
                    .isEqualTo(status.progress().toRetrain())
                    .isEqualTo(1 + 5 + 4);
        }
    }

    /** Learning begins with the 512th step. */
    @ParameterizedTest(name = "{0} walkers, {1} steps, after {2} rewards")
    @CsvSource({"1, 40, 0", "1, 40, 1", "1, 40, 2", "1, 40, 30", "5, 60, 58", "5, 560, 540"})
    void aSearchRebuiltFromItsRewardsGoesOnAsIfNothingHadHappened(int walkers, int steps, int told) {
        SearchSettings settings = new SearchSettings(
                DATA_SET.name(), 4_096, steps, walkers, 5, 3, 11, Recipe.STANDARD, RewardUnit.FRACTION);
        try (Search undisturbed = search(settings);
                Search interrupted = search(settings);
                Search rebuilt = search(settings)) {
            // Given
            List<Reward> before = drive(interrupted, new SplittableRandom(6), rewards -> rewards.size() < told);

            // When
            before.forEach(rebuilt::on);

            // Then
            assertThat(rebuilt.pending()).isEqualTo(interrupted.pending());
            List<Reward> all = new ArrayList<>(before);
            all.addAll(toTheEnd(rebuilt));
            assertThat(all).containsExactlyInAnyOrderElementsOf(toTheEnd(undisturbed));
        }
    }

    @ParameterizedTest(name = "{0} walkers")
    @ValueSource(ints = {1, 3})
    void walkersWaitForNetworksTheSearchHasNotMetAndElseGoAheadOfTheirRewards(int walkers) {
        SearchSettings settings = new SearchSettings(
                DATA_SET.name(), 4_096, 300, walkers, 5, 3, 11, Recipe.STANDARD, RewardUnit.FRACTION);
        try (Search search = search(settings)) {
            Set<NetworkSignature> met = new HashSet<>();
            int most = 0;
            while (search.phase() != SearchStatus.Phase.RETRAINING) {
                most = Math.max(most, steps(search).size());
                // Networks that are not known are answered first, as if the stream were slow.
                Candidate next = search.pending().stream()
                        .filter(candidate -> !met.contains(candidate.signature()))
                        .findFirst()
                        .orElse(search.pending().get(0));
                assertThat(steps(search).stream().filter(candidate -> !met.contains(candidate.signature())))
                        .hasSizeLessThanOrEqualTo(walkers);
                met.add(next.signature());
                search.on(answer(next));
            }
            assertThat(most).isEqualTo(Search.AHEAD * walkers);
        }
    }

    @Test
    void anAnswerGivenTwiceChangesNothing() {
        try (Search search = search(1)) {
            Reward reward = answer(search.pending().get(0));
            search.on(reward);
            SearchStatus status = search.status(Instant.EPOCH);

            List<Candidate> pending = search.pending();
            search.on(reward);

            assertThat(search.pending()).isEqualTo(pending);
            assertThat(search.status(Instant.EPOCH)).isEqualTo(status);
        }
    }

    @Test
    void aSkippedStepIsNotLearntFromAndTheWalkerGoesOn() {
        try (Search search = search(1)) {
            search.on(answer(search.pending().get(0)));
            Candidate step = search.pending().get(0);

            search.on(Reward.Skipped.of(step, "out of memory", 1));

            assertThat(search.pending()).singleElement().satisfies(candidate -> {
                assertThat(candidate.step()).isEqualTo(1);
                assertThat(candidate.state()).isEqualTo(step.nextState());
            });
            assertThat(search.status(Instant.EPOCH).progress().skipped()).isEqualTo(1);
        }
    }

    @Test
    void withoutABaselineTheSearchFailsAndSaysWhy() {
        try (Search search = search(1)) {
            search.on(Reward.Skipped.of(search.pending().get(0), "no such data set", 1));

            SearchStatus status = search.status(Instant.EPOCH);
            assertThat(status.phase()).isEqualTo(SearchStatus.Phase.FAILED);
            assertThat(status.reason().orElseThrow()).contains("no such data set");
        }
    }

    @ParameterizedTest(name = "told while it steps: {0}")
    @ValueSource(booleans = {true, false})
    void withoutADenseNetworkUnderTheFinalProtocolTheSearchFailsAndSaysWhy(boolean early) {
        try (Search search = search(3)) {
            // Given
            drive(search, rewards -> finalBaseline(search).isEmpty());
            Reward skipped = Reward.Skipped.of(finalBaseline(search).orElseThrow(), "no test images", 1);

            // When
            if (early) {
                search.on(skipped);
            }
            while (!steps(search).isEmpty()) {
                search.on(answer(steps(search).get(0)));
            }
            search.on(skipped);

            // Then
            SearchStatus status = search.status(Instant.EPOCH);
            assertThat(status.phase()).isEqualTo(SearchStatus.Phase.FAILED);
            assertThat(status.reason().orElseThrow()).contains("no test images");
            assertThat(status.progress().statesVisited()).isEqualTo(STATES);
            assertThat(search.pending()).isEmpty();
        }
    }

    @Test
    void theDenseNetworkIsTrainedToTheEndWhileWalkersStepAndNothingWaitsForIt() {
        try (Search search = search(3)) {
            // Given
            drive(search, rewards -> finalBaseline(search).isEmpty());
            assertThat(search.phase()).isEqualTo(SearchStatus.Phase.SEARCHING);

            // When
            while (!steps(search).isEmpty()) {
                search.on(answer(steps(search).get(0)));
            }

            // Then
            assertThat(search.pending())
                    .singleElement()
                    .isEqualTo(finalBaseline(search).orElseThrow());
            search.on(answer(finalBaseline(search).orElseThrow()));
            assertThat(search.pending().stream().map(Candidate::purpose))
                    .containsExactly(
                            Purpose.REPEAT,
                            Purpose.REPEAT,
                            Purpose.RETRAIN,
                            Purpose.RETRAIN,
                            Purpose.RETRAIN,
                            Purpose.RETRAIN,
                            Purpose.RETRAIN);
        }
    }

    private static List<Candidate> steps(Search search) {
        return search.pending().stream()
                .filter(candidate -> candidate.purpose() == Purpose.STEP)
                .toList();
    }

    private static Optional<Candidate> finalBaseline(Search search) {
        return search.pending().stream()
                .filter(candidate -> candidate.purpose() == Purpose.FINAL_BASELINE)
                .findFirst();
    }

    @Test
    void anAnswerAboutAnotherNetworkIsNoAnswer() {
        try (Search search = search(1);
                Search other = new Search("s", settings(1), OTHER_DATA_SET, NETWORKS, CLOCK, asked -> {})) {
            List<Candidate> pending = search.pending();
            search.on(answer(other.pending().get(0)));
            assertThat(search.pending()).isEqualTo(pending);

            search.on(answer(search.pending().get(0)));
            assertThat(search.pending()).hasSize(1).isNotEqualTo(pending);
        }
    }

    @Test
    void theCapOfStepsEndsTheSearchToo() {
        SearchSettings few =
                new SearchSettings(DATA_SET.name(), 4_096, 50, 3, 5, 1, 11, Recipe.STANDARD, RewardUnit.FRACTION);
        try (Search search = search(few)) {
            assertThat(of(Purpose.STEP, toTheEnd(search))).hasSize(50);
        }
    }
}
