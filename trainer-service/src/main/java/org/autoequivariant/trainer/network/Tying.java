package org.autoequivariant.trainer.network;

import java.util.function.IntUnaryOperator;

import org.autoequivariant.symmetry.CharacterBasis;
import org.autoequivariant.symmetry.UnitClasses;
import org.autoequivariant.symmetry.WeightSharing;

/**
 * Which parameters a layer's matrix is made of. The matrix comes in planes of inputs × units; element (row, column) of
 * plane g is the sum of {@link #inputs}' weights to {@link #unit}, times {@link #scale}.
 */
sealed interface Tying {

    int[] inputs(int plane, int row);

    float scale(int row);

    int unit(int plane, int column);

    /** Parameter of the weight from an input to a unit. */
    int weight(int input, int unit);

    /** Parameter of a unit's bias. */
    int bias(int unit);

    /**
     * A layer that the block form's group commutes with. The planes hold the weights from first points to all; inputs
     * count by the size of their orbit, and are not divided by the number of planes when they change basis.
     *
     * @param inputBasis how the group acts on the classes of inputs
     * @param summed the inputs of each class whose weights add up
     * @param unitBasis how it acts on the classes of units
     * @param units these classes
     * @param weights parameter of each edge, {@code input * 400 + unit}
     * @param biases parameter of each unit's bias
     */
    record Equivariant(
            CharacterBasis inputBasis,
            int[][] summed,
            CharacterBasis unitBasis,
            UnitClasses units,
            IntUnaryOperator weights,
            IntUnaryOperator biases)
            implements Tying {

        @Override
        public int[] inputs(int plane, int row) {
            return summed[inputBasis.point(0, row)];
        }

        @Override
        public float scale(int row) {
            int order = inputBasis.order();
            return (float) inputBasis.orbitSize(row) / (order * order);
        }

        @Override
        public int unit(int plane, int column) {
            return units.representatives()[unitBasis.point(plane, column)];
        }

        @Override
        public int weight(int input, int unit) {
            return weights.applyAsInt(input * WeightSharing.HIDDEN.size() + unit);
        }

        @Override
        public int bias(int unit) {
            return biases.applyAsInt(unit);
        }
    }

    /**
     * The last layer, which has no symmetry. A plane has the weights of the points in it; a point that is in several
     * counts in each for its part.
     *
     * @param inputBasis how the group acts on the classes of inputs
     * @param summed the inputs of each class
     * @param weights parameter of the first weight; that of (input p, class k) is {@code weights + p * 10 + k}
     * @param biases parameter of the first bias
     */
    record Dense(CharacterBasis inputBasis, int[][] summed, int weights, int biases) implements Tying {

        @Override
        public int[] inputs(int plane, int row) {
            return summed[inputBasis.point(plane, row)];
        }

        @Override
        public float scale(int row) {
            return (float) inputBasis.orbitSize(row) / inputBasis.order();
        }

        @Override
        public int unit(int plane, int column) {
            return column;
        }

        @Override
        public int weight(int input, int unit) {
            return weights + input * WeightSharing.CLASSES + unit;
        }

        @Override
        public int bias(int unit) {
            return biases + unit;
        }
    }
}
