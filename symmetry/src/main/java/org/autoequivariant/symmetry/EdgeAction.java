package org.autoequivariant.symmetry;

import java.util.function.IntUnaryOperator;

/**
 * How one generator moves the edges of a fully connected layer: edge (input p, unit q) goes to (Γ(p), Γ̄(q)), the
 * paired action Γ<sub>N,M</sub> of section 4. Edge (p, q) has index {@code p * units + q}, the row-major layout of a
 * weight matrix of shape inputs × units.
 */
final class EdgeAction implements IntUnaryOperator {

    private final int units;
    /** Image of each input, already multiplied by the number of units. */
    private final int[] rowOfInput;

    private final int[] unit;

    EdgeAction(Permutation inputs, Permutation units) {
        this.units = units.size();
        this.unit = units.toArray();
        this.rowOfInput = inputs.toArray();
        for (int p = 0; p < rowOfInput.length; p++) {
            rowOfInput[p] *= this.units;
        }
    }

    int edges() {
        return rowOfInput.length * units;
    }

    @Override
    public int applyAsInt(int edge) {
        int input = edge / units;
        return rowOfInput[input] + unit[edge - input * units];
    }

    /** As {@link #applyAsInt}, for callers that have split the edge already. */
    int image(int input, int unitOfEdge) {
        return rowOfInput[input] + unit[unitOfEdge];
    }
}
