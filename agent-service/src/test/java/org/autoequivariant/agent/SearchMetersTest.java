package org.autoequivariant.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import org.autoequivariant.agent.search.Searches;
import org.autoequivariant.agent.stream.SearchStream;
import org.autoequivariant.contracts.Candidate;
import org.autoequivariant.contracts.DataSet;
import org.autoequivariant.contracts.DataSetName;
import org.autoequivariant.contracts.Evaluation;
import org.autoequivariant.contracts.Recipe;
import org.autoequivariant.contracts.Reward;
import org.autoequivariant.contracts.RewardUnit;
import org.autoequivariant.contracts.SearchSettings;
import org.autoequivariant.contracts.SearchStatus;

class SearchMetersTest {

    private static final DataSetName NAME = DataSetName.parse("g-mnist/011000100001");
    private static final SearchSettings SETTINGS =
            new SearchSettings(NAME, 20, 1_000, 1, 2, 1, 0, Recipe.STANDARD, RewardUnit.FRACTION);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<Candidate> asked = new CopyOnWriteArrayList<>();
    private final Searches searches = new Searches(
            new SearchStream() {
                @Override
                public void publish(Candidate candidate) {
                    asked.add(candidate);
                }

                @Override
                public void publish(SearchStatus status) {
                    searches().on(status, 0);
                }
            },
            name -> new DataSet(name, "0123456789abcdef"),
            InstantSource.system(),
            new Searches.Policy(4, Instant.MIN, Duration.ofMinutes(1)));

    SearchMetersTest() {
        searches.onCaughtUp();
        searches.onOwned(Set.of(0));
        SearchMeters.bind(registry, searches);
    }

    private Searches searches() {
        return searches;
    }

    @Test
    void aRunningSearchIsShownByItsIdAndMoves() {
        // Given
        searches.start(Optional.of("one"), SETTINGS);
        searches.start(Optional.of("two"), SETTINGS);
        await().until(() -> asked.size() >= 2);

        // When the networks of one are known
        for (int answered = 0; gauge("aen.search.states.visited", "one") < 2; answered++) {
            Candidate next = nextOf("one", answered);
            searches.on(Reward.Rewarded.of(next, trained(next), Reward.Source.CACHED, 1));
            await().until(() ->
                    shown(next) || askedOf("one").size() > askedOf("one").indexOf(next) + 1);
        }

        // Then
        assertThat(registry.get("aen.searches.running").gauge().value()).isEqualTo(2);
        assertThat(gauge("aen.search.baseline.accuracy", "one")).isEqualTo(0.5);
        assertThat(gauge("aen.search.best.accuracy", "one")).isEqualTo(0.5);
        assertThat(gauge("aen.search.steps", "one")).isPositive();
        assertThat(gauge("aen.search.cache.hits", "one")).isPositive();
        assertThat(gauge("aen.search.networks.trained", "one")).isZero();
        assertThat(gauge("aen.search.epsilon", "one")).isBetween(0.0, 1.0);
        assertThat(gauge("aen.search.states.visited", "two")).isZero();
        assertThat(gauge("aen.search.best.accuracy", "two")).isNaN();
    }

    @Test
    void aSearchThatEndsIsShownNoLonger() {
        // Given
        searches.start(Optional.of("one"), SETTINGS);
        searches.start(Optional.of("two"), SETTINGS);

        // When
        searches.cancel("one");

        // Then
        assertThat(registry.get("aen.searches.running").gauge().value()).isEqualTo(1);
        assertThat(registry.find("aen.search.steps").gauges())
                .extracting(gauge -> gauge.getId().getTag("search"))
                .containsExactly("two");
    }

    private boolean shown(Candidate last) {
        return gauge("aen.search.steps", last.search()) > last.step();
    }

    private List<Candidate> askedOf(String search) {
        return asked.stream()
                .filter(candidate -> candidate.search().equals(search))
                .toList();
    }

    private Candidate nextOf(String search, int number) {
        await().until(() -> askedOf(search).size() > number);
        return askedOf(search).get(number);
    }

    private double gauge(String name, String search) {
        Gauge gauge = registry.get(name).tag("search", search).gauge();
        return gauge.value();
    }

    private static Evaluation.Trained trained(Candidate candidate) {
        return new Evaluation.Trained(
                candidate.key(),
                candidate.dataSet(),
                candidate.nextState(),
                List.of(0.5),
                Optional.empty(),
                1_000,
                0.1,
                "cpu",
                "t",
                "v");
    }
}
