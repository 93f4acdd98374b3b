package org.autoequivariant.trainer.network;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.training.GradientCollector;

import org.autoequivariant.contracts.Recipe;
import org.autoequivariant.symmetry.Quotient;
import org.autoequivariant.symmetry.UnitClasses;
import org.autoequivariant.symmetry.WeightSharing;

/**
 * Child networks side by side, as the definition reads: each weight gathered from the parameters it is tied to, one
 * product for all networks, over the same images, differentiated by PyTorch and kept on its device. On a GPU many
 * networks take hardly longer than one. On a CPU {@link ChildNetwork} is several times as fast, and is tested against a
 * stack of one.
 *
 * <p>Units that are always equal are computed once, see {@link Quotient}. All networks of a stack have as many classes
 * of units as the one with the most; those that one has too few repeat others, and no layer sees them.
 *
 * <p>For one thread of a process at a time: PyTorch's gradient collector allows no more. Native memory belongs to the
 * manager given.
 */
public final class StackedNetworks {

    private static final int PIXELS = WeightSharing.PIXELS.size();
    private static final int UNITS = WeightSharing.HIDDEN.size();
    private static final int CLASSES = WeightSharing.CLASSES;

    /** Bounds the memory scoring takes. */
    private static final int SCORED_AT_ONCE = 1_000;

    private final NDManager memory;
    private final List<ParameterLayout> layouts;
    private final List<Quotient> quotients;
    private final Recipe recipe;
    /** Of the pixels and the hidden layers, the most classes a network has. */
    private final int pixels;

    private final int hidden1;
    private final int hidden2;
    /** Networks × classes × units, 1 where a unit is in a class; empty if each is alone in its own. */
    private final Optional<NDArray> pixelSums;

    private final Optional<NDArray> sums1;
    private final Optional<NDArray> sums2;

    /** Where each network's parameters begin, and all end. */
    private final int[] starts;

    private final NDArray parameters;
    /** The same memory, as PyTorch differentiates by it, which it lets nobody change. */
    private final NDArray variable;
    /** Parameter of each weight and bias: for each network its layers, weights before biases. */
    private final NDArray edges;
    /** Where in a network's edges the next layer's weights or biases begin. */
    private final long[] parts;

    /**
     * @param memory owns the networks' native memory
     * @param layouts the networks' parameters, all of one recipe
     * @param quotients which of their units are equal
     * @param initial the parameters' values
     */
    public StackedNetworks(
            NDManager memory, List<ParameterLayout> layouts, List<Quotient> quotients, List<float[]> initial) {
        this.memory = memory;
        this.layouts = List.copyOf(layouts);
        this.quotients = List.copyOf(quotients);
        this.recipe = layouts.get(0).recipe();
        this.pixels = most(Quotient::pixels);
        this.hidden1 = most(Quotient::hidden1);
        this.hidden2 = most(Quotient::hidden2);
        this.starts = new int[layouts.size() + 1];
        for (int network = 0; network < layouts.size(); network++) {
            starts[network + 1] = starts[network] + layouts.get(network).count();
        }
        this.parts = new long[] {pixels * hidden1, hidden1, UNITS * hidden2, hidden2, UNITS * CLASSES};
        Arrays.parallelPrefix(parts, Long::sum);
        this.pixelSums = sums(Quotient::pixels, pixels);
        this.sums1 = sums(Quotient::hidden1, hidden1);
        this.sums2 = sums(Quotient::hidden2, hidden2);
        this.edges = ofEach((scope, network) -> scope.create(edges(network)).toType(DataType.INT64, false));
        this.parameters = ofEach((scope, network) -> scope.create(initial.get(network)));
        this.variable = parameters.stopGradient();
        variable.setRequiresGradient(true);
    }

    /** The network with every unit for itself: what ours is measured against. */
    public static StackedNetworks naive(NDManager memory, ParameterLayout layout, float[] initial) {
        return new StackedNetworks(memory, List.of(layout), List.of(Quotient.unmerged()), List.of(initial));
    }

    private int most(Function<Quotient, UnitClasses> layer) {
        return quotients.stream()
                .mapToInt(quotient -> layer.apply(quotient).count())
                .max()
                .orElseThrow();
    }

