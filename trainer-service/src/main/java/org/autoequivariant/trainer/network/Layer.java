package org.autoequivariant.trainer.network;

import java.util.Arrays;
import java.util.List;

import ai.djl.ndarray.NDManager;

import org.autoequivariant.symmetry.BlockForm;
import org.autoequivariant.symmetry.CharacterBasis;
import org.autoequivariant.trainer.network.Blocks.Axis;

/**
 * One layer in the form it is computed in: its matrix, how that is made of free parameters, and how the matrix's
 * gradient becomes theirs.
 *
 * <p>Values over a batch are planes × images × units. A layer that commutes with the block form's group multiplies
 * their parts by character; one that does not multiplies the planes as they are, and adds up the products.
 */
final class Layer {

    private final boolean byCharacter;
    private final List<BlockForm.Group> groups;
    private final Axis inputs;
    private final Axis units;
    private final int inputPlanes;
    private final int unitPlanes;

    private final Blocks weights;
    private final Blocks weightsTransposed;

    /** Where in the matrix each run of weights, from one input to all units of a plane, is added. */
    private final int[] target;
    /** What to multiply each run by. */
    private final float[] scale;
    /** Parameter of each weight, runs × units. */
    private final int[] weight;
    /** Parameter of each bias, planes × units. */
    private final int[] bias;
    /** Set if the matrix is a run of parameters as it stands. */
    private final boolean untied;

    private final float[] matrix;

    /**
     * A layer that the group commutes with.
     *
     * @param memory owns the matrix
     */
    static Layer equivariant(NDManager memory, BlockForm form, Axis inputs, Axis units, Tying tying) {
        return new Layer(memory, form, true, form.groups(), inputs, units, tying);
    }

    /**
     * A layer that it does not commute with.
     *
     * @param memory owns the matrix
     */
    static Layer dense(NDManager memory, BlockForm form, int inputs, int units, Tying tying) {
        return new Layer(memory, form, false, List.of(form.whole()), Axis.whole(inputs), Axis.whole(units), tying);
    }

    private Layer(
            NDManager memory,
            BlockForm form,
            boolean byCharacter,
            List<BlockForm.Group> groups,
            Axis inputs,
            Axis units,
            Tying tying) {
        this.byCharacter = byCharacter;
        this.groups = groups;
        this.inputs = inputs;
        this.units = units;
        this.inputPlanes = form.order();
        this.unitPlanes = byCharacter ? form.order() : 1;
        this.weights = Blocks.allocate(memory, groups, inputs, units);
        this.weightsTransposed = weights.transposed();
        int rows = inputs.size();
        int width = units.size();
        int runs = 0;
        for (int plane = 0; plane < inputPlanes; plane++) {
            for (int row = 0; row < rows; row++) {
                runs += tying.inputs(plane, row).length;
            }
        }
        this.target = new int[runs];
        this.scale = new float[runs];
        this.weight = new int[runs * width];
        int run = 0;
        for (int plane = 0; plane < inputPlanes; plane++) {
            for (int row = 0; row < rows; row++) {
                for (int input : tying.inputs(plane, row)) {
                    target[run] = (plane * rows + row) * width;
                    scale[run] = tying.scale(row);
                    for (int column = 0; column < width; column++) {
                        weight[run * width + column] = tying.weight(input, tying.unit(plane, column));
                    }
                    run++;
                }
            }
        }
        this.bias = new int[unitPlanes * width];
        Arrays.setAll(bias, i -> tying.bias(tying.unit(i / width, i % width)));
        this.untied = inputPlanes == 1 && runs == rows && isRun(weight);
        this.matrix = untied ? new float[0] : new float[inputPlanes * rows * width];
    }

    private static boolean isRun(int[] values) {
        for (int i = 1; i < values.length; i++) {
            if (values[i] != values[0] + i) {
                return false;
            }
        }
        return true;
    }

