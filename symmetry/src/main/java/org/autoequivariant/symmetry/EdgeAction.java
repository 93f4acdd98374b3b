package org.autoequivariant.symmetry;

/**
 * How one generator moves the edges of a fully connected layer: edge (input p, unit q) goes to (Γ(p), Γ̄(q)), the
 * paired action Γ<sub>N,M</sub> of section 4. Edge (p, q) has index {@code p * units + q}, the row-major layout of a
 * weight matrix of shape inputs × units.
 */
final class EdgeAction {

    private final int[] unit;
    /** Image of each input, already multiplied by the number of units. */
    private final int[] rowOfInput;

    EdgeAction(Permutation inputs, Permutation units) {
        this.unit = units.toArray();
        this.rowOfInput = inputs.toArray();
        for (int p = 0; p < rowOfInput.length; p++) {
            rowOfInput[p] *= unit.length;
        }
    }

    /** Where edge (input, unit) goes. */
    int image(int input, int unitOfEdge) {
        return rowOfInput[input] + unit[unitOfEdge];
    }

    /** Whether every edge stays in its orbit. */
    boolean preserves(Partition edges) {
        for (int input = 0; input < rowOfInput.length; input++) {
            int row = input * unit.length;
            int imageRow = rowOfInput[input];
            for (int q = 0; q < unit.length; q++) {
                if (edges.orbit(row + q) != edges.orbit(imageRow + unit[q])) {
                    return false;
                }
            }
        }
        return true;
    }
}