    private interface Making {
        NDArray make(NDManager scope, int network);
    }

    /** Arrays of all networks, one after another. */
    private NDArray ofEach(Making making) {
        try (NDManager scope = memory.newSubManager()) {
            NDList each = new NDList(IntStream.range(0, layouts.size())
                    .parallel()
                    .mapToObj(network -> making.make(scope, network))
                    .toList());
            NDArray all = NDArrays.concat(each);
            all.attach(memory);
            return all;
        }
    }

    private Optional<NDArray> sums(Function<Quotient, UnitClasses> layer, int most) {
        if (quotients.stream().map(layer).noneMatch(UnitClasses::merges)) {
            return Optional.empty();
        }
        return Optional.of(ofEach((scope, network) -> {
            UnitClasses classes = layer.apply(quotients.get(network));
            float[] in = new float[most * classes.units()];
            for (int unit = 0; unit < classes.units(); unit++) {
                in[classes.classOf()[unit] * classes.units() + unit] = 1;
            }
            return scope.create(in, new Shape(1, most, classes.units()));
        }));
    }

    /** A unit of each class, and again some of them, until there are so many. */
    private static int[] representatives(UnitClasses classes, int most) {
        return IntStream.range(0, most)
                .map(i -> classes.representatives()[i % classes.count()])
                .toArray();
    }

    private int[] edges(int network) {
        ParameterLayout layout = layouts.get(network);
        Quotient quotient = quotients.get(network);
        int[] seen1 = representatives(quotient.hidden1(), hidden1);
        int[] seen2 = representatives(quotient.hidden2(), hidden2);
        int[] edges = new int[(int) parts[parts.length - 1] + CLASSES];
        int at = 0;
        for (int pixel : representatives(quotient.pixels(), pixels)) {
            for (int unit : seen1) {
                edges[at++] = layout.weight1(pixel * UNITS + unit);
            }
        }
        for (int unit : seen1) {
            edges[at++] = layout.bias1(unit);
        }
        for (int from = 0; from < UNITS; from++) {
            for (int unit : seen2) {
                edges[at++] = layout.weight2(from * UNITS + unit);
            }
        }
        for (int unit : seen2) {
            edges[at++] = layout.bias2(unit);
        }
        for (int last = layout.weights3(); last < layout.count(); last++) {
            edges[at++] = last;
        }
        for (int i = 0; i < edges.length; i++) {
            edges[i] += starts[network];
        }
        return edges;
    }

    /**
     * Images on the device, with their labels.
     *
     * @param pixels networks × images × classes of pixels
     * @param labels 1 × images
     * @param oneHot 1 × images × labels
     */
    public record Batch(NDArray pixels, NDArray labels, NDArray oneHot) {

        private static NDArray some(NDManager owner, NDArray images, int from, int to) {
            return images.get(owner, new NDIndex(":, {}:{}", from, to));
        }
    }

    /** The first {@code count} images. */
    public Batch read(Images images, int count) {
        NDArray pixels = memory.create(images.normalised(count), new Shape(1, count, PIXELS));
        NDArray labels =
                memory.create(images.labels(count), new Shape(1, count)).toType(DataType.INT64, false);
        NDArray seen = pixels.broadcast(layouts.size(), count, PIXELS);
        return new Batch(
                pixelSums.map(sums -> seen.batchMatMul(sums.swapAxes(1, 2))).orElse(seen),
                labels,
                labels.oneHot(CLASSES, DataType.FLOAT32));
    }

    /** What an image costs, all networks together. */
    public Flop flop() {
        long networks = layouts.size();
        return Flop.ofMultiplications(
                networks * pixels * hidden1, networks * hidden1 * hidden2, networks * hidden2 * CLASSES);
    }

    /** The networks' parameters, one network after another; to change them, change this array. */
    public NDArray parameters() {
        return parameters;
    }

    /** Where in {@link #parameters} a network's are. */
    public NDIndex parametersOf(int network) {
        return new NDIndex("{}:{}", starts[network], starts[network + 1]);
    }

