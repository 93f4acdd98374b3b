package org.autoequivariant.trainer.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

import org.autoequivariant.trainer.network.StackedNetworks;
import org.autoequivariant.trainer.network.Torch;

/** {@link Adam} on the device the parameters are on. */
final class StackedAdam {

    private final NDManager memory;
    private final double learningRate;
    /** Without their factors 1 − β, which come in with the step's size: fewer passes over the parameters. */
    private final NDArray mean;

    private final NDArray square;
    private int steps;

    StackedAdam(NDManager memory, Shape shape, double learningRate) {
        this.memory = memory;
        this.learningRate = learningRate;
        this.mean = memory.zeros(shape);
        this.square = memory.zeros(shape);
    }

    void step(StackedNetworks networks) {
        steps++;
        try (NDManager scope = memory.newSubManager();
                NDManager numbers = Torch.newNumbers(memory)) {
            NDArray gradient = networks.gradient(scope);
            mean.muli(numbers.create(Adam.BETA1)).addi(gradient);
            square.muli(numbers.create(Adam.BETA2)).addi(gradient.square());
            double size = learningRate * (1 - Adam.BETA1) / (1 - Math.pow(Adam.BETA1, steps));
            double correction = Math.sqrt((1 - Adam.BETA2) / (1 - Math.pow(Adam.BETA2, steps)));
            NDArray root = square.sqrt();
            root.attach(scope);
            root.muli(numbers.create(correction / size)).addi(numbers.create(Adam.EPSILON / size));
            NDArray change = mean.div(root);
            change.attach(scope);
            networks.parameters().subi(change);
        }
    }
}
