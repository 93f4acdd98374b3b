package org.autoequivariant.symmetry;

import java.util.Arrays;

/**
 * The smaller network that computes exactly what a tied network computes, because tying makes units equal.
 *
 * <p>Two pixels whose edges all share orbits are only ever seen as their sum. Two hidden units that see the same
 * weights from every class of the layer before have the same value, whatever the weights are. A translation moves
 * pixels in cycles of 7 and hidden units in cycles of 5; these orders being coprime, each moves alone, and 784-400-400
 * becomes 112-80-80. Most flips and scrambles merge nothing.
 *
 * @param pixels pixels that are only seen as a sum
 * @param hidden1 equal units of the first hidden layer
 * @param hidden2 equal units of the second
 */
public record Quotient(UnitClasses pixels, UnitClasses hidden1, UnitClasses hidden2) {

    /** The units that tying makes equal, found by comparing the weights they see. */
    public static Quotient of(WeightSharing sharing) {
        int inputs = WeightSharing.PIXELS.size();
        int units = WeightSharing.HIDDEN.size();
        Partition layer1 = sharing.layer1();
        Partition layer2 = sharing.layer2();
        UnitClasses pixels = layer1.count() == layer1.size()
                ? UnitClasses.single(inputs)
                : UnitClasses.byDescription(inputs, pixel -> row(layer1, pixel, units));
        // One pixel of each class tells columns apart: its fellows have the same rows.
        UnitClasses hidden1 = layer1.count() == layer1.size()
                ? UnitClasses.single(units)
                : UnitClasses.byDescription(units, unit -> column(layer1, pixels.representatives(), unit, units));
        UnitClasses hidden2 = layer2.count() == layer2.size()
                ? UnitClasses.single(units)
                : UnitClasses.byDescription(units, unit -> seen(layer2, hidden1, unit));
        return new Quotient(pixels, hidden1, hidden2);
    }

    /** Every unit for itself. */
    public static Quotient unmerged() {
        UnitClasses hidden = UnitClasses.single(WeightSharing.HIDDEN.size());
        return new Quotient(UnitClasses.single(WeightSharing.PIXELS.size()), hidden, hidden);
    }

    private static int[] row(Partition edges, int input, int units) {
        int[] row = new int[units];
        Arrays.setAll(row, unit -> edges.orbit(input * units + unit));
        return row;
    }

    private static int[] column(Partition edges, int[] inputs, int unit, int units) {
        int[] column = new int[inputs.length];
        Arrays.setAll(column, i -> edges.orbit(inputs[i] * units + unit));
        return column;
    }

    /** The weights a unit sees from each class of the layer before, in an order that does not matter within a class. */
    private static int[] seen(Partition edges, UnitClasses before, int unit) {
        int units = before.units();
        int[] sizes = new int[before.count() + 1];
        for (int input = 0; input < units; input++) {
            sizes[before.classOf()[input] + 1]++;
        }
        for (int c = 0; c < before.count(); c++) {
            sizes[c + 1] += sizes[c];
        }
        int[] next = sizes.clone();
        int[] seen = new int[units];
        for (int input = 0; input < units; input++) {
            seen[next[before.classOf()[input]]++] = edges.orbit(input * units + unit);
        }
        for (int c = 0; c < before.count(); c++) {
            if (sizes[c + 1] - sizes[c] > 1) {
                Arrays.sort(seen, sizes[c], sizes[c + 1]);
            }
        }
        return seen;
    }
}
