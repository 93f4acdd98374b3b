package org.autoequivariant.symmetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.function.Function;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever is typed, it names states and symmetries or is refused in words a person understands. */
class StateProperties {

    /** What the refusals of each parser begin with. */
    private static final Map<String, Function<String, Object>> PARSERS = Map.of(
            "a state has |unknown symmetry '", State::parse,
            "unknown symmetry '", text -> Symmetry.labelled(text).label(),
            "a network signature is ", NetworkSignature::new);

    @Provide
    Arbitrary<String> typed() {
        Arbitrary<String> parts = Arbitraries.of(
                "010000100001",
                "0",
                "1",
                "2",
                "\u0661",
                "none",
                "rotation",
                "HORIZONTAL-FLIP",
                "\u0130",
                ",",
                " ",
                "\n",
                "0123456789abcdef",
                "../../etc/passwd",
                "%s",
                "'",
                "\ud800");
        return Arbitraries.oneOf(
                Arbitraries.strings().ofMaxLength(40),
                parts.list().ofMinSize(1).ofMaxSize(12).map(list -> String.join("", list)),
                Combinators.combine(parts, Arbitraries.integers().between(1, 5_000))
                        .as(String::repeat));
    }

    @Property(tries = 10_000)
    void whatIsTypedIsReadOrRefused(@ForAll("typed") String text) {
        PARSERS.forEach((refusal, parser) -> {
            Object read;
            try {
                read = parser.apply(text);
            } catch (IllegalArgumentException e) {
                assertThat(e)
                        .isExactlyInstanceOf(IllegalArgumentException.class)
                        .hasMessageMatching("(?s)(" + refusal + ").*");
                return;
            }
            assertThat(parser.apply(read.toString())).isEqualTo(read);
        });
    }

    @Property(tries = 10_000)
    void onlyTheNumbersOfSymmetriesAndStatesNameThem(@ForAll int number) {
        if (number >= 1 && number <= Symmetry.COUNT) {
            assertThat(Symmetry.numbered(number).number()).isEqualTo(number);
        } else {
            assertThatThrownBy(() -> Symmetry.numbered(number))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("1 to 12, not " + number);
        }
        if (number >= 0 && number < State.COUNT) {
            assertThat(new State(number).bits()).isEqualTo(number);
        } else {
            assertThatThrownBy(() -> new State(number))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("0 to 4095, not " + number);
        }
    }
}
