package org.autoequivariant.trainer.training;

/** Adam (Kingma and Ba) with β₁ = 0.9, β₂ = 0.999, ε = 1e-8. */
final class Adam {

    static final double BETA1 = 0.9;
    static final double BETA2 = 0.999;
    static final float EPSILON = 1e-8f;

    private final double learningRate;
    private final float[] mean;
    private final float[] square;
    private int steps;

    Adam(int parameters, double learningRate) {
        this.learningRate = learningRate;
        this.mean = new float[parameters];
        this.square = new float[parameters];
    }

    /** Steps, and clears the gradient for the next one to be added up: here it costs no pass over it. */
    void step(float[] parameters, float[] gradient) {
        steps++;
        float size = (float) (learningRate / (1 - Math.pow(BETA1, steps)));
        float correction = (float) (1 / Math.sqrt(1 - Math.pow(BETA2, steps)));
        float beta1 = (float) BETA1;
        float beta2 = (float) BETA2;
        float rest1 = (float) (1 - BETA1);
        float rest2 = (float) (1 - BETA2);
        // A plain loop over floats, which the JIT compiler turns into vector instructions.
        for (int i = 0; i < parameters.length; i++) {
            float g = gradient[i];
            float m = beta1 * mean[i] + rest1 * g;
            float v = beta2 * square[i] + rest2 * g * g;
            mean[i] = m;
            square[i] = v;
            gradient[i] = 0;
            parameters[i] -= size * m / ((float) Math.sqrt(v) * correction + EPSILON);
        }
    }
}
