package org.autoequivariant.trainer.network;

import java.util.Arrays;

import ai.djl.ndarray.NDArray;

/**
 * One layer of the {@link Quotient}: how its weight matrix is made of free parameters, and how the matrix's gradient
 * becomes theirs.
 *
 * <p>Element (c, d) of the matrix is the sum, over the inputs in class c, of their weights to the representative of
 * class d.
 */
final class TiedLayer {

    final int inputs;
    final int units;
    /** Parameter of each unit's bias. */
    final int[] biases;

    private final int inputsBefore;
    /** Class of each input before merging. */
    private final int[] inputClass;
    /** Parameter of each edge, inputs before merging × units. */
    private final int[] weights;

    private final boolean singleInputs;
    /** Set if the matrix is a run of parameters as it stands. */
    private final boolean untied;

    private final float[] matrix;

    /**
     * @param inputClass class of each input
     * @param inputs number of these classes
     * @param weights parameter of each edge (input, unit)
     * @param biases parameter of each unit's bias
     */
    TiedLayer(int[] inputClass, int inputs, int[] weights, int[] biases) {
        this.inputsBefore = inputClass.length;
        this.inputClass = inputClass;
        this.inputs = inputs;
        this.units = biases.length;
        this.weights = weights;
        this.biases = biases;
        this.singleInputs = inputs == inputsBefore;
        this.untied = singleInputs && isRun(weights);
        this.matrix = new float[inputs * units];
    }

    private static boolean isRun(int[] values) {
        for (int i = 1; i < values.length; i++) {
            if (values[i] != values[0] + i) {
                return false;
            }
        }
        return true;
    }

    /** Writes the weight matrix, inputs × units. */
    void expand(float[] parameters, Matrix into) {
        if (untied) {
            into.write(parameters, weights[0], inputs);
            return;
        }
        if (singleInputs) {
            for (int i = 0; i < matrix.length; i++) {
                matrix[i] = parameters[weights[i]];
            }
        } else {
            Arrays.fill(matrix, 0);
            for (int input = 0; input < inputsBefore; input++) {
                int row = inputClass[input] * units;
                int edge = input * units;
                for (int unit = 0; unit < units; unit++) {
                    matrix[row + unit] += parameters[weights[edge + unit]];
                }
            }
        }
        into.write(matrix, 0, inputs);
    }

    /** Adds the weight matrix's gradient to the parameters'. */
    void collect(NDArray matrixGradient, float[] gradient) {
        if (untied) {
            Matrix.read(matrixGradient, gradient, weights[0]);
            return;
        }
        Matrix.read(matrixGradient, matrix, 0);
        for (int input = 0; input < inputsBefore; input++) {
            int row = inputClass[input] * units;
            int edge = input * units;
            for (int unit = 0; unit < units; unit++) {
                gradient[weights[edge + unit]] += matrix[row + unit];
            }
        }
    }
}
