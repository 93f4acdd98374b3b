package org.autoequivariant.trainer.network;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

import ai.djl.ndarray.NDManager;

import org.autoequivariant.contracts.Recipe;
import org.autoequivariant.symmetry.BlockForm;
import org.autoequivariant.symmetry.CharacterBasis;
import org.autoequivariant.symmetry.CharacterBasis.Span;
import org.autoequivariant.symmetry.Quotient;
import org.autoequivariant.symmetry.UnitClasses;
import org.autoequivariant.symmetry.WeightSharing;
import org.autoequivariant.trainer.network.Blocks.Axis;

/**
 * The child network 784 → 400 → 400 → 10 with ReLU and cross-entropy (section 5.1), its first two layers tied by
 * Algorithm 1.
 *
 * <p>Forward and backward pass are written out: PyTorch multiplies matrices, Java does what is cheap. That computes the
 * same as differentiating the gather of tied weights automatically, in a fraction of the time. Units that are always
 * equal are computed once, see {@link Quotient}; what is left is multiplied block by block, see {@link BlockForm}.
 *
 * <p>Not for use by two threads at once. Native memory belongs to the manager given.
 */
public final class ChildNetwork {

    private static final int CLASSES = WeightSharing.CLASSES;

    /** Bounds the memory scoring takes. */
    private static final int SCORED_AT_ONCE = 1_000;

    private final Recipe recipe;
    private final UnitClasses pixels;
    private final CharacterBasis pixelBasis;
    private final ParameterOrder order;
    private final Layer layer1;
    private final Layer layer2;
    private final Layer layer3;
    private final float[] parameters;
    private final float[] gradient;
    private final Flop flop;

    /**
     * @param memory owns the network's native memory
     * @param layout its parameters
     * @param parameters their values, one for each of {@code layout.count()}
     */
    public ChildNetwork(NDManager memory, ParameterLayout layout, float[] parameters) {
        this(memory, layout, parameters, Quotient.of(layout.sharing()));
    }

    private ChildNetwork(NDManager memory, ParameterLayout layout, float[] parameters, Quotient quotient) {
        this(memory, layout, parameters, quotient, BlockForm.of(layout.sharing(), quotient));
    }

    /** The network as it is defined, neither merged nor divided: what the one above is measured against. */
    public static ChildNetwork naive(NDManager memory, ParameterLayout layout, float[] parameters) {
        Quotient unmerged = Quotient.unmerged();
        return new ChildNetwork(memory, layout, parameters, unmerged, BlockForm.undivided(unmerged));
    }

    private ChildNetwork(
            NDManager memory, ParameterLayout layout, float[] parameters, Quotient quotient, BlockForm form) {
        if (parameters.length != layout.count()) {
            throw new IllegalArgumentException(
                    "the network has " + layout.count() + " parameters, not " + parameters.length);
        }
        this.recipe = layout.recipe();
        this.gradient = new float[parameters.length];
        this.order = new ParameterOrder(parameters.length);
        this.pixels = quotient.pixels();
        this.pixelBasis = form.pixels();
        Axis pixelAxis = new Axis(form.pixels().orbits(), BlockForm.Group::pixels);
        Axis hidden1 = new Axis(form.hidden1().orbits(), BlockForm.Group::hidden1);
        Axis hidden2 = new Axis(form.hidden2().orbits(), BlockForm.Group::hidden2);
        this.layer1 = Layer.equivariant(
                memory,
                form,
                pixelAxis,
                hidden1,
                new Tying.Equivariant(
                        form.pixels(),
                        // Pixels of a class are summed when images are read: the sum has the weights of one.
                        Arrays.stream(pixels.representatives())
                                .mapToObj(pixel -> new int[] {pixel})
                                .toArray(int[][]::new),
                        form.hidden1(),
                        quotient.hidden1(),
                        layout::weight1,
                        layout::bias1),
                order);
        this.layer2 = Layer.equivariant(
                memory,
                form,
                hidden1,
                hidden2,
                new Tying.Equivariant(
                        form.hidden1(),
                        quotient.hidden1().members(),
                        form.hidden2(),
                        quotient.hidden2(),
                        layout::weight2,
                        layout::bias2),
                order);
        this.layer3 = Layer.dense(
                memory,
                form,
                hidden2.size(),
                CLASSES,
                new Tying.Dense(form.hidden2(), quotient.hidden2().members(), layout.weights3(), layout.biases3()),
                order);
        this.parameters = order.fromLayout(parameters);
        long first = form.groups().stream()
                .mapToLong(group -> (long) group.count()
                        * group.pixels().size()
                        * group.hidden1().size())
                .sum();
        this.flop = Flop.ofMultiplications(first, form.multiplications() - first, (long) hidden2.size() * CLASSES);
        parametersChanged();
    }

    /** What an image costs. */
    public Flop flop() {
        return flop;
    }