    /** To be called before the first pass, and when the parameters' values have changed. */
    void parametersChanged(float[] parameters) {
        if (untied) {
            weights.write(parameters, weight[0]);
            return;
        }
        Arrays.fill(matrix, 0);
        int width = units.size();
        for (int run = 0; run < target.length; run++) {
            int to = target[run];
            int from = run * width;
            float by = scale[run];
            for (int unit = 0; unit < width; unit++) {
                matrix[to + unit] += by * parameters[weight[from + unit]];
            }
        }
        changeBasis(matrix);
        weights.write(matrix, 0);
    }

    private void changeBasis(float[] values) {
        if (byCharacter) {
            CharacterBasis.transform(values, inputPlanes);
        }
    }

    /** Values as this layer takes them in; overwrites them. */
    Blocks inputs(NDManager owner, float[] values) {
        changeBasis(values);
        return Blocks.of(owner, groups, Axis.whole(values.length / inputPlanes / inputs.size()), inputs, values);
    }

    /** The products of inputs and weights. */
    float[] products(Blocks inputs) {
        float[] products = values(inputs.times(weights), units);
        return byCharacter ? products : sumOfPlanes(products);
    }

    private float[] values(Blocks parts, Axis each) {
        float[] values = new float[inputPlanes * parts.rows() * each.size()];
        parts.read(values, 0);
        changeBasis(values);
        return values;
    }

    private float[] sumOfPlanes(float[] products) {
        float[] sum = Arrays.copyOf(products, products.length / inputPlanes);
        for (int from = sum.length; from < products.length; from += sum.length) {
            for (int i = 0; i < sum.length; i++) {
                sum[i] += products[from + i];
            }
        }
        return sum;
    }

    /** A gradient by this layer's products in the form that its other gradients are made from; may overwrite it. */
    Blocks error(NDManager owner, float[] byProducts) {
        float[] planes = byProducts;
        if (!byCharacter && inputPlanes > 1) {
            planes = new float[inputPlanes * byProducts.length];
            for (int from = 0; from < planes.length; from += byProducts.length) {
                System.arraycopy(byProducts, 0, planes, from, byProducts.length);
            }
        }
        changeBasis(planes);
        return Blocks.of(owner, groups, Axis.whole(planes.length / inputPlanes / units.size()), units, planes);
    }

    /** The gradient by the values this layer takes in. */
    float[] byInputs(Blocks error) {
        return values(error.times(weightsTransposed), inputs);
    }

    /** Adds the gradient by the weights to the parameters'. */
    void collect(Blocks inputs, Blocks error, float[] gradient) {
        Blocks byWeights = inputs.transposed().times(error);
        if (untied) {
            byWeights.read(gradient, weight[0]);
            return;
        }
        // What lies between the blocks has no part in the gradient.
        Arrays.fill(matrix, 0);
        byWeights.read(matrix, 0);
        changeBasis(matrix);
        int width = units.size();
        for (int run = 0; run < target.length; run++) {
            int from = target[run];
            int to = run * width;
            float by = scale[run];
            for (int unit = 0; unit < width; unit++) {
                gradient[weight[to + unit]] += by * matrix[from + unit];
            }
        }
    }

    /** Adds each unit's bias to its values. */
    void addBiases(float[] values, float[] parameters) {
        int width = units.size();
        int plane = values.length / unitPlanes;
        float[] row = new float[width];
        for (int p = 0; p < unitPlanes; p++) {
            for (int unit = 0; unit < width; unit++) {
                row[unit] = parameters[bias[p * width + unit]];
            }
            for (int start = p * plane; start < (p + 1) * plane; start += width) {
                for (int unit = 0; unit < width; unit++) {
                    values[start + unit] += row[unit];
                }
            }
        }
    }

    /** Adds the gradient by the values, summed over the images, to the biases'. */
    void collectBiases(float[] byValues, float[] gradient) {
        int width = units.size();
        int plane = byValues.length / unitPlanes;
        float[] sums = new float[width];
        for (int p = 0; p < unitPlanes; p++) {
            Arrays.fill(sums, 0);
            for (int start = p * plane; start < (p + 1) * plane; start += width) {
                for (int unit = 0; unit < width; unit++) {
                    sums[unit] += byValues[start + unit];
                }
            }
            for (int unit = 0; unit < width; unit++) {
                gradient[bias[p * width + unit]] += sums[unit];
            }
        }
    }
}
