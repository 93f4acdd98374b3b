package org.autoequivariant.agent.dqn;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

import org.autoequivariant.symmetry.State;
import org.autoequivariant.symmetry.Symmetry;

/**
 * The Q-network 12 → 400 → 400 → 400 → 12 with ReLU (section 4.3): a state's bits in, the value of toggling each
 * symmetry out. It is small and called often, so its gradient is written out instead of recorded.
 */
public final class QNetwork implements AutoCloseable {

    private static final int[] WIDTHS = {Symmetry.COUNT, 400, 400, 400, Symmetry.COUNT};
    private static final int LAYERS = WIDTHS.length - 1;
    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;
    private static final double STABLE = 1e-8;

    private final NDManager manager;
    private final double learningRate;
    /** Weights and biases, layer by layer. */
    private final NDList parameters = new NDList();

    private final NDList firstMoments = new NDList();
    private final NDList secondMoments = new NDList();
    private int steps;

    /**
     * Weights and biases uniform in ±1/√fan-in, by seed.
     *
     * @param learningRate Adam's
     */
    public QNetwork(NDManager parent, long seed, double learningRate) {
        this.manager = parent.newSubManager();
        this.learningRate = learningRate;
        SplittableRandom random = new SplittableRandom(seed);
        for (int layer = 0; layer < LAYERS; layer++) {
            int in = WIDTHS[layer];
            int out = WIDTHS[layer + 1];
            add(uniform(random, in * out, in), new Shape(in, out));
            add(uniform(random, out, in), new Shape(out));
        }
    }

    private void add(float[] values, Shape shape) {
        parameters.add(manager.create(values, shape));
        firstMoments.add(manager.zeros(shape));
        secondMoments.add(manager.zeros(shape));
    }

    private static float[] uniform(SplittableRandom random, int count, int fanIn) {
        double bound = 1 / Math.sqrt(fanIn);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextDouble(-bound, bound);
        }
        return values;
    }

    /** The value of every action in one state, in the order of {@link Symmetry}. */
    public float[] values(State state) {
        try (NDManager scope = manager.newSubManager()) {
            return output(activations(scope, inputs(scope, List.of(state)))).toFloatArray();
        }
    }

    /** The value of the best action in each state. */
    float[] bestValues(List<State> states) {
        try (NDManager scope = manager.newSubManager()) {
            NDArray best = output(activations(scope, inputs(scope, states))).max(new int[] {1});
            best.attach(scope);
            return best.toFloatArray();
        }
    }

    /**
     * One Adam step on the mean Huber loss between the values of the actions taken and their targets.
     *
     * @param states as many as actions and targets
     * @return the loss before the step
     */
    public double fit(List<State> states, List<Symmetry> actions, float[] targets) {
        // A batch meets the same state many times; it goes through the network once.
        List<State> distinct = states.stream().distinct().toList();
        Map<State, Integer> row = new HashMap<>();
        distinct.forEach(state -> row.put(state, row.size()));
        try (NDManager scope = manager.newSubManager()) {
            List<NDArray> activations = activations(scope, inputs(scope, distinct));
            NDArray values = output(activations);
            float[] predicted = values.toFloatArray();
            float[] gradient = new float[predicted.length];
            double loss = 0;
            for (int i = 0; i < targets.length; i++) {
                int at =
                        row.get(states.get(i)) * Symmetry.COUNT + actions.get(i).ordinal();
                float error = predicted[at] - targets[i];
                loss += huber(error);
                // Huber's derivative, averaged over the batch.
                gradient[at] += Math.max(-1, Math.min(1, error)) / targets.length;
            }
            descend(gradients(scope, activations, scope.create(gradient, values.getShape())));
            return loss / targets.length;
        }
    }

    private static double huber(double error) {
        double size = Math.abs(error);
        return size <= 1 ? 0.5 * size * size : size - 0.5;
    }

    private static NDArray inputs(NDManager scope, List<State> states) {
        float[] bits = new float[states.size() * Symmetry.COUNT];
        for (int i = 0; i < states.size(); i++) {
            for (Symmetry symmetry : Symmetry.values()) {
                bits[i * Symmetry.COUNT + symmetry.ordinal()] = states.get(i).has(symmetry) ? 1 : 0;
            }
        }
        return scope.create(bits, new Shape(states.size(), Symmetry.COUNT));
    }

    /** Every layer's input, and the output last. */
    private List<NDArray> activations(NDManager scope, NDArray inputs) {
        List<NDArray> activations = new ArrayList<>(List.of(inputs));
        for (int layer = 0; layer < LAYERS; layer++) {
            NDArray sums = activations.get(layer).matMul(weights(layer));
            sums.attach(scope);
            sums.addi(biases(layer));
            if (layer < LAYERS - 1) {
                sums.maximum(0).copyTo(sums);
            }
            activations.add(sums);
        }
        return activations;
    }

    private static NDArray output(List<NDArray> activations) {
        return activations.get(LAYERS);
    }

    private NDList gradients(NDManager scope, List<NDArray> activations, NDArray outputGradient) {
        NDArray[] gradients = new NDArray[2 * LAYERS];
        NDArray delta = outputGradient;
        for (int layer = LAYERS - 1; layer >= 0; layer--) {
            NDArray input = activations.get(layer);
            gradients[2 * layer] = input.transpose().matMul(delta);
            gradients[2 * layer + 1] = delta.sum(new int[] {0});
            if (layer > 0) {
                // ReLU lets the gradient through where it let the activation through.
                NDArray open = input.gt(0).toType(ai.djl.ndarray.types.DataType.FLOAT32, false);
                NDArray transposed = weights(layer).transpose();
                transposed.attach(scope);
                delta = delta.matMul(transposed).mul(open);
            }
        }
        NDList all = new NDList(gradients);
        all.attach(scope);
        return all;
    }

    private void descend(NDList gradients) {
        steps++;
        double correction = Math.sqrt(1 - Math.pow(BETA2, steps)) / (1 - Math.pow(BETA1, steps));
        for (int i = 0; i < parameters.size(); i++) {
            try (NDManager scope = manager.newSubManager()) {
                NDArray gradient = gradients.get(i);
                gradient.attach(scope);
                firstMoments.get(i).muli(BETA1).addi(gradient.mul(1 - BETA1));
                secondMoments.get(i).muli(BETA2).addi(gradient.square().muli(1 - BETA2));
                NDArray root = secondMoments.get(i).sqrt();
                root.attach(scope);
                // The bias correction of ε is PyTorch's: ε is added after the second moment's correction.
                root.addi(STABLE * Math.sqrt(1 - Math.pow(BETA2, steps)));
                NDArray step = firstMoments.get(i).div(root);
                step.attach(scope);
                parameters.get(i).subi(step.muli(learningRate * correction));
            }
        }
    }

    private NDArray weights(int layer) {
        return parameters.get(2 * layer);
    }

    private NDArray biases(int layer) {
        return parameters.get(2 * layer + 1);
    }

    /** Takes over another network's weights and biases. */
    public void copyFrom(QNetwork other) {
        for (int i = 0; i < parameters.size(); i++) {
            other.parameters.get(i).copyTo(parameters.get(i));
        }
    }

    @Override
    public void close() {
        manager.close();
    }
}