    /** The first {@code count} images in the form this network reads. */
    public Batch read(Images images, int count) {
        float[][] planes = new float[pixelBasis.order()][count * pixelBasis.orbits()];
        float[] sums = new float[pixels.count()];
        for (int image = 0; image < count; image++) {
            images.sum(image, pixels.classOf(), sums);
            float[][] parts = pixelBasis.planes(sums);
            CharacterBasis.transform(parts);
            for (int character = 0; character < parts.length; character++) {
                System.arraycopy(
                        parts[character], 0, planes[character], image * pixelBasis.orbits(), pixelBasis.orbits());
            }
        }
        return new Batch(layer1.parts(planes), images.labels(count));
    }

    /** Images as one network reads them, in native memory, with their labels. */
    public static final class Batch {

        private final Blocks pixels;
        private final int[] labels;
        private final Map<Span, Blocks> rows = new HashMap<>();

        private Batch(Blocks pixels, int[] labels) {
            this.pixels = pixels;
            this.labels = labels;
        }

        /** Number of images. */
        public int count() {
            return labels.length;
        }

        /** Epoch after epoch asks for the same rows. */
        private Blocks rows(int from, int to) {
            return rows.computeIfAbsent(new Span(from, to), span -> pixels.rows(span.from(), span.to()));
        }
    }

    /** The parameters, in this network's own order; to change them, change this array. */
    public float[] parameters() {
        return parameters;
    }

    /** Values of parameters from this network's own order to the layout's. */
    public float[] toLayout(float[] values) {
        return order.toLayout(values);
    }

    /** To be called when the parameters' values have changed. */
    public void parametersChanged() {
        layer1.parametersChanged(parameters);
        layer2.parametersChanged(parameters);
        layer3.parametersChanged(parameters);
    }

    /** Gradient of the last {@link #lossAndGradient}, in this network's own order; overwritten by the next. */
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
        Blocks inputs1 = images.rows(from, to);
        Hidden hidden1 = hidden(layer1, inputs1);
        Blocks inputs2 = layer2.inputs(hidden1.values);
        Hidden hidden2 = hidden(layer2, inputs2);
        Blocks inputs3 = layer3.inputs(hidden2.values);
        float[][] byOutputs = outputs(inputs3);
        double loss = SoftmaxLoss.toGradient(byOutputs[0], CLASSES, images.labels, from);

        layer3.collectBiases(byOutputs, gradient);
        Blocks error3 = layer3.error(byOutputs);
        layer3.collect(inputs3, error3, gradient);
        Blocks error2 = backward(layer2, hidden2, layer3.byInputs(error3));
        layer2.collect(inputs2, error2, gradient);
        Blocks error1 = backward(layer1, hidden1, layer2.byInputs(error2));
        layer1.collect(inputs1, error1, gradient);
        return loss;
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
        Hidden hidden1 = hidden(layer1, images.rows(from, to));
        Hidden hidden2 = hidden(layer2, layer2.inputs(hidden1.values));
        float[] outputs = outputs(layer3.inputs(hidden2.values))[0];
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
     * What a hidden layer did to a batch.
     *
     * @param gates 1 where ReLU let a value through, else 0
     * @param values what the next layer sees
     */
    private record Hidden(float[][] gates, float[][] values) {}

    private Hidden hidden(Layer layer, Blocks inputs) {
        float[][] values = layer.products(inputs);
        float[][] gates = new float[values.length][];
        if (recipe == Recipe.STANDARD) {
            layer.addBiases(values, parameters);
        }
        for (int plane = 0; plane < values.length; plane++) {
            gates[plane] = rectify(values[plane]);
        }
        if (recipe == Recipe.AUTHORS) {
            layer.addBiases(values, parameters);
        }
        return new Hidden(gates, values);
    }

    private static float[] rectify(float[] values) {
        float[] gates = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            float value = Math.max(values[i], 0);
            values[i] = value;
            // Not a comparison: a branch nobody can predict costs as much as a matrix product.
            gates[i] = Math.min(value * Float.MAX_VALUE, 1);
        }
        return gates;
    }

    private float[][] outputs(Blocks inputs) {
        float[][] outputs = layer3.products(inputs);
        layer3.addBiases(outputs, parameters);
        return outputs;
    }

    /** From the gradient by a hidden layer's values to that by its products; sums up the biases' on the way. */
    private Blocks backward(Layer layer, Hidden hidden, float[][] byValues) {
        if (recipe == Recipe.AUTHORS) {
            layer.collectBiases(byValues, gradient);
        }
        for (int plane = 0; plane < byValues.length; plane++) {
            pass(byValues[plane], hidden.gates[plane]);
        }
        if (recipe == Recipe.STANDARD) {
            layer.collectBiases(byValues, gradient);
        }
        return layer.error(byValues);
    }

    private static void pass(float[] values, float[] gates) {
        for (int i = 0; i < values.length; i++) {
            values[i] *= gates[i];
        }
    }
}
