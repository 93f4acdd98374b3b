package org.autoequivariant.trainer.network;

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
final class ReferenceNetwork {

    private final NDManager memory;
    private final ParameterLayout layout;
    private final NDArray parameters;

    ReferenceNetwork(NDManager memory, ParameterLayout layout, float[] parameters) {
        this.memory = memory;
        this.layout = layout;
        this.parameters = memory.create(parameters);
        this.parameters.setRequiresGradient(true);
    }

    record Loss(double value, float[] gradient) {}

    Loss lossAndGradient(float[] pixels, int[] labels) {
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            NDArray input = memory.create(pixels, new Shape(labels.length, WeightSharing.PIXELS.size()));
            NDArray logits = layer3(layer2(layer1(input)));
            NDArray chosen = logits.logSoftmax(1)
                    .gather(memory.create(labels).reshape(-1, 1).toType(DataType.INT64, false), 1);
            NDArray loss = chosen.neg().mean();
            collector.backward(loss);
            return new Loss(loss.getFloat(), parameters.getGradient().toFloatArray());
        }
    }

    NDArray layer1(NDArray input) {
        return tied(input, layout.sharing().layer1(), layout.weights1(), layout.biases1());
    }

    NDArray layer2(NDArray hidden) {
        return tied(hidden, layout.sharing().layer2(), layout.weights2(), layout.biases2());
    }

    private NDArray layer3(NDArray hidden) {
        NDArray weights =
                pick(IntStream.range(layout.weights3(), layout.biases3()).toArray());
        NDArray biases = pick(IntStream.range(layout.biases3(), layout.count()).toArray());
        return hidden.matMul(weights.reshape(-1, WeightSharing.CLASSES)).add(biases);
    }

    private NDArray tied(NDArray input, Partition edges, int weightsAt, int biasesAt) {
        int units = WeightSharing.HIDDEN.size();
        NDArray weights = pick(IntStream.range(0, edges.size())
                        .map(edge -> weightsAt + edges.orbit(edge))
                        .toArray())
                .reshape(-1, units);
        Partition hiddenUnits = layout.sharing().hiddenUnits();
        if (layout.recipe() == Recipe.STANDARD) {
            NDArray biases = pick(IntStream.range(0, units)
                    .map(unit -> biasesAt + hiddenUnits.orbit(unit))
                    .toArray());
            return Activation.relu(input.matMul(weights).add(biases));
        }
        return Activation.relu(input.matMul(weights)).add(pick(biasesAt));
    }

    private NDArray pick(int... indices) {
        long[] wide = IntStream.of(indices).asLongStream().toArray();
        return parameters.gather(memory.create(wide), 0);
    }
}
