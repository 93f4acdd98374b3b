package org.autoequivariant.symmetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuotientTest {

    private static Quotient of(String state) {
        return Quotient.of(WeightSharing.of(State.parse(state)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "none | 784 | 400 | 400",
                "horizontal-flip | 784 | 400 | 400",
                "left-vertical-scramble,top-horizontal-scramble | 784 | 400 | 400",
                "horizontal-translation | 112 | 80 | 80",
                "horizontal-translation,vertical-translation | 16 | 16 | 16",
            })
    void translationsMergeUnitsAndFlipsAndScramblesDoNot(String state, int pixels, int hidden1, int hidden2) {
        Quotient quotient = of(state);

        assertThat(quotient.pixels().count()).isEqualTo(pixels);
        assertThat(quotient.hidden1().count()).isEqualTo(hidden1);
        assertThat(quotient.hidden2().count()).isEqualTo(hidden2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "horizontal-flip",
                "horizontal-translation",
                "rotation,horizontal-translation",
                "vertical-translation,left-vertical-scramble",
            })
    void unitsOfAClassSeeTheSameWeights(String state) {
        // Given
        WeightSharing sharing = WeightSharing.of(State.parse(state));

        // When
        Quotient quotient = Quotient.of(sharing);

        // Then
        int units = WeightSharing.HIDDEN.size();
        for (int[] pixels : quotient.pixels().members()) {
            for (int unit = 0; unit < units; unit++) {
                int column = unit;
                assertThat(IntStream.of(pixels).map(p -> sharing.layer1().orbit(p * units + column)))
                        .containsOnly(sharing.layer1().orbit(pixels[0] * units + unit));
            }
        }
        for (int[] inputs : quotient.hidden1().members()) {
            for (int[] outputs : quotient.hidden2().members()) {
                int[] seenByFirst = seen(sharing.layer2(), inputs, outputs[0]);
                for (int output : outputs) {
                    assertThat(seen(sharing.layer2(), inputs, output)).isEqualTo(seenByFirst);
                }
            }
        }
    }

    private static int[] seen(Partition edges, int[] inputs, int unit) {
        int[] seen = IntStream.of(inputs)
                .map(input -> edges.orbit(input * WeightSharing.HIDDEN.size() + unit))
                .toArray();
        Arrays.sort(seen);
        return seen;
    }

    @Test
    void aUnitThatOthersEqualStandsForThem() {
        UnitClasses classes = UnitClasses.byDescription(5, unit -> new int[] {unit % 2});

        assertThat(classes.classOf()).containsExactly(0, 1, 0, 1, 0);
        assertThat(classes.representatives()).containsExactly(0, 1);
        assertThat(classes.members()).isEqualTo(new int[][] {{0, 2, 4}, {1, 3}});
        assertThat(classes.moved(Permutation.of(1, 0, 3, 2, 4))).isEqualTo(Permutation.of(1, 0));
    }
}
