package org.autoequivariant.symmetry;

import java.util.function.IntBinaryOperator;

/**
 * A square grid of points, row by row: point (row, column) has index {@code row * side + column}, both counted from 0
 * at the top left.
 *
 * @param side points per row; even and at least 2, because half the symmetries cut the grid into halves
 */
public record Grid(int side) {

    public Grid {
        if (side < 2 || side % 2 != 0) {
            throw new IllegalArgumentException("a grid's side must be even and at least 2, not " + side);
        }
    }

    /** Number of points. */
    public int size() {
        return side * side;
    }

    /** Half the side: where the left half ends and the right half begins. */
    public int half() {
        return side / 2;
    }

    public int index(int row, int column) {
        return row * side + column;
    }

    /**
     * The permutation that sends every point (row, column) to the point of index {@code target(row, column)}.
     *
     * @throws IllegalArgumentException if two points have the same target
     */
    Permutation permutation(IntBinaryOperator target) {
        int[] image = new int[size()];
        for (int row = 0; row < side; row++) {
            for (int column = 0; column < side; column++) {
                image[index(row, column)] = target.applyAsInt(row, column);
            }
        }
        return Permutation.of(image);
    }
}
