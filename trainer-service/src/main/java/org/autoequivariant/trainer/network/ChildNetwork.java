package org.autoequivariant.trainer.network;

import java.util.Arrays;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

import org.autoequivariant.contracts.Recipe;
import org.autoequivariant.symmetry.Partition;
import org.autoequivariant.symmetry.WeightSharing;

/**
 * The child network 784 → 400 → 400 → 10 with ReLU and cross-entropy (section 5.1), its first two layers tied by
 * Algorithm 1.
 *
 * <p>Forward and backward pass are written out: PyTorch multiplies matrices, Java does what is cheap. That is three
 * times as fast as differentiating the gather of tied weights automatically, and computes the same. Units that are
 * always equal are computed once, see {@link Quotient}.
 *
 * <p>Not for use by two threads at once. Native memory belongs to the manager given.
 */
public final class ChildNetwork {

    private static final int CLASSES = WeightSharing.CLASSES;

    /** Bounds the memory scoring takes. */
    private static final int SCORED_AT_ONCE = 1_000;

    private final NDManager memory;
    private final Recipe recipe;
    private final UnitClasses pixels;
    private final TiedLayer[] layers;
    private final Matrix[] weights;
    private final float[] parameters;
    private final float[] gradient;

    /**
     * @param memory owns the network's native memory
     * @param layout its parameters
     * @param parameters their values, one for each of {@code layout.count()}; kept, and read by every pass
     */
    public ChildNetwork(NDManager memory, ParameterLayout layout, float[] parameters) {
        if (parameters.length != layout.count()) {
            throw new IllegalArgumentException(
                    "the network has " + layout.count() + " parameters, not " + parameters.length);
        }
        this.memory = memory;
        this.recipe = layout.recipe();
        this.parameters = parameters;
        this.gradient = new float[parameters.length];
        Quotient quotient = Quotient.of(layout.sharing());
        this.pixels = quotient.pixels();
        this.layers = new TiedLayer[] {
            first(layout, quotient), second(layout, quotient), last(layout, quotient),
        };
        this.weights = new Matrix[layers.length];
        for (int i = 0; i < layers.length; i++) {
            weights[i] = new Matrix(memory, layers[i].inputs, layers[i].units);
        }
        parametersChanged();
    }

    /** Pixels of a class are summed when images are read, so the layer has one input per class to begin with. */
    private static TiedLayer first(ParameterLayout layout, Quotient quotient) {
        int[] inputs = quotient.pixels().representatives();
        int[] units = quotient.hidden1().representatives();
        return new TiedLayer(
                UnitClasses.single(inputs.length).classOf(),
                inputs.length,
                tied(layout.sharing().layer1(), layout.weights1(), inputs, units),
                hiddenBiases(layout, layout.biases1(), units));
    }

    private static TiedLayer second(ParameterLayout layout, Quotient quotient) {
        UnitClasses before = quotient.hidden1();
        int[] units = quotient.hidden2().representatives();
        int[] inputs = UnitClasses.single(before.units()).representatives();
        return new TiedLayer(
                before.classOf(),
                before.count(),
                tied(layout.sharing().layer2(), layout.weights2(), inputs, units),
                hiddenBiases(layout, layout.biases2(), units));
    }

    private static TiedLayer last(ParameterLayout layout, Quotient quotient) {
        UnitClasses before = quotient.hidden2();
        int[] edges = new int[before.units() * CLASSES];
        Arrays.setAll(edges, edge -> layout.weights3() + edge);
        int[] biases = new int[CLASSES];
        Arrays.setAll(biases, k -> layout.biases3() + k);
        return new TiedLayer(before.classOf(), before.count(), edges, biases);
    }

    private static int[] tied(Partition orbits, int offset, int[] inputs, int[] units) {
        int[] edges = new int[inputs.length * units.length];
        for (int i = 0; i < inputs.length; i++) {
            for (int j = 0; j < units.length; j++) {
                edges[i * units.length + j] = offset + orbits.orbit(inputs[i] * WeightSharing.HIDDEN.size() + units[j]);
            }
        }
        return edges;
    }

    private static int[] hiddenBiases(ParameterLayout layout, int offset, int[] units) {
        return Arrays.stream(units)
                .map(unit -> offset + layout.hiddenBias(unit))
                .toArray();
    }

    /** Units this network really computes, layer by layer from the pixels on: 784, 400, 400 if nothing merges. */
    public int[] computedUnits() {
        return new int[] {layers[0].inputs, layers[1].inputs, layers[2].inputs};
    }

    /** The first {@code count} images in the form this network reads. */
    public Batch read(Images images, int count) {
        float[] values = images.summed(count, pixels.classOf(), pixels.count());
        Matrix matrix = new Matrix(memory, count, pixels.count());
        matrix.write(values, 0, count);
        return new Batch(matrix, images.labels(count));
    }

    /** Images as one network reads them, in native memory, with their labels. */
    public static final class Batch {

        private final Matrix pixels;
        private final int[] labels;

        private Batch(Matrix pixels, int[] labels) {
            this.pixels = pixels;
            this.labels = labels;
        }

        /** Number of images. */
        public int count() {
            return labels.length;
        }
    }

    /** To be called when the parameters' values have changed. */
    public void parametersChanged() {
        for (int i = 0; i < layers.length; i++) {
            layers[i].expand(parameters, weights[i]);
        }
    }

