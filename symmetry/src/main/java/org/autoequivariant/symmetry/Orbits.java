package org.autoequivariant.symmetry;

import java.util.Arrays;
import java.util.List;

/**
 * Algorithm 1, "Fast Equivariant Network Construction" (section 4.2): the orbits of the group that several small groups
 * generate together, without ever forming that group.
 *
 * <p>The paper spreads each edge's orbit along the generators with a queue. Here whole rows spread, the edges of one
 * input: a generator takes row p to row g(p), units permuted. The first time a row is reached, each of its edges joins
 * the orbit it came from; the next times tell that two edges of the orbit's first row are in one orbit after all. So a
 * queue of inputs and a union–find over one row's units do the work, the rows are read from end to end, and once the
 * first row is one orbit nothing is left to find out. The cost is that of Claim 2, O((|G₁| + … + |Gₘ|)·N) at most,
 * against O(|G₁|·…·|Gₘ|·N) for going through the big group. Powers of a generator need no visit of their own: the queue
 * reaches g²(p) from g(p), and g⁻¹(p) because g has finite order.
 */
public final class Orbits {

    private static final int UNREACHED = -1;

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
        if (generators.length == 0) {
            return Partition.discrete(inputs * units);
        }
        // While its row is in the queue: the unit of an edge of the first row that is in the same orbit.
        int[] orbit = new int[inputs * units];
        int[] queue = new int[inputs];
        int[] place = new int[inputs];
        Arrays.fill(place, UNREACHED);
        Classes firstRow = new Classes(units);
        int orbits = 0;
        for (int first = 0; first < inputs; first++) {
            if (place[first] != UNREACHED) {
                continue;
            }
            firstRow.separate();
            for (int q = 0; q < units; q++) {
                orbit[first * units + q] = q;
            }
            int tail = 0;
            place[first] = tail;
            queue[tail++] = first;
            for (int head = 0; head < tail; head++) {
                int row = queue[head];
                for (EdgeAction generator : generators) {
                    int image = generator.input(row);
                    if (place[image] == UNREACHED) {
                        place[image] = tail;
                        queue[tail++] = image;
                        generator.move(orbit, row);
                    } else if (firstRow.count() > 1 && (place[image] >= head || !generator.isInvolution())) {
                        // Otherwise it told the same when the image had its turn.
                        generator.join(orbit, row, firstRow);
                    }
                }
            }
            int[] numbers = firstRow.numbers(orbits);
            for (int i = 0; i < tail; i++) {
                int row = queue[i] * units;
                for (int edge = row; edge < row + units; edge++) {
                    orbit[edge] = numbers[orbit[edge]];
                }
            }
            orbits += firstRow.count();
        }
        return Partition.ofCanonicalLabels(orbit, orbits);
    }
}
