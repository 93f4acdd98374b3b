package org.autoequivariant.trainer.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

import org.autoequivariant.trainer.network.StackedNetworks;

/** {@link Adam} on the device the parameters are on. */
final class StackedAdam {

    private final NDManager memory;
    private final double learningRate;
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
        try (NDManager scope = memory.newSubManager()) {
            NDArray gradient = networks.gradient(scope);
            mean.muli(Adam.BETA1).addi(gradient.mul(1 - Adam.BETA1));
            square.muli(Adam.BETA2).addi(gradient.square().muli(1 - Adam.BETA2));
            NDArray root = square.sqrt();
            root.attach(scope);
            root.divi(Math.sqrt(1 - Math.pow(Adam.BETA2, steps))).addi(Adam.EPSILON);
            NDArray change = mean.div(root);
            change.attach(scope);
            networks.parameters().subi(change.muli(learningRate / (1 - Math.pow(Adam.BETA1, steps))));
        }
    }
}
