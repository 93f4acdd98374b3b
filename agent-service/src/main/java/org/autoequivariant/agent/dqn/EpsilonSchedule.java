package org.autoequivariant.agent.dqn;

/** How likely a step is random, by how many states were visited: Table 1. */
public final class EpsilonSchedule {

    private static final double[] EPSILON = {1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.05, 0.01};
    private static final int[] STATES = {200, 100, 100, 100, 100, 100, 100, 50, 50, 50, 50, 200};

    private EpsilonSchedule() {}

    /**
     * @param visited distinct states visited so far, at least 0
     * @return ε for the next step; past the table's end, its last value
     */
    public static double epsilon(int visited) {
        int upTo = 0;
        for (int i = 0; i < STATES.length; i++) {
            upTo += STATES[i];
            if (visited < upTo) {
                return EPSILON[i];
            }
        }
        return EPSILON[EPSILON.length - 1];
    }
}
