package org.autoequivariant.symmetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WeightSharingTest {

    @Test
    void noSymmetryTiesNothing() {
        WeightSharing dense = WeightSharing.of(State.EMPTY);

        assertThat(dense.orbits()).isEqualTo(List.of(784 * 400, 400 * 400));
        assertThat(dense.parameters()).isEqualTo(478_410);
    }

    @Test
    void aFreeActionDividesTheOrbitsByTheGroupsOrder() {
        WeightSharing flip = WeightSharing.of(State.of(Symmetry.HORIZONTAL_FLIP));
        WeightSharing rotation = WeightSharing.of(State.of(Symmetry.ROTATION));

        assertThat(flip.orbits()).isEqualTo(List.of(313_600 / 2, 160_000 / 2));
        assertThat(rotation.orbits()).isEqualTo(List.of(313_600 / 4, 160_000 / 4));
    }

    @Test
    void table3IsExact() throws IOException {
        assertThat(PublishedTables.singleSymmetries()).hasSize(13).allSatisfy(row -> assertThat(
                        truncated(row.state(), row.millions()))
                .as(row.dataSet())
                .isEqualTo(row.millions()));
    }

    @ParameterizedTest(name = "{0}: {1} of 30 rows")
    @CsvSource({"table9-g-mnist-top5.csv,30", "table10-g-fashion-mnist-top5.csv,29"})
    void parameterCountsOfTheTopStatesMatch(String table, int matching) throws IOException {
        List<PublishedTables.Row> rows = PublishedTables.topStates(table);

        assertThat(rows).hasSize(30);
        assertThat(rows.stream().filter(row -> truncated(row.state(), row.millions()) == row.millions()))
                .hasSize(matching);
    }

    /** Millions of parameters, cut to as many decimals as the published number shows. */
    private static double truncated(State state, double published) {
        int decimals = BigDecimal.valueOf(published).scale();
        return BigDecimal.valueOf(WeightSharing.of(state).parameters(), 6)
                .setScale(decimals, RoundingMode.DOWN)
                .doubleValue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"010000000000", "000100000000", "000000001000", "010000100001", "100001010010", "111111111111"})
    void aTiedLayerWithTiedBiasesIsEquivariant(String text) {
        // Given
        State state = State.parse(text);
        WeightSharing sharing = WeightSharing.of(state);
        Random random = new Random(7);
        float[] weights = random(random, sharing.layer1().count());
        float[] biases = random(random, sharing.hiddenUnits().count());
        float[] x = random(random, WeightSharing.PIXELS.size());

        for (Symmetry symmetry : state.symmetries()) {
            // When
            float[] layerOfMoved = layer(
                    sharing,
                    weights,
                    biases,
                    symmetry.generator(WeightSharing.PIXELS).move(x));
            float[] movedLayer = symmetry.generator(WeightSharing.HIDDEN).move(layer(sharing, weights, biases, x));

            // Then
            for (int q = 0; q < movedLayer.length; q++) {
                assertThat(layerOfMoved[q]).isCloseTo(movedLayer[q], within(1e-4f));
            }
        }
    }

    private static float[] layer(WeightSharing sharing, float[] weights, float[] biases, float[] x) {
        int units = WeightSharing.HIDDEN.size();
        float[] y = new float[units];
        for (int q = 0; q < units; q++) {
            double sum = biases[sharing.hiddenUnits().orbit(q)];
            for (int p = 0; p < x.length; p++) {
                sum += x[p] * weights[sharing.layer1().orbit(p * units + q)];
            }
            y[q] = (float) sum;
        }
        return y;
    }

    private static float[] random(Random random, int size) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
