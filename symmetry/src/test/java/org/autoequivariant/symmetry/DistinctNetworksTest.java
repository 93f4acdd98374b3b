package org.autoequivariant.symmetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DistinctNetworksTest {

    private static DistinctNetworks distinct;

    @BeforeAll
    static void find() {
        distinct = DistinctNetworks.find();
    }

    @Test
    void everyStateStandsForExactlyOneNetwork() {
        assertThat(distinct.networks().stream().flatMap(n -> n.states().stream()))
                .hasSize(State.COUNT)
                .doesNotHaveDuplicates();
        assertThat(distinct.networks().stream().map(DistinctNetworks.Network::signature))
                .doesNotHaveDuplicates();
    }

    @Test
    void theAutomatonAgreesWithAlgorithm1() {
        new Random(11).ints(60, 0, State.COUNT).mapToObj(State::new).forEach(state -> {
            WeightSharing sharing = WeightSharing.of(state);
            DistinctNetworks.Network network = distinct.of(state);
            assertThat(network.signature()).as(state.toString()).isEqualTo(sharing.signature());
            assertThat(network.orbits()).isEqualTo(sharing.orbits());
            assertThat(network.parameters()).isEqualTo(sharing.parameters());
        });
    }

    @Test
    void aSymmetryThatFollowsFromOthersMakesNoNewNetwork() {
        // Two left-right halves' vertical scrambles make the whole vertical scramble.
        State both = State.of(Symmetry.LEFT_VERTICAL_SCRAMBLE, Symmetry.RIGHT_VERTICAL_SCRAMBLE);

        assertThat(distinct.of(both.with(Symmetry.VERTICAL_SCRAMBLE))).isEqualTo(distinct.of(both));
    }

    @Test
    void theRepresentativeHasTheFewestSymmetries() {
        assertThat(distinct.of(State.EMPTY).state()).isEqualTo(State.EMPTY);
        assertThat(distinct.networks()).allSatisfy(network -> assertThat(network.states())
                .allSatisfy(state -> assertThat(Integer.bitCount(state.bits()))
                        .isGreaterThanOrEqualTo(Integer.bitCount(network.state().bits()))));
    }
}
