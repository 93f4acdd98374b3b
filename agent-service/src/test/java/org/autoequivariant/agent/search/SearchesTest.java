package org.autoequivariant.agent.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;

import org.junit.jupiter.api.Test;

import org.autoequivariant.agent.stream.SearchStream;
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
import org.autoequivariant.contracts.SearchStatus.Phase;

class SearchesTest {

    private static final DataSetName NAME = DataSetName.parse("g-mnist/011000100001");
    private static final DataSet DATA_SET = new DataSet(NAME, "0123456789abcdef");
    private static final DataSet OTHER_DATA_SET = new DataSet(NAME, "fedcba9876543210");
    private static final SearchSettings SETTINGS =
            new SearchSettings(NAME, 20, 1_000, 1, 2, 1, 0, Recipe.STANDARD, RewardUnit.FRACTION);
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    /** Keeps what is published. */
    private static final class Published implements SearchStream {

        final List<Candidate> candidates = new CopyOnWriteArrayList<>();
        final List<SearchStatus> statuses = new CopyOnWriteArrayList<>();

        @Override
        public void publish(Candidate candidate) {
            candidates.add(candidate);
        }

        @Override
        public void publish(SearchStatus status) {
            statuses.add(status);
        }

        Candidate question(int number) {
            await().until(() -> candidates.size() > number);
            return candidates.get(number);
        }
    }

    private final Published published = new Published();
    private Instant now = NOW;

    private Searches searches(Function<DataSetName, DataSet> dataSets, int most, boolean resumeAtStart) {
        InstantSource ticking = () -> now = now.plusMillis(1);
        return new Searches(published, dataSets, ticking, most, resumeAtStart);
    }

    private Searches ready() {
        Searches searches = searches(name -> DATA_SET, 2, true);
        searches.onCaughtUp();
        return searches;
    }

    private static Reward answer(Candidate candidate, DataSet dataSet) {
        Candidate asked = new Candidate(
                candidate.search(),
                candidate.purpose(),
                candidate.walker(),
                candidate.step(),
                candidate.state(),
                candidate.action(),
                candidate.nextState(),
                candidate.epsilon(),
                dataSet,
                candidate.signature(),
                candidate.protocol(),
                candidate.baseline(),
                candidate.rewardUnit(),
                candidate.askedAt());
        Evaluation.Trained evaluation = new Evaluation.Trained(
                asked.key(), dataSet, asked.nextState(), List.of(0.5), Optional.empty(), 1_000, 0.1, "cpu", "t", "v");
        return Reward.Rewarded.of(asked, evaluation, Reward.Source.TRAINED, 1);
    }

    private static Reward answer(Candidate candidate) {
        return answer(candidate, DATA_SET);
    }

    private static void awaitPhase(Searches searches, String id, Phase phase) {
        await().untilAsserted(() -> assertThat(searches.read(id).phase()).isEqualTo(phase));
    }

    @Test
    void aSearchStartedAsksForItsBaselineAndIsPublished() {
        Searches searches = ready();

        SearchStatus started = searches.start(Optional.empty(), SETTINGS);

        assertThat(started.phase()).isEqualTo(Phase.CREATED);
        assertThat(published.question(0).purpose()).isEqualTo(Purpose.BASELINE);
        assertThat(published.statuses.get(0)).isEqualTo(started);
    }

    @Test
    void nothingStartsBeforeWhatWasKeptIsRead() {
        Searches searches = searches(name -> DATA_SET, 2, true);

        assertThatThrownBy(() -> searches.start(Optional.empty(), SETTINGS)).isInstanceOf(SearchRefused.NotReady.class);
    }

    @Test
    void anIdIsTakenOnceAndSearchesBeyondTheMostAllowedAreRefused() {
        Searches searches = ready();
        searches.start(Optional.of("a"), SETTINGS);

        assertThatThrownBy(() -> searches.start(Optional.of("a"), SETTINGS)).isInstanceOf(SearchRefused.Conflict.class);
        searches.start(Optional.of("b"), SETTINGS);
        assertThatThrownBy(() -> searches.start(Optional.of("c"), SETTINGS)).isInstanceOf(SearchRefused.TooMany.class);
    }

    @Test
    void anIdWithRewardsButNoStatusIsTaken() {
        Searches searches = ready();
        searches.start(Optional.of("a"), SETTINGS);
        Reward orphan = answer(published.question(0));
        Searches later = searches(name -> DATA_SET, 2, true);
        later.on(orphan);
        later.onCaughtUp();

        assertThatThrownBy(() -> later.start(Optional.of("a"), SETTINGS)).isInstanceOf(SearchRefused.Conflict.class);
    }

