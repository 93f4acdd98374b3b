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

    private Orbits() {}

    /**
     * Orbits on the points 0…size−1.
     *
     * @throws IllegalArgumentException if a generator acts on another number of points
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
     * @throws IllegalArgumentException if the lists differ in length or a generator acts on another number of points
     */
    public static Partition ofEdges(int inputs, int units, List<Permutation> onInputs, List<Permutation> onUnits) {
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
        int[] queue = new int[edges];
        int orbits = 0;
        for (int start = 0; start < edges; start++) {
            if (orbit[start] != UNVISITED) {
                continue;
            }
            orbit[start] = orbits;
            int head = 0;
            int tail = 0;
            queue[tail++] = start;
            while (head < tail) {
                int edge = queue[head++];
                int input = edge / units;
                int unit = edge - input * units;
                for (EdgeAction generator : generators) {
                    int image = generator.image(input, unit);
                    if (orbit[image] == UNVISITED) {
                        orbit[image] = orbits;
                        queue[tail++] = image;
                    }
                }
            }
            orbits++;
        }
        return Partition.ofCanonicalLabels(orbit, orbits);
    }
}
