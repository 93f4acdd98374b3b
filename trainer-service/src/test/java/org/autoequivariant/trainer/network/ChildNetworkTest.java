package org.autoequivariant.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.stream.Stream;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import org.autoequivariant.contracts.Recipe;
import org.autoequivariant.symmetry.Grid;
import org.autoequivariant.symmetry.Permutation;
import org.autoequivariant.symmetry.State;
import org.autoequivariant.symmetry.Symmetry;
import org.autoequivariant.symmetry.WeightSharing;
import org.autoequivariant.trainer.Fixtures;

class ChildNetworkTest {

    private static final State ALL = State.of(Symmetry.values());

    /**
     * Dense; free actions of two, four, sixteen elements and of order four; fixed points, alone, with blocks of unequal
     * number, and of generators that do not commute; mergers of units, of unequal size, and together with blocks;
     * everything at once.
     */
    static Stream<Arguments> networks() {
        return Stream.of(
                        "none",
                        "horizontal-flip",
                        "horizontal-flip,vertical-flip",
                        "rotation",
                        "rotation,rotation-scramble",
                        "horizontal-flip,vertical-flip,horizontal-scramble,vertical-scramble",
                        "left-vertical-scramble",
                        "left-vertical-scramble,right-vertical-scramble",
                        "vertical-flip,left-vertical-scramble",
                        "vertical-flip,left-vertical-scramble,right-vertical-scramble",
                        "left-vertical-scramble,top-horizontal-scramble",
                        "horizontal-translation",
                        "vertical-translation,top-horizontal-scramble",
                        "horizontal-translation,horizontal-flip,vertical-scramble",
                        ALL.names())
                .map(State::parse)
                .flatMap(state -> Stream.of(Recipe.values()).map(recipe -> Arguments.of(state, recipe)));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void lossAndGradientAreThoseOfTheDefinition(State state, Recipe recipe) {
        // Given
        ParameterLayout layout = new ParameterLayout(WeightSharing.of(state), recipe);
        float[] parameters = layout.initial(7);
        Images images = new Images(Fixtures.mnist(0, 50));
        try (NDManager memory = Fixtures.TORCH.newMemory()) {
            ChildNetwork network = new ChildNetwork(memory, layout, parameters);

            // When
            double loss = network.lossAndGradient(network.read(images, 50), 16, 50);
            StackedNetworks reference = StackedNetworks.naive(memory, layout, parameters);
            float expectedLoss = reference
                    .lossesAndGradient(memory, reference.read(images, 50), 16, 50)
                    .getFloat();
            float[] expected = reference.gradient(memory).toFloatArray();

            // Then
            assertThat(loss).isCloseTo(expectedLoss, within(1e-4));
            float[] gradient = network.toLayout(network.gradient());
            float largest = 0;
            float furthest = 0;
            for (int i = 0; i < parameters.length; i++) {
                largest = Math.max(largest, Math.abs(expected[i]));
                furthest = Math.max(furthest, Math.abs(gradient[i] - expected[i]));
            }
            assertThat(largest).isPositive();
            assertThat(furthest).isLessThan(1e-4f * largest);
        }
    }

    @ParameterizedTest
    @EnumSource(Symmetry.class)
    void tiedLayersAreEquivariant(Symmetry symmetry) {
        // Given
        ParameterLayout layout = new ParameterLayout(WeightSharing.of(State.of(symmetry)), Recipe.STANDARD);
        float[] image = randomImage();
        try (NDManager memory = Fixtures.TORCH.newMemory()) {
            StackedNetworks network = StackedNetworks.naive(memory, layout, layout.initial(3));

            // When
            NDArray hidden = network.layer1(memory.create(image, new Shape(1, 1, 784)));
            NDArray ofMoved =
                    network.layer1(memory.create(moved(image, symmetry.generator(new Grid(28))), new Shape(1, 1, 784)));
            float[] movedHidden = moved(hidden.toFloatArray(), symmetry.generator(new Grid(20)));
            NDArray next = network.layer2(hidden);
            NDArray nextOfMoved = network.layer2(memory.create(movedHidden, new Shape(1, 1, 400)));

            // Then
            assertThat(ofMoved.toFloatArray()).containsExactly(movedHidden, within(1e-5f));
            assertThat(nextOfMoved.toFloatArray())
                    .containsExactly(moved(next.toFloatArray(), symmetry.generator(new Grid(20))), within(1e-5f));
        }
    }

    @ParameterizedTest
    @MethodSource("networks")
    void parametersAreOrbitsAndBiasesAndTheDenseLayer(State state, Recipe recipe) {
        WeightSharing sharing = WeightSharing.of(state);

        int count = new ParameterLayout(sharing, recipe).count();

        assertThat(count)
                .isEqualTo(
                        recipe == Recipe.STANDARD
                                ? sharing.parameters()
                                : sharing.layer1().count()
                                        + 1
                                        + sharing.layer2().count()
                                        + 1
                                        + 4_010);
    }

    @Test
    void initialParametersDependOnTheSeedAndTheRecipeOnly() {
        WeightSharing sharing = WeightSharing.of(State.parse("horizontal-flip"));
        ParameterLayout standard = new ParameterLayout(sharing, Recipe.STANDARD);
        ParameterLayout authors = new ParameterLayout(sharing, Recipe.AUTHORS);

        assertThat(standard.initial(1)).isEqualTo(standard.initial(1)).isNotEqualTo(standard.initial(2));
        assertThat(largest(standard.initial(1), 0, standard.weights2())).isBetween(0.0356f, 1 / 28f);
        assertThat(largest(authors.initial(1), 0, authors.biases1()))
                .isBetween(0.00252f, (float) (1 / Math.sqrt(156_800)));
        assertThat(largest(authors.initial(1), authors.weights3(), authors.count()))
                .isBetween(0.0499f, 0.05f);
    }

    private static float largest(float[] values, int from, int to) {
        float largest = 0;
        for (int i = from; i < to; i++) {
            largest = Math.max(largest, Math.abs(values[i]));
        }
        return largest;
    }

    private static float[] randomImage() {
        SplittableRandom random = new SplittableRandom(5);
        float[] image = new float[784];
        for (int i = 0; i < image.length; i++) {
            image[i] = (float) random.nextDouble(-1, 1);
        }
        return image;
    }

    private static float[] moved(float[] values, Permutation permutation) {
        float[] moved = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            moved[permutation.apply(i)] = values[i];
        }
        return moved;
    }
}
