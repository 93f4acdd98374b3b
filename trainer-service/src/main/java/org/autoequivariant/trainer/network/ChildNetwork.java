package org.autoequivariant.trainer.network;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

import ai.djl.ndarray.NDManager;

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

    /** So many images stay in the first-level cache while they change basis. */
    private static final int READ_AT_ONCE = 4;

    /** Bounds the memory scoring takes. */
    private static final int SCORED_AT_ONCE = 1_000;

    private final UnitClasses pixels;
    private final CharacterBasis pixelBasis;
    private final ParameterOrder order;
    private final HiddenLayer layer1;
    private final HiddenLayer layer2;
    private final Classifier layer3;
    private final float[] parameters;
    private final float[] gradient;
    private final Flop flop;

    /**
     * @param memory owns the network's native memory, which is a CPU's
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
        this.gradient = new float[parameters.length];
        this.order = new ParameterOrder(parameters.length);
        this.pixels = quotient.pixels();
        this.pixelBasis = form.pixels();
        Axis pixelAxis = new Axis(form.pixels().orbits(), BlockForm.Group::pixels);
        Axis hidden1 = new Axis(form.hidden1().orbits(), BlockForm.Group::hidden1);
        Axis hidden2 = new Axis(form.hidden2().orbits(), BlockForm.Group::hidden2);
        this.layer1 = new HiddenLayer(
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
                order,
                layout.recipe());
        this.layer2 = new HiddenLayer(
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
                order,
                layout.recipe());
        this.layer3 = new Classifier(
                memory,
                form,
                new Tying.Dense(form.hidden2(), quotient.hidden2().members(), layout.weights3(), layout.biases3()),
                order);
        this.parameters = order.fromLayout(parameters);
        this.flop = Flop.of(form);
        parametersChanged();
    }

    /** What an image costs. */
    public Flop flop() {
        return flop;
    }

    /** The first {@code count} images in the form this network reads. */
    public Batch read(Images images, int count) {
        Blocks parts = layer1.newInputs(count);
        float[][] planes = new float[pixelBasis.order()][READ_AT_ONCE * pixelBasis.orbits()];
        float[] sums = new float[pixels.count()];
        for (int from = 0; from < count; from += READ_AT_ONCE) {
            Span some = new Span(from, Math.min(count, from + READ_AT_ONCE));
            for (int image = some.from(); image < some.to(); image++) {
                images.sum(image, pixels.classOf(), sums);
                pixelBasis.toPlanes(sums, planes, image - from);
            }
            CharacterBasis.transform(planes);
            parts.write(some, planes);
        }
        return new Batch(parts, images.labels(count));
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

    /**
     * Where {@link #lossAndGradient} leaves its gradient, in this network's own order; to be cleared before the next.
     */
    public float[] gradient() {
        return gradient;
    }

    /**
     * Mean cross-entropy over images from…to−1; leaves its gradient in {@link #gradient}, which must be zero before.
     *
     * @return the loss, which is not finite if training diverged
     */
    public double lossAndGradient(Batch images, int from, int to) {
        Blocks inputs1 = images.rows(from, to);
        Blocks inputs2 = layer2.inputs(layer1.forward(inputs1, parameters));
        Blocks inputs3 = layer3.inputs(layer2.forward(inputs2, parameters));
        float[] outputs = layer3.forward(inputs3, parameters);
        double loss = SoftmaxLoss.toGradient(outputs, CLASSES, images.labels, from);

        Blocks error3 = layer3.backward(outputs, gradient);
        layer3.collect(inputs3, error3, gradient);
        Blocks error2 = layer2.backward(layer3.byInputs(error3), gradient);
        layer2.collect(inputs2, error2, gradient);
        Blocks error1 = layer1.backward(layer2.byInputs(error2), gradient);
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
        Blocks inputs2 = layer2.inputs(layer1.forward(images.rows(from, to), parameters));
        Blocks inputs3 = layer3.inputs(layer2.forward(inputs2, parameters));
        float[] outputs = layer3.forward(inputs3, parameters);
        int count = to - from;
        int correct = 0;
        for (int image = 0; image < count; image++) {
            int best = 0;
            for (int k = 1; k < CLASSES; k++) {
                best = outputs[k * count + image] > outputs[best * count + image] ? k : best;
            }
            correct += best == images.labels[from + image] ? 1 : 0;
        }
        return correct;
    }
}
