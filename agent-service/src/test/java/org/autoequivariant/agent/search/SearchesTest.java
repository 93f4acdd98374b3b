package org.autoequivariant.agent.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
    private static final int PARTITION = 3;
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    /** Keeps what is published. */
    private static final class Published implements SearchStream {

        final List<Candidate> candidates = new CopyOnWriteArrayList<>();
        final List<SearchStatus> statuses = new CopyOnWriteArrayList<>();
        /** Who reads what is published, as agents read the topic. */
        final List<Searches> readers = new CopyOnWriteArrayList<>();

        @Override
        public void publish(Candidate candidate) {
            candidates.add(candidate);
        }

        @Override
        public void publish(SearchStatus status) {
            statuses.add(status);
            readers.forEach(reader -> reader.on(status, PARTITION));
        }

        Candidate question(int number) {
            await().until(() -> candidates.size() > number);
            return candidates.get(number);
        }
    }

    private final Published published = new Published();
    private Instant now = NOW;

    private Searches searches(Function<DataSetName, DataSet> dataSets, Instant resumeSince) {
        InstantSource ticking = () -> now = now.plusMillis(1);
        Searches.Policy policy = new Searches.Policy(2, resumeSince, Duration.ofMinutes(1));
        Searches searches = new Searches(published, dataSets, ticking, policy);
        published.readers.add(searches);
        return searches;
    }

    /** An agent that has read everything and owns no search yet. */
    private Searches idle() {
        Searches searches = searches(name -> DATA_SET, Instant.MIN);
        searches.onCaughtUp();
        return searches;
    }

    private Searches ready() {
        Searches searches = idle();
        searches.onOwned(Set.of(PARTITION));
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
        Searches searches = searches(name -> DATA_SET, Instant.MIN);

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
        Searches later = searches(name -> DATA_SET, Instant.MIN);
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
                Instant.MIN);
        searches.onCaughtUp();
        searches.onOwned(Set.of(PARTITION));
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
                Instant.MIN);
        searches.onCaughtUp();
        searches.onOwned(Set.of(PARTITION));

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
        finish(searches, 0);

        // Then
        assertThatThrownBy(() -> searches.cancel("a")).isInstanceOf(SearchRefused.Conflict.class);
        assertThatThrownBy(() -> searches.resume("a")).isInstanceOf(SearchRefused.Conflict.class);
        assertThatThrownBy(() -> searches.read("b")).isInstanceOf(SearchRefused.Unknown.class);
    }

    private static SearchStatus created(String id, Instant at) {
        return LifeCycle.created(id, SETTINGS, at).status();
    }

    @Test
    void nothingIsToldOfASearchBeforeAllThatWasKeptOfItIsRead() {
        Searches searches = searches(name -> DATA_SET, Instant.MIN);
        searches.on(created("a", NOW.minusSeconds(9)), PARTITION);

        assertThatThrownBy(() -> searches.read("a")).isInstanceOf(SearchRefused.NotReady.class);
        assertThatThrownBy(() -> searches.rewards("a")).isInstanceOf(SearchRefused.NotReady.class);
        assertThatThrownBy(searches::list).isInstanceOf(SearchRefused.NotReady.class);
    }

    @Test
    void interruptedSearchesGoOnByThemselvesAndCancelledOnesWait() {
        Searches searches = searches(name -> DATA_SET, Instant.MIN);
        searches.onOwned(Set.of(PARTITION));
        searches.on(created("interrupted", NOW.minusSeconds(9)), PARTITION);
        searches.on(
                LifeCycle.created("cancelled", SETTINGS, NOW.minusSeconds(9))
                        .cancelled(NOW)
                        .status(),
                PARTITION);

        searches.onCaughtUp();

        assertThat(published.question(0).search()).isEqualTo("interrupted");
        assertThat(searches.read("cancelled").phase()).isEqualTo(Phase.CANCELLED);
    }

    @Test
    void anInterruptedSearchReadLateGoesOnToo() {
        Searches searches = ready();

        searches.on(created("interrupted", NOW.minusSeconds(9)), PARTITION);

        assertThat(published.question(0).search()).isEqualTo("interrupted");
    }

    @Test
    void searchesInterruptedLongAgoWaitToBeAskedForAndTakeNoRoom() {
        // Given
        Searches searches = searches(name -> DATA_SET, NOW);
        List.of("old", "older", "oldest").forEach(id -> searches.on(created(id, NOW.minusSeconds(9)), PARTITION));
        searches.onOwned(Set.of(PARTITION));
        searches.onCaughtUp();

        // When
        searches.resume("old");

        // Then
        assertThat(published.question(0).search()).isEqualTo("old");
        assertThat(published.statuses).allMatch(status -> status.search().equals("old"));
    }

    @Test
    void ofTwoAgentsOnlyTheOwnerDrivesASearchWhicheverWasAsked() {
        // Given
        Searches owner = ready();
        Searches other = idle();

        // When
        other.start(Optional.of("a"), SETTINGS);
        Reward baseline = answer(published.question(0));
        owner.on(baseline);
        other.on(baseline);
        published.question(1);
        other.cancel("a");

        // Then
        awaitPhase(owner, "a", Phase.CANCELLED);
        assertThat(published.candidates).extracting(Candidate::purpose).containsExactly(Purpose.BASELINE, Purpose.STEP);
        assertThat(published.statuses.get(published.statuses.size() - 1).phase())
                .isEqualTo(Phase.CANCELLED);
    }

    @Test
    void aSearchGoesOnWithItsNextOwner() {
        // Given
        Searches first = ready();
        Searches second = idle();
        first.start(Optional.of("a"), SETTINGS);
        Reward baseline = answer(published.question(0));
        first.on(baseline);
        second.on(baseline);
        Candidate step = published.question(1);

        // When
        first.onDisowned(Set.of(PARTITION));
        second.onOwned(Set.of(PARTITION));

        // Then
        assertThat(published.question(2))
                .usingRecursiveComparison()
                .ignoringFields("askedAt")
                .isEqualTo(step);
        first.on(answer(step));
        second.on(answer(step));
        assertThat(published.question(3).step()).isEqualTo(1);
        assertThat(published.candidates).hasSize(4);
    }

    @Test
    void aFinishedSearchIsExtendedByMoreStatesWithoutAskingAgainWhatItKnows() {
        // Given
        Searches searches = ready();
        searches.start(Optional.of("a"), SETTINGS);
        int told = finish(searches, 0);
        int steps = searches.read("a").progress().steps();

        // When
        searches.extend("a", 5, 100);
        finish(searches, told);

        // Then
        SearchStatus extended = searches.read("a");
        assertThat(extended.progress().statesVisited()).isEqualTo(SETTINGS.states() + 5);
        assertThat(published.candidates.subList(told, published.candidates.size()).stream()
                        .filter(candidate -> candidate.purpose() == Purpose.STEP)
                        .mapToInt(Candidate::step))
                .allMatch(step -> step >= steps);
        assertThatThrownBy(() -> searches.extend("a", 5_000, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    /** @return how many questions were answered in all */
    private int finish(Searches searches, int answered) {
        int told = answered;
        while (searches.read("a").phase() != Phase.FINISHED) {
            if (told < published.candidates.size()) {
                searches.on(answer(published.question(told++)));
            }
        }
        return told;
    }

    @Test
    void aQuestionLongUnansweredIsAskedAgain() {
        // Given
        InstantSource fast = () -> now = now.plusSeconds(1);
        Searches searches = new Searches(
                published, name -> DATA_SET, fast, new Searches.Policy(2, Instant.MIN, Duration.ofMillis(20)));
        published.readers.add(searches);
        searches.onCaughtUp();
        searches.onOwned(Set.of(PARTITION));

        // When
        searches.start(Optional.of("a"), SETTINGS);

        // Then
        assertThat(published.question(1)).isEqualTo(published.question(0));
        searches.cancel("a");
    }
}