    @Test
    void aSearchCancelledWhileItIsMadeStaysCancelledAndAsksNothing() throws InterruptedException {
        // Given
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        CountDownLatch answered = new CountDownLatch(1);
        Searches searches = searches(
                name -> {
                    asked.countDown();
                    try {
                        answer.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    answered.countDown();
                    return DATA_SET;
                },
                2,
                true);
        searches.onCaughtUp();
        searches.start(Optional.of("a"), SETTINGS);
        asked.await();

        // When
        searches.cancel("a");
        answer.countDown();
        answered.await();

        // Then: resuming runs on a thread of its own, so what the first run did by now is all it did
        searches.resume("a");
        published.question(0);
        searches.cancel("a");
        assertThat(published.candidates).hasSize(1);
        assertThat(searches.read("a").phase()).isEqualTo(Phase.CANCELLED);
        assertThat(published.statuses.get(published.statuses.size() - 1).phase())
                .isEqualTo(Phase.CANCELLED);
    }

    @Test
    void aCancelledSearchGoesOnWhereItWas() {
        // Given
        Searches searches = ready();
        searches.start(Optional.of("a"), SETTINGS);
        Reward baseline = answer(published.question(0));
        searches.on(baseline);
        Candidate firstStep = published.question(1);
        searches.cancel("a");

        // When
        searches.resume("a");

        // Then
        assertThat(published.question(2))
                .usingRecursiveComparison()
                .ignoringFields("askedAt")
                .isEqualTo(firstStep);
        assertThat(searches.rewards("a")).containsExactly(baseline);
    }

    @Test
    void anAnswerAboutAnotherNetworkDoesNotHideTheRightOne() {
        Searches searches = ready();
        searches.start(Optional.of("a"), SETTINGS);
        Candidate baseline = published.question(0);

        searches.on(answer(baseline, OTHER_DATA_SET));
        searches.on(answer(baseline));

        assertThat(published.question(1).purpose()).isEqualTo(Purpose.STEP);
    }

    @Test
    void aSearchWhoseDataSetIsRefusedFailsAndSaysWhy() {
        Searches searches = searches(
                name -> {
                    throw new IllegalStateException("no such data set");
                },
                2,
                true);
        searches.onCaughtUp();

        searches.start(Optional.of("a"), SETTINGS);

        awaitPhase(searches, "a", Phase.FAILED);
        assertThat(searches.read("a").reason()).contains("no such data set");
        await().untilAsserted(() -> assertThat(published.statuses)
                .last()
                .extracting(SearchStatus::phase)
                .isEqualTo(Phase.FAILED));
    }

    @Test
    void aSearchFinishesAndCannotBeCancelledOrResumedThen() {
        // Given
        Searches searches = ready();
        searches.start(Optional.of("a"), SETTINGS);

        // When
        int told = 0;
        while (searches.read("a").phase() != Phase.FINISHED) {
            if (told < published.candidates.size()) {
                searches.on(answer(published.question(told++)));
            }
        }

        // Then
        assertThatThrownBy(() -> searches.cancel("a")).isInstanceOf(SearchRefused.Conflict.class);
        assertThatThrownBy(() -> searches.resume("a")).isInstanceOf(SearchRefused.Conflict.class);
        assertThatThrownBy(() -> searches.read("b")).isInstanceOf(SearchRefused.Unknown.class);
    }

    @Test
    void interruptedSearchesGoOnByThemselvesAndCancelledOnesWait() {
        Searches searches = searches(name -> DATA_SET, 2, true);
        searches.on(Statuses.created("interrupted", SETTINGS, NOW.minusSeconds(9)));
        searches.on(Statuses.cancelled(Statuses.created("cancelled", SETTINGS, NOW.minusSeconds(9)), NOW));

        searches.onCaughtUp();

        assertThat(published.question(0).search()).isEqualTo("interrupted");
        assertThat(searches.read("cancelled").phase()).isEqualTo(Phase.CANCELLED);
    }

    @Test
    void anInterruptedSearchReadLateGoesOnToo() {
        Searches searches = ready();

        searches.on(Statuses.created("interrupted", SETTINGS, NOW.minusSeconds(9)));

        assertThat(published.question(0).search()).isEqualTo("interrupted");
    }

    @Test
    void interruptedSearchesWaitIfSetSo() {
        Searches searches = searches(name -> DATA_SET, 2, false);
        searches.on(Statuses.created("interrupted", SETTINGS, NOW.minusSeconds(9)));

        searches.onCaughtUp();
        searches.resume("interrupted");

        assertThat(published.question(0).search()).isEqualTo("interrupted");
        assertThat(published.statuses).allMatch(status -> status.search().equals("interrupted"));
    }
}
