package org.autoequivariant.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.function.Function;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever people type or put into an address, it is a name or is refused in words they understand. */
class NamesProperties {

    /** What each kind of name is called in its refusals, and its parser. */
    private static final Map<String, Function<String, Object>> PARSERS = Map.of(
            "a data set is named like|unknown data set|seed", DataSetName::parse,
            "unknown data set", DataSetName.Family::parse,
            "unknown augmentation", DataSetName::augmentation,
            "seed", DataSetName::seed,
            "unknown recipe", Recipe::parse,
            "evaluation key", EvaluationKey::parse,
            "search id", SearchId::check,
            "fingerprint", text -> new DataSet(Samples.DATA_SET.name(), text).fingerprint());

    @Provide
    Arbitrary<String> typed() {
        Arbitrary<String> parts = Arbitraries.of(
                "g-mnist",
                "/",
                "010000100001",
                "@",
                "-",
                "0",
                "9223372036854775808",
                "aug1",
                "iaug",
                "99",
                ".",
                "abc",
                "0123456789abcdef",
                "../../etc/passwd",
                "%2e%2e%2f",
                "\\",
                "\0",
                "\r\n",
                " ",
                "standard");
        return Arbitraries.oneOf(
                Arbitraries.strings().ofMaxLength(40),
                parts.list().ofMinSize(1).ofMaxSize(6).map(list -> String.join("", list)),
                Combinators.combine(parts, Arbitraries.integers().between(1, 5_000))
                        .as(String::repeat));
    }

    @Property(tries = 10_000)
    void whatIsTypedIsANameOrRefused(@ForAll("typed") String text) {
        PARSERS.forEach((refusal, parser) -> {
            Object name;
            try {
                name = parser.apply(text);
            } catch (IllegalArgumentException e) {
                // A NumberFormatException is one too, but speaks of numbers only.
                assertThat(e)
                        .hasMessageMatching("(?s)(.* )?(" + refusal + ").*")
                        .isExactlyInstanceOf(IllegalArgumentException.class);
                return;
            }
            // Names become parts of paths, addresses and log lines.
            assertThat(name.toString()).doesNotContain("../", "\\").doesNotContainPattern("[\\s\\p{Cntrl}]");
        });
    }

    @Property(tries = 10_000, edgeCases = EdgeCasesMode.NONE)
    void aProtocolIsAWordOrIsRefusedForOneOfItsFields(
            @ForAll("counts") int trainingImages,
            @ForAll("counts") int validationImages,
            @ForAll("counts") int testImages,
            @ForAll("counts") int epochs,
            @ForAll("counts") int batchSize,
            @ForAll("rates") double learningRate,
            @ForAll Recipe recipe,
            @ForAll long seed) {
        try {
            Protocol protocol = new Protocol(
                    trainingImages, validationImages, testImages, epochs, batchSize, learningRate, recipe, seed);
            assertThat(EvaluationKey.of(Samples.DATA_SET, Samples.CANDIDATE.signature(), protocol)
                            .text())
                    .endsWith("." + protocol);
        } catch (IllegalArgumentException e) {
            assertThat(e)
                    .hasMessageMatching(
                            "(trainingImages|validationImages|testImages|epochs|batchSize|learningRate) must be .*");
        }
    }

    @Provide
    Arbitrary<Integer> counts() {
        return Arbitraries.oneOf(
                Arbitraries.integers().between(1, 1_000),
                Arbitraries.integers(),
                Arbitraries.of(0, -1, Integer.MIN_VALUE, Integer.MAX_VALUE));
    }

    @Provide
    Arbitrary<Double> rates() {
        return Arbitraries.oneOf(
                Arbitraries.doubles().between(0, false, 1, true).ofScale(15),
                Arbitraries.doubles(),
                Arbitraries.of(Double.NaN, Double.POSITIVE_INFINITY, -0.0, Double.MIN_VALUE));
    }
}
