package org.autoequivariant.symmetry;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The twelve symmetries a network can be made equivariant to, in the order of Table 8. Each is a cyclic group, given by
 * the generator it acts with on a square grid.
 */
public enum Symmetry {
    ROTATION {
        @Override
        public Permutation generator(Grid grid) {
            return grid.permutation((row, column) -> grid.index(column, grid.side() - 1 - row));
        }
    },
    HORIZONTAL_FLIP {
        @Override
        public Permutation generator(Grid grid) {
            return grid.permutation((row, column) -> grid.index(row, grid.side() - 1 - column));
        }
    },
    VERTICAL_FLIP {
        @Override
        public Permutation generator(Grid grid) {
            return grid.permutation((row, column) -> grid.index(grid.side() - 1 - row, column));
        }
    },
    HORIZONTAL_TRANSLATION {
        @Override
        public Permutation generator(Grid grid) {
            return grid.permutation((row, column) -> grid.index(row, (column + STRIDE) % grid.side()));
        }
    },
    VERTICAL_TRANSLATION {
        @Override
        public Permutation generator(Grid grid) {
            return grid.permutation((row, column) -> grid.index((row + STRIDE) % grid.side(), column));
        }
    },
    /** The quadrants move whole: top left → top right → bottom right → bottom left. */
    ROTATION_SCRAMBLE {
        @Override
        public Permutation generator(Grid grid) {
            int half = grid.half();
            return grid.permutation((row, column) -> {
                boolean top = row < half;
                boolean left = column < half;
                if (top) {
                    return left ? grid.index(row, column + half) : grid.index(row + half, column);
                }
                return left ? grid.index(row - half, column) : grid.index(row, column - half);
            });
        }
    },
    /** The left and the right half swap. */
    HORIZONTAL_SCRAMBLE {
        @Override
        public Permutation generator(Grid grid) {
            return grid.permutation((row, column) -> grid.index(row, opposite(column, grid)));
        }
    },
    /** The top and the bottom half swap. */
    VERTICAL_SCRAMBLE {
        @Override
        public Permutation generator(Grid grid) {
            return grid.permutation((row, column) -> grid.index(opposite(row, grid), column));
        }
    },
    /** Within the left half, top and bottom swap. */
    LEFT_VERTICAL_SCRAMBLE {
        @Override
        public Permutation generator(Grid grid) {
            return grid.permutation(
                    (row, column) -> grid.index(column < grid.half() ? opposite(row, grid) : row, column));
        }
    },
    /** Within the right half, top and bottom swap. */
    RIGHT_VERTICAL_SCRAMBLE {
        @Override
        public Permutation generator(Grid grid) {
            return grid.permutation(
                    (row, column) -> grid.index(column < grid.half() ? row : opposite(row, grid), column));
        }
    },
    /** Within the top half, left and right swap. */
    TOP_HORIZONTAL_SCRAMBLE {
        @Override
        public Permutation generator(Grid grid) {
            return grid.permutation(
                    (row, column) -> grid.index(row, row < grid.half() ? opposite(column, grid) : column));
        }
    },
    /** Within the bottom half, left and right swap. */
    BOTTOM_HORIZONTAL_SCRAMBLE {
        @Override
        public Permutation generator(Grid grid) {
            return grid.permutation(
                    (row, column) -> grid.index(row, row < grid.half() ? column : opposite(column, grid)));
        }
    };

    /** How many there are: the length of a state. */
    public static final int COUNT = values().length;

    /** Points a translation's generator moves by; it wraps around. */
    private static final int STRIDE = 4;

    /** The permutation of the grid's points that generates this symmetry's group. */
    public abstract Permutation generator(Grid grid);

    /** 1…12, the column of Table 8. */
    public int number() {
        return ordinal() + 1;
    }

    /** The name people type: lower case with hyphens, such as {@code rotation-scramble}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** @throws IllegalArgumentException if {@code number} is not 1…12 */
    public static Symmetry numbered(int number) {
        if (number < 1 || number > COUNT) {
            throw new IllegalArgumentException("symmetries are numbered 1 to " + COUNT + ", not " + number);
        }
        return values()[number - 1];
    }

    /** @throws IllegalArgumentException if there is no such label, naming those there are */
    public static Symmetry labelled(String label) {
        return Arrays.stream(values())
                .filter(symmetry -> symmetry.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "unknown symmetry '%s'; there are: %s".formatted(label, labels())));
    }

    private static String labels() {
        return Arrays.stream(values()).map(Symmetry::label).collect(Collectors.joining(", "));
    }

    private static int opposite(int coordinate, Grid grid) {
        return (coordinate + grid.half()) % grid.side();
    }
}
