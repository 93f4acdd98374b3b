package org.autoequivariant.trainer.network;

import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.training.GradientCollector;

import org.autoequivariant.contracts.Recipe;
import org.autoequivariant.symmetry.Partition;
import org.autoequivariant.symmetry.WeightSharing;

/** The child network as the definition reads, all 784-400-400-10 of it, differentiated by PyTorch. */
public final class ReferenceNetwork {

    private static final int PIXELS = WeightSharing.PIXELS.size();
    private static final int HIDDEN = WeightSharing.HIDDEN.size();
    private static final int CLASSES = WeightSharing.CLASSES;

    private final NDManager memory;
    private final Recipe recipe;
    private final NDArray parameters;
    private final Layer layer1;
    private final Layer layer2;
    private final Layer layer3;

    /** Which parameter each weight and each bias is. */
    private record Layer(NDArray weights, NDArray biases, int inputs) {}

    public ReferenceNetwork(NDManager memory, ParameterLayout layout, float[] parameters) {
        this.memory = memory;
        this.recipe = layout.recipe();
        this.parameters = memory.create(parameters);
        this.parameters.setRequiresGradient(true);
        WeightSharing sharing = layout.sharing();
        this.layer1 = tied(PIXELS, sharing.layer1(), layout.weights1(), u -> layout.biases1() + layout.hiddenBias(u));
        this.layer2 = tied(HIDDEN, sharing.layer2(), layout.weights2(), u -> layout.biases2() + layout.hiddenBias(u));
        this.layer3 = new Layer(
                indices(HIDDEN * CLASSES, edge -> layout.weights3() + edge),
                indices(CLASSES, k -> layout.biases3() + k),
                HIDDEN);
    }

    private Layer tied(int inputs, Partition edges, int weights, IntUnaryOperator bias) {
        return new Layer(indices(edges.size(), edge -> weights + edges.orbit(edge)), indices(HIDDEN, bias), inputs);
    }

    private NDArray indices(int count, IntUnaryOperator index) {
        return memory.create(IntStream.range(0, count).map(index).asLongStream().toArray());
    }

    public record Loss(double value, float[] gradient) {}

    public Loss lossAndGradient(float[] pixels, int[] labels) {
        try (NDManager step = memory.newSubManager();
                GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            collector.zeroGradients();
            NDArray input = step.create(pixels, new Shape(labels.length, PIXELS));
            NDArray outputs = product(layer2(layer1(input)), layer3).add(pick(layer3.biases, step));
            NDArray chosen = outputs.logSoftmax(1)
                    .gather(step.create(labels).reshape(-1, 1).toType(DataType.INT64, false), 1);
            NDArray loss = chosen.neg().mean();
            collector.backward(loss);
            NDArray gradient = parameters.getGradient();
            gradient.attach(step);
            return new Loss(loss.getFloat(), gradient.toFloatArray());
        }
    }

    NDArray layer1(NDArray input) {
        return hidden(input, layer1);
    }

    NDArray layer2(NDArray hidden) {
        return hidden(hidden, layer2);
    }

    private NDArray hidden(NDArray input, Layer layer) {
        NDArray product = product(input, layer);
        NDArray biases = pick(layer.biases, input.getManager());
        return recipe == Recipe.STANDARD
                ? Activation.relu(product.add(biases))
                : Activation.relu(product).add(biases);
    }

    private NDArray product(NDArray input, Layer layer) {
        return input.matMul(pick(layer.weights, input.getManager()).reshape(layer.inputs, -1));
    }

    private NDArray pick(NDArray indices, NDManager owner) {
        NDArray picked = parameters.gather(indices, 0);
        picked.attach(owner);
        return picked;
    }
}
