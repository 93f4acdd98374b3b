package org.autoequivariant.symmetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.Test;

import org.autoequivariant.symmetry.DistinctNetworks.Network;

class DistinctNetworksTest {

    private static final DistinctNetworks DISTINCT = new DistinctNetworks();

    @Test
    void everyStateStandsForExactlyOneNetwork() {
        Map<Network, List<State>> all = DISTINCT.all();

        assertThat(all.values().stream().flatMap(List::stream))
                .hasSize(State.COUNT)
                .doesNotHaveDuplicates();
        assertThat(all.keySet().stream().map(Network::signature)).doesNotHaveDuplicates();
        assertThat(all.keySet().stream().map(Network::closure)).doesNotHaveDuplicates();
    }

    @Test
    void whatIsInferredIsWhatAlgorithm1Finds() {
        new Random(11).ints(200, 0, State.COUNT).mapToObj(State::new).forEach(state -> {
            WeightSharing sharing = WeightSharing.of(state);
            Network network = DISTINCT.of(state);
            assertThat(network.signature()).as(state.toString()).isEqualTo(sharing.signature());
            assertThat(network.orbits()).isEqualTo(sharing.orbits());
            assertThat(network.parameters()).isEqualTo(sharing.parameters());
        });
    }

    @Test
    void theOrderOfAskingChangesNothing() {
        List<State> asked =
                new Random(12).ints(40, 0, State.COUNT).mapToObj(State::new).toList();
        DistinctNetworks fresh = new DistinctNetworks();

        assertThat(asked.stream().map(fresh::of))
                .isEqualTo(asked.stream().map(DISTINCT::of).toList());
    }

    @Test
    void aClosureStandsForTheSameNetworkAndIncludesItsStates() {
        DISTINCT.all().forEach((network, states) -> {
            assertThat(DISTINCT.of(network.closure())).isEqualTo(network);
            assertThat(states).allMatch(network.closure()::includes);
        });
    }

    @Test
    void aSymmetryThatFollowsFromOthersMakesNoNewNetwork() {
        // Two left-right halves' vertical scrambles make the whole vertical scramble.
        State both = State.of(Symmetry.LEFT_VERTICAL_SCRAMBLE, Symmetry.RIGHT_VERTICAL_SCRAMBLE);

        assertThat(DISTINCT.of(both.with(Symmetry.VERTICAL_SCRAMBLE))).isEqualTo(DISTINCT.of(both));
    }

    @Test
    void statesWithTheFewestSymmetriesComeFirst() {
        List<List<State>> all = List.copyOf(DISTINCT.all().values());

        assertThat(all.get(0)).startsWith(State.EMPTY);
        assertThat(all).allSatisfy(states -> assertThat(states)
                .extracting(state -> Integer.bitCount(state.bits()))
                .isSorted());
    }
}
