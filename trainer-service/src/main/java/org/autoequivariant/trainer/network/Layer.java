package org.autoequivariant.trainer.network;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import ai.djl.ndarray.NDManager;

import org.autoequivariant.symmetry.BlockForm;
import org.autoequivariant.symmetry.CharacterBasis;
import org.autoequivariant.trainer.network.Blocks.Axis;

/**
 * One layer in the form it is computed in.
 *
 * <p>Values over a batch are planes of images × units. A layer that commutes with the block form's group multiplies
 * their parts by character; one that does not multiplies the planes as they are, and adds up the products.
 */
final class Layer {

    private final NDManager memory;
    private final boolean byCharacter;
    private final List<BlockForm.Group> groups;
    private final Axis inputs;
    private final Axis units;
    private final int inputPlanes;

    private final TiedMatrix matrix;
    private final Blocks weights;
    /** Reused for every batch of as many images. */
    private final Map<Integer, Blocks> inputsByImages = new HashMap<>();

    private final Map<Integer, Blocks> errorsByImages = new HashMap<>();
    /** Parameter of each bias, planes × units. */
    private final int[][] bias;

    /**
     * A layer that the group commutes with.
     *
     * @param memory owns the matrix
     */
    static Layer equivariant(
            NDManager memory, BlockForm form, Axis inputs, Axis units, Tying tying, ParameterOrder order) {
        return new Layer(memory, form.order(), true, form.groups(), inputs, units, tying, order);
    }

    /**
     * A layer that it does not commute with.
     *
     * @param memory owns the matrix
     */
    static Layer dense(NDManager memory, BlockForm form, int inputs, int units, Tying tying, ParameterOrder order) {
        return new Layer(
                memory,
                form.order(),
                false,
                List.of(form.whole()),
                Axis.whole(inputs),
                Axis.whole(units),
                tying,
                order);
    }

    private Layer(
            NDManager memory,
            int inputPlanes,
            boolean byCharacter,
            List<BlockForm.Group> groups,
            Axis inputs,
            Axis units,
            Tying tying,
            ParameterOrder order) {
        this.memory = memory;
        this.byCharacter = byCharacter;
        this.groups = groups;
        this.inputs = inputs;
        this.units = units;
        this.inputPlanes = inputPlanes;
        this.matrix = new TiedMatrix(inputPlanes, inputs.size(), units.size(), tying, order);
        this.weights = Blocks.allocate(memory, groups, inputs, units);
        this.bias = new int[byCharacter ? inputPlanes : 1][units.size()];
        for (int plane = 0; plane < bias.length; plane++) {
            for (int column = 0; column < bias[plane].length; column++) {
                bias[plane][column] = order.position(tying.bias(tying.unit(plane, column)));
            }
        }
    }

    /** To be called before the first pass, and when the parameters' values have changed. */
    void parametersChanged(float[] parameters) {
        if (matrix.isParameters()) {
            weights.write(new float[][] {parameters}, matrix.firstParameter());
        } else {
            weights.write(changeBasis(matrix.expand(parameters)), 0);
        }
    }

    private float[][] changeBasis(float[][] planes) {
        if (byCharacter) {
            CharacterBasis.transform(planes);
        }
        return planes;
    }

    /** Values as this layer takes them in; overwrites them, and what it returned for as many images before. */
    Blocks inputs(float[][] values) {
        Blocks parts = inputsByImages.computeIfAbsent(values[0].length / inputs.size(), images -> room(images, inputs));
        parts.write(changeBasis(values), 0);
        return parts;
    }

    /** Values that are in the basis this layer takes them in. */
    Blocks parts(float[][] values) {
        Blocks parts = room(values[0].length / inputs.size(), inputs);
        parts.write(values, 0);
        return parts;
    }

    private Blocks room(int images, Axis each) {
        return Blocks.allocate(memory, groups, Axis.whole(images), each);
    }

    /** The products of inputs and weights. */
    float[][] products(Blocks inputs) {
        float[][] products = product(inputs, weights, units);
        return byCharacter ? products : new float[][] {sum(products)};
    }

    private float[][] product(Blocks left, Blocks right, Axis each) {
        try (Blocks parts = left.times(right)) {
            float[][] values = new float[inputPlanes][parts.rows() * each.size()];
            parts.read(values, 0);
            return changeBasis(values);
        }
    }

    private static float[] sum(float[][] planes) {
        float[] sum = planes[0];
        for (int plane = 1; plane < planes.length; plane++) {
            add(planes[plane], sum);
        }
        return sum;
    }

    private static void add(float[] values, float[] sum) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += values[i];
        }
    }

    /**
     * A gradient by this layer's products in the form that its other gradients are made from; may overwrite it, and
     * does what it returned for as many images before.
     */
    Blocks error(float[][] byProducts) {
        float[][] planes = byProducts;
        if (!byCharacter) {
            planes = new float[inputPlanes][];
            Arrays.fill(planes, byProducts[0]);
        }
        Blocks error = errorsByImages.computeIfAbsent(planes[0].length / units.size(), images -> room(images, units));
        error.write(changeBasis(planes), 0);
        return error;
    }

    /** The gradient by the values this layer takes in. */
    float[][] byInputs(Blocks error) {
        return product(error, weights.transposed(), inputs);
    }

    /** Adds the gradient by the weights to the parameters'. */
    void collect(Blocks inputs, Blocks error, float[] gradient) {
        try (Blocks byWeights = inputs.transposed().times(error)) {
            if (matrix.isParameters()) {
                byWeights.read(new float[][] {gradient}, matrix.firstParameter());
            } else {
                float[][] planes = matrix.cleared();
                byWeights.read(planes, 0);
                matrix.collect(changeBasis(planes), gradient);
            }
        }
    }

    /** Adds each unit's bias to its values. */
    void addBiases(float[][] values, float[] parameters) {
        float[] row = new float[units.size()];
        for (int plane = 0; plane < bias.length; plane++) {
            for (int unit = 0; unit < row.length; unit++) {
                row[unit] = parameters[bias[plane][unit]];
            }
            addToRows(values[plane], row);
        }
    }

    private static void addToRows(float[] values, float[] row) {
        for (int start = 0; start < values.length; start += row.length) {
            for (int i = 0; i < row.length; i++) {
                values[start + i] += row[i];
            }
        }
    }

    /** Adds the gradient by the values, summed over the images, to the biases'. */
    void collectBiases(float[][] byValues, float[] gradient) {
        for (int plane = 0; plane < bias.length; plane++) {
            float[] sums = sumOfRows(byValues[plane], units.size());
            for (int unit = 0; unit < sums.length; unit++) {
                gradient[bias[plane][unit]] += sums[unit];
            }
        }
    }

    private static float[] sumOfRows(float[] values, int width) {
        float[] sum = new float[width];
        for (int start = 0; start < values.length; start += width) {
            for (int i = 0; i < width; i++) {
                sum[i] += values[start + i];
            }
        }
        return sum;
    }
}
