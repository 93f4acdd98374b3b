package org.autoequivariant.agent.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.autoequivariant.contracts.DataSet;
import org.autoequivariant.contracts.Purpose;
import org.autoequivariant.contracts.Recipe;
import org.autoequivariant.contracts.Reward;
import org.autoequivariant.contracts.RewardUnit;
import org.autoequivariant.contracts.SearchSettings;
import org.autoequivariant.contracts.SearchStatus;
import org.autoequivariant.contracts.replay.LoggedReward;
import org.autoequivariant.contracts.replay.ReplayTask;
import org.autoequivariant.contracts.replay.Violation;
import org.autoequivariant.symmetry.DistinctNetworks;
import org.autoequivariant.symmetry.Symmetry;

class ReplayedSearchTest {

    private static final DataSet DATA_SET = SearchTest.DATA_SET;
    private static final SearchSettings SETTINGS =
            new SearchSettings(DATA_SET.name(), 40, 1_000, 3, 3, 2, 5, Recipe.STANDARD, RewardUnit.FRACTION);
    private static final DistinctNetworks NETWORKS = new DistinctNetworks();

    private final List<Reward> rewards = new ArrayList<>();
    private SearchStatus finished;

    @BeforeEach
    void search() {
        InstantSource clock = InstantSource.fixed(Instant.EPOCH);
        try (Search search = new Search("s", SETTINGS, DATA_SET, NETWORKS, clock, asked -> {})) {
            while (!search.pending().isEmpty()) {
                Reward reward = SearchTest.answer(search.pending().get(0));
                rewards.add(reward);
                search.on(reward);
            }
            finished = search.status(Instant.EPOCH);
        }
        assertThat(finished.phase()).isEqualTo(SearchStatus.Phase.FINISHED);
    }

    private List<Violation> violations(SearchStatus status) {
        List<LoggedReward> logged = new ArrayList<>();
        rewards.forEach(reward -> logged.add(new LoggedReward(1, logged.size(), reward)));
        return new ReplayedSearch(NETWORKS).violations(new ReplayTask(status, logged));
    }

    @Test
    void rewardsRebuildTheSearchTheyCameOf() {
        assertThat(violations(finished)).isEmpty();
    }

    @Test
    void rewardsSaidTwiceRebuildItToo() {
        rewards.addAll(10, rewards.subList(3, 9));

        assertThat(violations(finished)).isEmpty();
    }

    @Test
    void anActionTheAgentWouldNotHaveTakenIsFoundAtItsOffset() {
        // Given
        int spoilt = 20;
        Reward.Rewarded reward = (Reward.Rewarded) rewards.get(spoilt);
        Symmetry other =
                reward.action().orElseThrow() == Symmetry.ROTATION ? Symmetry.VERTICAL_FLIP : Symmetry.ROTATION;
        rewards.set(
                spoilt,
                new Reward.Rewarded(
                        reward.search(),
                        reward.purpose(),
                        reward.walker(),
                        reward.step(),
                        reward.state(),
                        Optional.of(other),
                        reward.state().toggle(other),
                        reward.accuracy(),
                        reward.baseline(),
                        reward.reward(),
                        reward.epsilon(),
                        reward.parameters(),
                        reward.test(),
                        reward.source(),
                        reward.key(),
                        reward.latencyMillis()));

        // When
        List<Violation> violations = violations(finished);

        // Then
        assertThat(violations).first().satisfies(violation -> {
            assertThat(violation.partition()).isOne();
            assertThat(violation.offset()).isEqualTo(spoilt);
            assertThat(violation.what()).contains(other.toString());
        });
    }

    @Test
    void aRewardThatIsMissingIsFound() {
        rewards.removeIf(reward -> reward.purpose() == Purpose.STEP && reward.step() == 11);

        assertThat(violations(finished)).isNotEmpty();
    }

    @Test
    void anotherListOfTheBestThanTheRewardsMakeIsFound() {
        SearchStatus boasting = new SearchStatus(
                finished.search(),
                finished.phase(),
                finished.settings(),
                finished.dataSet(),
                finished.progress(),
                finished.baseline(),
                finished.best().subList(1, finished.best().size()),
                finished.dense(),
                finished.reason(),
                finished.startedAt(),
                finished.updatedAt());

        assertThat(violations(boasting)).singleElement().satisfies(violation -> assertThat(violation.what())
                .contains("list of the best"));
    }

    @Test
    void whatASearchWasBeforeItWasExtendedIsNoViolation() {
        SearchStatus longer = new SearchStatus(
                finished.search(),
                SearchStatus.Phase.SEARCHING,
                SETTINGS.extended(10, 100),
                finished.dataSet(),
                finished.progress(),
                finished.baseline(),
                finished.best(),
                finished.dense(),
                finished.reason(),
                finished.startedAt(),
                finished.updatedAt());

        assertThat(violations(longer)).isEmpty();
    }
}
