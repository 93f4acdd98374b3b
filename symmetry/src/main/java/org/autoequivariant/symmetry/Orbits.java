package org.autoequivariant.symmetry;

import java.util.Arrays;
import java.util.List;

/**
 * Algorithm 1, "Fast Equivariant Network Construction" (section 4.2): the orbits of the group that several small groups
 * generate together, without ever forming that group.
 *
 * <p>Each unvisited point starts an orbit; a queue then spreads it along the generators until nothing new is reached.
 * Every point enters the queue once and is moved once by each generator, so the cost is at most O((|G₁| + … + |Gₘ|)·N)
 * (Claim 2), against O(|G₁|·…·|Gₘ|·N) for going through the big group. Powers of a generator need no visit of their
 * own: the queue reaches g²(i) from g(i), and g⁻¹(i) because g has finite order.
 */
public final class Orbits {

    private static final int UNVISITED = -1;

    private static final int UNIT_BITS = 16;
    private static final int UNIT_MASK = (1 << UNIT_BITS) - 1;

    private Orbits() {}

    /**
     * Orbits on the points 0…size−1.
     *
     * @throws IllegalArgumentException if a generator acts on another number of points, or there are more than 65,536
     */
    public static Partition ofPoints(int size, List<Permutation> generators) {
        // Points are the edges of a layer with one unit.
        return ofEdges(
                size,
                1,
                generators,
                generators.stream().map(g -> Permutation.identity(1)).toList());
    }

    /**
     * Orbits on the edges of a fully connected layer, edge (input p, unit q) having index {@code p * units + q}.
     * Generator number k moves inputs by {@code onInputs.get(k)} and units by {@code onUnits.get(k)} at once.
     *
     * @throws IllegalArgumentException if the lists differ in length or a generator acts on another number of points,
     *     or there are more than 65,536 inputs or units
     */
    public static Partition ofEdges(int inputs, int units, List<Permutation> onInputs, List<Permutation> onUnits) {
        if (inputs > 1 << UNIT_BITS || units > 1 << UNIT_BITS) {
            throw new IllegalArgumentException(
                    "a layer has at most 65,536 inputs and units each, not %,d × %,d".formatted(inputs, units));
        }
        if (onInputs.size() != onUnits.size()) {
            throw new IllegalArgumentException(
                    onInputs.size() + " generators act on the inputs but " + onUnits.size() + " on the units");
        }
        EdgeAction[] generators = new EdgeAction[onInputs.size()];
        for (int k = 0; k < generators.length; k++) {
            if (onInputs.get(k).size() != inputs || onUnits.get(k).size() != units) {
                throw new IllegalArgumentException("generator %d acts on %d × %d points, but the layer has %d × %d"
                        .formatted(k, onInputs.get(k).size(), onUnits.get(k).size(), inputs, units));
            }
            generators[k] = new EdgeAction(onInputs.get(k), onUnits.get(k));
        }
        return spread(inputs, units, generators);
    }

    static Partition spread(int inputs, int units, EdgeAction... generators) {
        int edges = inputs * units;
        if (generators.length == 0) {
            return Partition.discrete(edges);
        }
        int[] orbit = new int[edges];
        Arrays.fill(orbit, UNVISITED);
        // Input and unit side by side: taking an edge's number apart would cost a division for each.
        int[] queue = new int[edges];
        int orbits = 0;
        for (int p = 0; p < inputs; p++) {
            for (int q = 0; q < units; q++) {
                if (orbit[p * units + q] != UNVISITED) {
                    continue;
                }
                orbit[p * units + q] = orbits;
                int head = 0;
                int tail = 0;
                queue[tail++] = p << UNIT_BITS | q;
                while (head < tail) {
                    int edge = queue[head++];
                    int input = edge >>> UNIT_BITS;
                    int unit = edge & UNIT_MASK;
                    for (EdgeAction generator : generators) {
                        int imageInput = generator.input(input);
                        int imageUnit = generator.unit(unit);
                        int image = imageInput * units + imageUnit;
                        if (orbit[image] == UNVISITED) {
                            orbit[image] = orbits;
                            queue[tail++] = imageInput << UNIT_BITS | imageUnit;
                        }
                    }
                }
                orbits++;
            }
        }
        return Partition.ofCanonicalLabels(orbit, orbits);
    }
}
