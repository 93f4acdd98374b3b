package org.autoequivariant.symmetry;

/**
 * How one generator moves the edges of a fully connected layer: edge (input p, unit q) goes to (Γ(p), Γ̄(q)), the
 * paired action Γ<sub>N,M</sub> of section 4. Edge (p, q) has index {@code p * units + q}, the row-major layout of a
 * weight matrix of shape inputs × units.
 */
final class EdgeAction {

    private final int[] input;
    private final int[] unit;
    private final boolean involution;

    EdgeAction(Permutation inputs, Permutation units) {
        this.input = inputs.toArray();
        this.unit = units.toArray();
        this.involution = inputs.equals(inputs.inverse()) && units.equals(units.inverse());
    }

    /** Whether it undoes itself. */
    boolean isInvolution() {
        return involution;
    }

    /** Input of the edge that edge (p, q) goes to. */
    int input(int p) {
        return input[p];
    }

    /** Gives the edges that those of a row go to their values. */
    void move(int[] values, int row) {
        int from = row * unit.length;
        int to = input[row] * unit.length;
        for (int q = 0; q < unit.length; q++) {
            values[to + unit[q]] = values[from + q];
        }
    }

    /** Joins the values of a row's edges with those of the edges they go to. */
    void join(int[] values, int row, Classes classes) {
        int from = row * unit.length;
        int to = input[row] * unit.length;
        for (int q = 0; q < unit.length; q++) {
            classes.join(values[from + q], values[to + unit[q]]);
        }
    }

    /** Whether every edge stays in its orbit. */
    boolean preserves(Partition edges) {
        for (int p = 0; p < input.length; p++) {
            int row = p * unit.length;
            int imageRow = input[p] * unit.length;
            for (int q = 0; q < unit.length; q++) {
                if (edges.orbit(row + q) != edges.orbit(imageRow + unit[q])) {
                    return false;
                }
            }
        }
        return true;
    }
}
