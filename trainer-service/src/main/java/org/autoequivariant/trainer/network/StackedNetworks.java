package org.autoequivariant.trainer.network;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntBinaryOperator;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.training.GradientCollector;

import org.autoequivariant.contracts.Recipe;
import org.autoequivariant.symmetry.WeightSharing;

/**
 * Child networks as the definition reads, all 784-400-400-10 of each, stacked: one product for all of them, over the
 * same images, differentiated by PyTorch and kept on its device. On a GPU many networks take hardly longer than one. On
 * a CPU {@link ChildNetwork} is several times as fast, and is tested against a stack of one.
 *
 * <p>For one thread of a process: PyTorch's gradient collector allows no more. Native memory belongs to the manager
 * given.
 */
public final class StackedNetworks {

    private static final int PIXELS = WeightSharing.PIXELS.size();
    private static final int HIDDEN = WeightSharing.HIDDEN.size();
    private static final int CLASSES = WeightSharing.CLASSES;

    /** Bounds the memory scoring takes. */
    private static final int SCORED_AT_ONCE = 1_000;

    private final NDManager memory;
    private final List<ParameterLayout> layouts;
    private final Recipe recipe;
    /** Networks × parameters, those of smaller networks padded. */
    private final NDArray parameters;

    private final Layer layer1;
    private final Layer layer2;
    private final Layer layer3;

    /** Which parameter each weight and each bias of each network is. */
    private record Layer(NDArray weights, NDArray biases, int inputs, int units) {}

    /**
     * @param layouts the networks' parameters, all of one recipe
     * @param parameters their values
     */
    public StackedNetworks(NDManager memory, List<ParameterLayout> layouts, List<float[]> parameters) {
        this.memory = memory;
        this.layouts = List.copyOf(layouts);
        this.recipe = layouts.get(0).recipe();
        int most = parameters.stream().mapToInt(values -> values.length).max().orElseThrow();
        float[] padded = new float[parameters.size() * most];
        for (int network = 0; network < parameters.size(); network++) {
            float[] values = parameters.get(network);
            System.arraycopy(values, 0, padded, network * most, values.length);
        }
        this.parameters = memory.create(padded, new Shape(parameters.size(), most));
        this.parameters.setRequiresGradient(true);
        this.layer1 = new Layer(
                indices(PIXELS * HIDDEN, (network, edge) -> layouts.get(network).weight1(edge)),
                indices(HIDDEN, (network, unit) -> layouts.get(network).bias1(unit)),
                PIXELS,
                HIDDEN);
        this.layer2 = new Layer(
                indices(HIDDEN * HIDDEN, (network, edge) -> layouts.get(network).weight2(edge)),
                indices(HIDDEN, (network, unit) -> layouts.get(network).bias2(unit)),
                HIDDEN,
                HIDDEN);
        this.layer3 = new Layer(
                indices(
                        HIDDEN * CLASSES,
                        (network, edge) -> layouts.get(network).weights3() + edge),
                indices(CLASSES, (network, k) -> layouts.get(network).biases3() + k),
                HIDDEN,
                CLASSES);
    }

    private NDArray indices(int count, IntBinaryOperator index) {
        long[] indices = new long[layouts.size() * count];
        Arrays.setAll(indices, i -> index.applyAsInt(i / count, i % count));
        return memory.create(indices, new Shape(layouts.size(), count));
    }

    /** Images in native memory, with their labels. */
    public static final class Batch {

        private final NDArray pixels;
        private final int[] labels;

        private Batch(NDArray pixels, int[] labels) {
            this.pixels = pixels;
            this.labels = labels;
        }

        public int count() {
            return labels.length;
        }

        private NDArray pixels(NDManager owner, int from, int to) {
            return pixels.get(owner, new NDIndex(":, {}:{}", from, to));
        }
    }

    /** The first {@code count} images. */
    public Batch read(Images images, int count) {
        return new Batch(memory.create(images.normalised(count), new Shape(1, count, PIXELS)), images.labels(count));
    }

    /** What an image costs, all networks together. */
    public Flop flop() {
        long networks = layouts.size();
        return Flop.ofMultiplications(
                networks * PIXELS * HIDDEN, networks * HIDDEN * HIDDEN, networks * HIDDEN * CLASSES);
    }

    /** Networks × parameters, those of smaller networks padded; to change them, change this array. */
    public NDArray parameters() {
        return parameters;
    }

    /** Gradient of the last {@link #lossesAndGradient}, padded like {@link #parameters}. */
    public NDArray gradient(NDManager owner) {
        NDArray gradient = parameters.getGradient();
        gradient.attach(owner);
        return gradient;
    }

    /**
     * Mean cross-entropy of each network over images from…to−1; leaves its gradient in {@link #gradient}.
     *
     * @return a loss for each network, not finite where training diverged
     */
    public float[] lossesAndGradient(Batch images, int from, int to) {
        try (NDManager step = memory.newSubManager();
                GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            // They add up otherwise.
            gradient(step).muli(0);
            NDArray outputs = outputs(images.pixels(step, from, to));
            long[] labels = new long[layouts.size() * (to - from)];
            Arrays.setAll(labels, i -> images.labels[from + i % (to - from)]);
            NDArray chosen =
                    outputs.logSoftmax(2).gather(step.create(labels, new Shape(layouts.size(), to - from, 1)), 2);
            NDArray losses = chosen.neg().mean(new int[] {1});
            // Networks share no parameter, so each gets the gradient of its own loss.
            collector.backward(losses.sum());
            return losses.toFloatArray();
        }
    }

    /** For each network the fraction of the first {@code count} images whose highest output is their label. */
    public double[] accuracies(Batch images, int count) {
        int[] correct = new int[layouts.size()];
        for (int from = 0; from < count; from += SCORED_AT_ONCE) {
            int to = Math.min(count, from + SCORED_AT_ONCE);
            try (NDManager scope = memory.newSubManager()) {
                NDArray highest = outputs(images.pixels(scope, from, to)).argMax(2);
                highest.attach(scope);
                long[] answers = highest.toType(DataType.INT64, false).toLongArray();
                for (int i = 0; i < answers.length; i++) {
                    correct[i / (to - from)] += answers[i] == images.labels[from + i % (to - from)] ? 1 : 0;
                }
            }
        }
        return Arrays.stream(correct).mapToDouble(c -> (double) c / count).toArray();
    }

    /** Networks × images × classes. */
    private NDArray outputs(NDArray pixels) {
        NDArray hidden = layer2(layer1(pixels));
        return products(hidden, layer3).add(biases(layer3, pixels.getManager()));
    }

    NDArray layer1(NDArray pixels) {
        return hidden(pixels, layer1);
    }

    NDArray layer2(NDArray hidden) {
        return hidden(hidden, layer2);
    }

    private NDArray hidden(NDArray inputs, Layer layer) {
        NDArray products = products(inputs, layer);
        NDArray biases = biases(layer, inputs.getManager());
        return recipe == Recipe.STANDARD
                ? Activation.relu(products.add(biases))
                : Activation.relu(products).add(biases);
    }

    private NDArray products(NDArray inputs, Layer layer) {
        NDArray weights = parameters.gather(layer.weights, 1);
        weights.attach(inputs.getManager());
        return inputs.matMul(weights.reshape(-1, layer.inputs, layer.units));
    }

    private NDArray biases(Layer layer, NDManager owner) {
        NDArray biases = parameters.gather(layer.biases, 1);
        biases.attach(owner);
        return biases.expandDims(1);
    }
}
