package org.autoequivariant.dataset.augmentation;

import java.util.List;
import java.util.SplittableRandom;

import org.autoequivariant.symmetry.Permutation;
import org.autoequivariant.symmetry.State;
import org.autoequivariant.symmetry.Symmetry;
import org.autoequivariant.symmetry.WeightSharing;

/**
 * Moves images by a set of symmetries at random (section 5.1, Tables 2 and 8): each symmetry independently of the
 * others, in the order of Table 8.
 *
 * <p>A rotation turns by a uniform angle within ±180°, nearest neighbour, black corners. A translation shifts by one
 * pixel, the others move by one step of their generator, each with probability ½.
 */
public final class Augmentation {

    private static final int SIDE = WeightSharing.PIXELS.side();
    private static final double CENTRE = (SIDE - 1) / 2.0;

    /** One symmetry's random move. */
    private interface Move {
        byte[] apply(byte[] pixels, SplittableRandom random);
    }

    private final List<Move> moves;

    public Augmentation(State state) {
        moves = state.symmetries().stream().map(Augmentation::move).toList();
    }

    /**
     * A moved copy.
     *
     * @param pixels 784, row by row
     * @param random the image's own; equal streams move equally
     */
    public byte[] apply(byte[] pixels, SplittableRandom random) {
        byte[] moved = pixels.clone();
        for (Move move : moves) {
            moved = move.apply(moved, random);
        }
        return moved;
    }

    private static Move move(Symmetry symmetry) {
        return switch (symmetry) {
            case ROTATION -> (pixels, random) -> rotated(pixels, random.nextDouble(-Math.PI, Math.PI));
            case HORIZONTAL_TRANSLATION -> halfTheTime(shift(0, 1));
            case VERTICAL_TRANSLATION -> halfTheTime(shift(1, 0));
            default -> halfTheTime(symmetry.generator(WeightSharing.PIXELS));
        };
    }

    private static Move halfTheTime(Permutation permutation) {
        int[] image = permutation.toArray();
        return (pixels, random) -> {
            if (!random.nextBoolean()) {
                return pixels;
            }
            byte[] moved = new byte[pixels.length];
            for (int i = 0; i < image.length; i++) {
                moved[image[i]] = pixels[i];
            }
            return moved;
        };
    }

    private static Permutation shift(int rows, int columns) {
        int[] image = new int[SIDE * SIDE];
        for (int i = 0; i < image.length; i++) {
            int row = (i / SIDE + rows) % SIDE;
            int column = (i % SIDE + columns) % SIDE;
            image[i] = WeightSharing.PIXELS.index(row, column);
        }
        return Permutation.of(image);
    }

    /** Every pixel takes the value of the one nearest to where it came from; what came from outside is black. */
    private static byte[] rotated(byte[] pixels, double angle) {
        double cos = Math.cos(angle);
        double sin = Math.sin(angle);
        byte[] turned = new byte[pixels.length];
        for (int row = 0; row < SIDE; row++) {
            for (int column = 0; column < SIDE; column++) {
                double y = row - CENTRE;
                double x = column - CENTRE;
                long fromRow = Math.round(CENTRE + cos * y + sin * x);
                long fromColumn = Math.round(CENTRE - sin * y + cos * x);
                if (fromRow >= 0 && fromRow < SIDE && fromColumn >= 0 && fromColumn < SIDE) {
                    turned[row * SIDE + column] = pixels[(int) (fromRow * SIDE + fromColumn)];
                }
            }
        }
        return turned;
    }
}
