package org.autoequivariant.trainer.network;

import java.util.List;

import ai.djl.ndarray.NDManager;

import org.autoequivariant.contracts.Recipe;
import org.autoequivariant.symmetry.BlockForm;
import org.autoequivariant.symmetry.CharacterBasis;
import org.autoequivariant.trainer.network.Blocks.Axis;

/**
 * One hidden layer in the form it is computed in. It commutes with the block form's group: values over a batch, planes
 * of images × units, are multiplied part by part, by character.
 *
 * <p>What its methods return lasts until they are called for another batch of as many images; what they are given they
 * may overwrite.
 */
final class HiddenLayer {

    private final NDManager memory;
    private final List<BlockForm.Group> groups;
    private final Axis inputs;
    private final Axis units;
    private final Recipe recipe;

    private final TiedMatrix matrix;
    private final Blocks weights;
    /** Parameter of each bias, planes × units. */
    private final int[][] bias;

    private final Runs runs = new Runs();

    private final PerBatchSize<Blocks> inputParts;
    private final PerBatchSize<float[][]> values;
    /** 1 where ReLU let a value through, else 0. */
    private final PerBatchSize<float[][]> gates;

    private final PerBatchSize<Blocks> errorParts;
    private final PerBatchSize<float[][]> byInputs;

    /** @param memory owns the matrix */
    HiddenLayer(
            NDManager memory,
            BlockForm form,
            Axis inputs,
            Axis units,
            Tying.Equivariant tying,
            ParameterOrder order,
            Recipe recipe) {
        this.memory = memory;
        this.groups = form.groups();
        this.inputs = inputs;
        this.units = units;
        this.recipe = recipe;
        int planes = form.order();
        this.matrix = new TiedMatrix(planes, inputs.size(), units.size(), tying, order);
        this.weights = Blocks.allocate(memory, groups, inputs, units);
        this.bias = new int[planes][units.size()];
        for (int plane = 0; plane < bias.length; plane++) {
            for (int column = 0; column < bias[plane].length; column++) {
                bias[plane][column] = order.position(tying.bias(tying.unit(plane, column)));
            }
        }
        this.inputParts = new PerBatchSize<>(images -> parts(images, inputs));
        this.values = new PerBatchSize<>(images -> new float[planes][images * units.size()]);
        this.gates = new PerBatchSize<>(images -> new float[planes][images * units.size()]);
        this.errorParts = new PerBatchSize<>(images -> parts(images, units));
        this.byInputs = new PerBatchSize<>(images -> new float[planes][images * inputs.size()]);
    }

    private Blocks parts(int images, Axis each) {
        return Blocks.allocate(memory, groups, Axis.whole(images), each);
    }

    /** To be called before the first pass, and when the parameters' values have changed. */
    void parametersChanged(float[] parameters) {
        if (matrix.isParameters()) {
            weights.write(new float[][] {parameters}, matrix.firstParameter());
        } else {
            float[][] planes = matrix.expand(parameters);
            CharacterBasis.transform(planes);
            weights.write(planes, 0);
        }
    }

    /** Memory for images in the form this layer takes in. */
    Blocks newInputs(int images) {
        return parts(images, inputs);
    }

    /** Values as this layer takes them in. */
    Blocks inputs(float[][] planes) {
        Blocks parts = inputParts.of(planes[0].length / inputs.size());
        CharacterBasis.transform(planes);
        parts.write(planes, 0);
        return parts;
    }

    /** What the next layer sees. */
    float[][] forward(Blocks from, float[] parameters) {
        float[][] planes = values.of(from.rows());
        from.times(weights, planes);
        CharacterBasis.transform(planes);
        if (recipe == Recipe.STANDARD) {
            addBiases(planes, parameters);
        }
        float[][] passed = gates.of(from.rows());
        for (int plane = 0; plane < planes.length; plane++) {
            rectify(planes[plane], passed[plane]);
        }
        if (recipe == Recipe.AUTHORS) {
            addBiases(planes, parameters);
        }
        return planes;
    }

    /**
     * From the gradient by what the next layer saw of the last batch to that by the products of weights and inputs, in
     * the form that the other gradients are made from; adds the biases' to the parameters' on the way.
     */
    Blocks backward(float[][] byValues, float[] gradient) {
        int images = byValues[0].length / units.size();
        if (recipe == Recipe.AUTHORS) {
            collectBiases(byValues, gradient);
        }
        float[][] passed = gates.of(images);
        for (int plane = 0; plane < byValues.length; plane++) {
            multiply(byValues[plane], passed[plane]);
        }
        if (recipe == Recipe.STANDARD) {
            collectBiases(byValues, gradient);
        }
        CharacterBasis.transform(byValues);
        Blocks error = errorParts.of(images);
        error.write(byValues, 0);
        return error;
    }

    /** The gradient by the values this layer takes in. */
    float[][] byInputs(Blocks error) {
        float[][] planes = byInputs.of(error.rows());
        error.times(weights.transposed(), planes);
        CharacterBasis.transform(planes);
        return planes;
    }

    /** Adds the gradient by the weights to the parameters'. */
    void collect(Blocks from, Blocks error, float[] gradient) {
        if (matrix.isParameters()) {
            try (Blocks byWeights = from.transposed().times(error)) {
                byWeights.read(new float[][] {gradient}, matrix.firstParameter());
            }
        } else {
            float[][] byWeights = matrix.planes();
            from.transposed().times(error, byWeights);
            CharacterBasis.transform(byWeights);
            matrix.collect(byWeights, gradient);
        }
    }

    private static void rectify(float[] values, float[] gates) {
        for (int i = 0; i < values.length; i++) {
            float value = Math.max(values[i], 0);
            values[i] = value;
            // Not a comparison: a branch nobody can predict costs as much as a matrix product.
            gates[i] = Math.min(value * Float.MAX_VALUE, 1);
        }
    }

    private static void multiply(float[] values, float[] gates) {
        for (int i = 0; i < values.length; i++) {
            values[i] *= gates[i];
        }
    }

    private void addBiases(float[][] planes, float[] parameters) {
        float[] row = new float[units.size()];
        for (int plane = 0; plane < bias.length; plane++) {
            for (int unit = 0; unit < row.length; unit++) {
                row[unit] = parameters[bias[plane][unit]];
            }
            for (int image = 0; image < planes[plane].length; image += row.length) {
                runs.add(planes[plane], image, row, 0, row.length, 1);
            }
        }
    }

    /** Adds the gradient by the values, summed over the images, to the biases'. */
    private void collectBiases(float[][] byValues, float[] gradient) {
        for (int plane = 0; plane < bias.length; plane++) {
            float[] sums = new float[units.size()];
            for (int image = 0; image < byValues[plane].length; image += sums.length) {
                runs.add(sums, 0, byValues[plane], image, sums.length, 1);
            }
            for (int unit = 0; unit < sums.length; unit++) {
                gradient[bias[plane][unit]] += sums[unit];
            }
        }
    }
}
