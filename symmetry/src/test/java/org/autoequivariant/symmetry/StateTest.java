package org.autoequivariant.symmetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StateTest {

    @Test
    void bitsAndNamesSpellTheSameState() {
        State bits = State.parse("010000100001");
        State names = State.parse("horizontal-flip, Horizontal-Scramble,bottom-horizontal-scramble");

        assertThat(names).isEqualTo(bits);
        assertThat(bits.symmetries())
                .containsExactly(
                        Symmetry.HORIZONTAL_FLIP, Symmetry.HORIZONTAL_SCRAMBLE, Symmetry.BOTTOM_HORIZONTAL_SCRAMBLE);
        assertThat(State.parse(bits.names())).isEqualTo(bits);
        assertThat(State.parse("none")).isEqualTo(State.EMPTY);
    }

    @Test
    void everyStateReadsBackFromItsText() {
        assertThat(State.all()).hasSize(4096).allSatisfy(state -> {
            assertThat(State.parse(state.toString())).isEqualTo(state);
            assertThat(State.parse(state.names())).isEqualTo(state);
        });
    }

    @Test
    void togglingTwiceChangesNothing() {
        State state = State.parse("110000000000");

        assertThat(state.toggle(Symmetry.ROTATION)).hasToString("010000000000");
        assertThat(state.toggle(Symmetry.ROTATION).toggle(Symmetry.ROTATION)).isEqualTo(state);
    }

    @ParameterizedTest(name = "''{0}'': {1}")
    @CsvSource({
        "0101,'has 12 characters|but ''0101'' has 4'",
        "010000100002,'has ''2'' at position 12'",
        "01000010000x,'has ''x'' at position 12'",
        "sideways-flip,'unknown symmetry ''sideways-flip''|rotation, horizontal-flip'",
        "'rotation,',unknown symmetry ''",
        "'',unknown symmetry ''"
    })
    void anythingElseIsRefusedWithAReason(String text, String reasons) {
        assertThatThrownBy(() -> State.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(reasons.split("\\|"));
    }
}