    /** Gradient of the last {@link #lossesAndGradient}, as {@link #parameters}. */
    public NDArray gradient(NDManager owner) {
        NDArray gradient = variable.getGradient();
        gradient.attach(owner);
        return gradient;
    }

    /**
     * Mean cross-entropy of each network over images from…to−1; leaves its gradient in {@link #gradient}.
     *
     * @param owner owns what is returned
     * @return a loss for each network, not finite where training diverged; its value may not be computed yet
     */
    public NDArray lossesAndGradient(NDManager owner, Batch images, int from, int to) {
        try (NDManager step = memory.newSubManager();
                NDManager numbers = Torch.newNumbers(memory);
                GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            // They add up otherwise.
            NDArray gradient = gradient(step);
            gradient.subi(gradient);
            NDArray labels = Batch.some(step, images.oneHot, from, to).mul(numbers.create(-1f / (to - from)));
            NDArray losses = outputs(variable, Batch.some(step, images.pixels, from, to))
                    .logSoftmax(2)
                    .mul(labels)
                    .sum(new int[] {1, 2});
            // Networks share no parameter, so each gets the gradient of its own loss.
            collector.backward(losses);
            losses.attach(owner);
            return losses;
        }
    }

    /** For each network the fraction of the first {@code count} images whose highest output is their label. */
    public double[] accuracies(Batch images, int count) {
        double[] correct = new double[layouts.size()];
        for (int from = 0; from < count; from += SCORED_AT_ONCE) {
            int to = Math.min(count, from + SCORED_AT_ONCE);
            try (NDManager scope = memory.newSubManager()) {
                NDArray highest = outputs(parameters, Batch.some(scope, images.pixels, from, to))
                        .argMax(2);
                float[] more = highest.eq(Batch.some(scope, images.labels, from, to))
                        .toType(DataType.FLOAT32, false)
                        .sum(new int[] {1})
                        .toFloatArray();
                for (int network = 0; network < more.length; network++) {
                    correct[network] += more[network];
                }
            }
        }
        return Arrays.stream(correct).map(of -> of / count).toArray();
    }

    /** Networks × images × classes. */
    private NDArray outputs(NDArray from, NDArray pixels) {
        Tied tied = tied(from, pixels.getManager());
        NDArray last = hidden(hidden(pixels, tied.weights1, tied.biases1), tied.weights2, tied.biases2);
        return last.batchMatMul(tied.weights3).add(tied.biases3);
    }

    NDArray layer1(NDArray pixels) {
        Tied tied = tied(parameters, pixels.getManager());
        return hidden(pixels, tied.weights1, tied.biases1);
    }

    NDArray layer2(NDArray hidden) {
        Tied tied = tied(parameters, hidden.getManager());
        return hidden(hidden, tied.weights2, tied.biases2);
    }

    private NDArray hidden(NDArray inputs, NDArray weights, NDArray biases) {
        NDArray products = inputs.batchMatMul(weights);
        return recipe == Recipe.STANDARD
                ? Activation.relu(products.add(biases))
                : Activation.relu(products).add(biases);
    }

    /** Weights, networks × inputs × units, and biases, networks × 1 × units, as the parameters are now. */
    private record Tied(
            NDArray weights1, NDArray biases1, NDArray weights2, NDArray biases2, NDArray weights3, NDArray biases3) {}

    private Tied tied(NDArray from, NDManager owner) {
        NDArray gathered = from.gather(edges, 0);
        gathered.attach(owner);
        NDList each = gathered.reshape(layouts.size(), 1, -1).split(parts, 2);
        return new Tied(
                each.get(0).reshape(-1, pixels, hidden1),
                each.get(1),
                summed(sums1, each.get(2).reshape(-1, UNITS, hidden2)),
                each.get(3),
                summed(sums2, each.get(4).reshape(-1, UNITS, CLASSES)),
                each.get(5));
    }

    /** Weights from classes, given those from units. */
    private static NDArray summed(Optional<NDArray> sums, NDArray weights) {
        if (sums.isEmpty()) {
            return weights;
        }
        NDArray summed = sums.get().batchMatMul(weights);
        summed.attach(weights.getManager());
        return summed;
    }
}