    /** Gradient of the last {@link #lossAndGradient}, in the parameters' layout; overwritten by the next. */
    public float[] gradient() {
        return gradient;
    }

    /**
     * Mean cross-entropy over images from…to−1; leaves its gradient in {@link #gradient}.
     *
     * @return the loss, which is not finite if training diverged
     */
    public double lossAndGradient(Batch images, int from, int to) {
        Arrays.fill(gradient, 0);
        try (NDManager step = memory.newSubManager()) {
            NDArray input = images.pixels.rows(step, from, to);
            Hidden hidden1 = hidden(step, layers[0], input.matMul(weights[0].all()));
            Hidden hidden2 = hidden(step, layers[1], hidden1.values.matMul(weights[1].all()));
            float[] error = outputs(hidden2);
            double loss = SoftmaxLoss.toGradient(error, CLASSES, images.labels, from);

            sumByBias(layers[2], error);
            NDArray error3 = array(step, error, CLASSES);
            layers[2].collect(hidden2.values.transpose().matMul(error3), gradient);
            NDArray error2 = backward(step, layers[1], hidden2, error3.matMul(weights[2].transposed()));
            layers[1].collect(hidden1.values.transpose().matMul(error2), gradient);
            NDArray error1 = backward(step, layers[0], hidden1, error2.matMul(weights[1].transposed()));
            layers[0].collect(input.transpose().matMul(error1), gradient);
            return loss;
        }
    }

    /** Fraction of the first {@code count} images whose highest output is their label. */
    public double accuracy(Batch images, int count) {
        int correct = 0;
        for (int from = 0; from < count; from += SCORED_AT_ONCE) {
            correct += correct(images, from, Math.min(count, from + SCORED_AT_ONCE));
        }
        return (double) correct / count;
    }

    private int correct(Batch images, int from, int to) {
        float[] outputs;
        try (NDManager step = memory.newSubManager()) {
            Hidden hidden1 =
                    hidden(step, layers[0], images.pixels.rows(step, from, to).matMul(weights[0].all()));
            outputs = outputs(hidden(step, layers[1], hidden1.values.matMul(weights[1].all())));
        }
        int correct = 0;
        for (int image = from; image < to; image++) {
            int first = (image - from) * CLASSES;
            int best = first;
            for (int k = first + 1; k < first + CLASSES; k++) {
                best = outputs[k] > outputs[best] ? k : best;
            }
            correct += best - first == images.labels[image] ? 1 : 0;
        }
        return correct;
    }

    /**
     * What a hidden layer did to a batch, images × units.
     *
     * @param gates 1 where ReLU let a value through, else 0
     * @param values what the next layer sees
     */
    private record Hidden(float[] gates, NDArray values) {}

    private Hidden hidden(NDManager step, TiedLayer layer, NDArray product) {
        float[] values = elements(product);
        float[] gates = new float[values.length];
        float[] bias = biases(layer);
        if (recipe == Recipe.STANDARD) {
            addToRows(values, bias);
        }
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.max(values[i], 0);
            // Not a comparison: a branch nobody can predict costs as much as a matrix product.
            gates[i] = Math.min(values[i] * Float.MAX_VALUE, 1);
        }
        if (recipe == Recipe.AUTHORS) {
            addToRows(values, bias);
        }
        return new Hidden(gates, array(step, values, bias.length));
    }

    private static void addToRows(float[] values, float[] row) {
        for (int start = 0; start < values.length; start += row.length) {
            for (int i = 0; i < row.length; i++) {
                values[start + i] += row[i];
            }
        }
    }

    /** From the gradient by a hidden layer's values to that by its matrix product; sums up the biases' on the way. */
    private NDArray backward(NDManager step, TiedLayer layer, Hidden hidden, NDArray byValues) {
        float[] error = elements(byValues);
        if (recipe == Recipe.AUTHORS) {
            sumByBias(layer, error);
        }
        for (int i = 0; i < error.length; i++) {
            error[i] *= hidden.gates[i];
        }
        if (recipe == Recipe.STANDARD) {
            sumByBias(layer, error);
        }
        return array(step, error, layer.units);
    }

    private float[] outputs(Hidden last) {
        float[] outputs = elements(last.values.matMul(weights[2].all()));
        addToRows(outputs, biases(layers[2]));
        return outputs;
    }

    private float[] biases(TiedLayer layer) {
        float[] biases = new float[layer.units];
        for (int unit = 0; unit < biases.length; unit++) {
            biases[unit] = parameters[layer.biases[unit]];
        }
        return biases;
    }

    private void sumByBias(TiedLayer layer, float[] error) {
        float[] sums = new float[layer.units];
        for (int row = 0; row < error.length; row += sums.length) {
            for (int unit = 0; unit < sums.length; unit++) {
                sums[unit] += error[row + unit];
            }
        }
        for (int unit = 0; unit < sums.length; unit++) {
            gradient[layer.biases[unit]] += sums[unit];
        }
    }

    private static float[] elements(NDArray product) {
        float[] elements = new float[(int) product.size()];
        Matrix.read(product, elements, 0);
        return elements;
    }

    private static NDArray array(NDManager step, float[] values, int columns) {
        int rows = values.length / columns;
        Matrix matrix = new Matrix(step, rows, columns);
        matrix.write(values, 0, rows);
        return matrix.all();
    }
}
