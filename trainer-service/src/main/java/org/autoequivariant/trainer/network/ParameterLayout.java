package org.autoequivariant.trainer.network;

import java.util.SplittableRandom;

import org.autoequivariant.contracts.Recipe;
import org.autoequivariant.symmetry.WeightSharing;

/**
 * Where each free parameter of a child network lies in one array: layer by layer, weights before biases.
 *
 * <p>Tied layers have a weight per orbit of edges. Under {@link Recipe#STANDARD} they have a bias per orbit of hidden
 * units, under {@link Recipe#AUTHORS} one bias each. The last layer is dense, weight (unit p, class k) at {@code p * 10
 * + k}.
 *
 * @param sharing which weights are one and the same
 * @param recipe how layers are built and initialised
 */
public record ParameterLayout(WeightSharing sharing, Recipe recipe) {

    private static final int UNITS = WeightSharing.HIDDEN.size();
    private static final int CLASSES = WeightSharing.CLASSES;

    public int weights1() {
        return 0;
    }

    public int biases1() {
        return weights1() + sharing.layer1().count();
    }

    public int weights2() {
        return biases1() + hiddenBiases();
    }

    public int biases2() {
        return weights2() + sharing.layer2().count();
    }

    public int weights3() {
        return biases2() + hiddenBiases();
    }

    public int biases3() {
        return weights3() + UNITS * CLASSES;
    }

    /** Free parameters in all. */
    public int count() {
        return biases3() + CLASSES;
    }

    /** Biases of a tied layer. */
    public int hiddenBiases() {
        return recipe == Recipe.STANDARD ? sharing.hiddenUnits().count() : 1;
    }

    /** Parameter of edge (pixel p, unit q) of the first layer, {@code p * 400 + q}. */
    int weight1(int edge) {
        return weights1() + sharing.layer1().orbit(edge);
    }

    /** Parameter of edge (unit p, unit q) of the second layer, {@code p * 400 + q}. */
    int weight2(int edge) {
        return weights2() + sharing.layer2().orbit(edge);
    }

    int bias1(int unit) {
        return biases1() + hiddenBias(unit);
    }

    int bias2(int unit) {
        return biases2() + hiddenBias(unit);
    }

    private int hiddenBias(int unit) {
        return recipe == Recipe.STANDARD ? sharing.hiddenUnits().orbit(unit) : 0;
    }

    /**
     * Initial parameters: uniform in ±1/√fan-in ({@link Recipe#STANDARD}) or ±1/√orbits ({@link Recipe#AUTHORS}) in the
     * tied layers, ±1/√400 in the last. Equal seeds give equal parameters on any machine.
     */
    public float[] initial(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] parameters = new float[count()];
        fill(
                parameters,
                weights1(),
                weights2(),
                bound(WeightSharing.PIXELS.size(), sharing.layer1().count()),
                random);
        fill(parameters, weights2(), weights3(), bound(UNITS, sharing.layer2().count()), random);
        fill(parameters, weights3(), count(), 1 / Math.sqrt(UNITS), random);
        return parameters;
    }

    private double bound(int fanIn, int orbits) {
        return 1 / Math.sqrt(recipe == Recipe.STANDARD ? fanIn : orbits);
    }

    private static void fill(float[] parameters, int from, int to, double bound, SplittableRandom random) {
        for (int i = from; i < to; i++) {
            parameters[i] = (float) ((2 * random.nextDouble() - 1) * bound);
        }
    }
}
