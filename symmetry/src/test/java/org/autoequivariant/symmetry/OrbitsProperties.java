package org.autoequivariant.symmetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

class OrbitsProperties {

    private static final int POINTS = 6;

    @Provide
    Arbitrary<Permutation> permutations() {
        return Arbitraries.longs().map(seed -> {
            List<Integer> image = new ArrayList<>(List.of(0, 1, 2, 3, 4, 5));
            Collections.shuffle(image, new Random(seed));
            return Permutation.of(image.stream().mapToInt(Integer::intValue).toArray());
        });
    }

    /** The big group itself, element by element: what Algorithm 1 does without. */
    private static Set<Permutation> closure(List<Permutation> generators) {
        Set<Permutation> group = new HashSet<>(Set.of(Permutation.identity(POINTS)));
        Deque<Permutation> queue = new ArrayDeque<>(group);
        while (!queue.isEmpty()) {
            Permutation element = queue.remove();
            for (Permutation generator : generators) {
                Permutation next = element.then(generator);
                if (group.add(next)) {
                    queue.add(next);
                }
            }
        }
        return group;
    }

    @Property(tries = 300)
    void twoPointsShareAnOrbitExactlyWhenAGroupElementMovesOneToTheOther(
            @ForAll @Size(max = 3) List<@net.jqwik.api.From("permutations") Permutation> generators) {
        // Given
        Set<Permutation> group = closure(generators);

        // When
        Partition orbits = Orbits.ofPoints(POINTS, generators);

        // Then
        for (int a = 0; a < POINTS; a++) {
            for (int b = 0; b < POINTS; b++) {
                int from = a;
                int to = b;
                assertThat(orbits.orbit(a) == orbits.orbit(b))
                        .isEqualTo(group.stream().anyMatch(g -> g.apply(from) == to));
            }
        }
    }

    @Property(tries = 300)
    void edgesMoveAtBothEnds(
            @ForAll("permutations") Permutation onInputs, @ForAll("permutations") Permutation onUnits) {
        Partition orbits = Orbits.ofEdges(POINTS, POINTS, List.of(onInputs), List.of(onUnits));
        for (int p = 0; p < POINTS; p++) {
            for (int q = 0; q < POINTS; q++) {
                assertThat(orbits.orbit(onInputs.apply(p) * POINTS + onUnits.apply(q)))
                        .isEqualTo(orbits.orbit(p * POINTS + q));
            }
        }
    }

    @Property(tries = 300)
    void orbitsOfEdgesAreThoseOfPointsThatMoveAsEdgesDo(
            @ForAll @Size(max = 3) List<@net.jqwik.api.From("permutations") Permutation> onInputs,
            @ForAll @Size(value = 3) List<@net.jqwik.api.From("permutations") Permutation> onUnits) {
        // Given
        List<Permutation> used = onUnits.subList(0, onInputs.size());
        List<Permutation> onEdges = new ArrayList<>();
        for (int k = 0; k < used.size(); k++) {
            Permutation input = onInputs.get(k);
            Permutation unit = used.get(k);
            onEdges.add(Permutation.of(IntStream.range(0, POINTS * POINTS)
                    .map(edge -> input.apply(edge / POINTS) * POINTS + unit.apply(edge % POINTS))
                    .toArray()));
        }

        // When
        Partition edges = Orbits.ofEdges(POINTS, POINTS, onInputs, used);

        // Then
        assertThat(edges).isEqualTo(Orbits.ofPoints(POINTS * POINTS, onEdges));
    }

    @Property(tries = 300)
    void labelsAreCanonical(@ForAll @Size(max = 3) List<@net.jqwik.api.From("permutations") Permutation> generators) {
        Partition orbits = Orbits.ofPoints(POINTS, generators);
        int next = 0;
        for (int point = 0; point < POINTS; point++) {
            assertThat(orbits.orbit(point)).isLessThanOrEqualTo(next);
            next = Math.max(next, orbits.orbit(point) + 1);
        }
        assertThat(orbits.count()).isEqualTo(next);
    }

    @Property(tries = 300)
    void aGeneratorChangesNothingExactlyWhenTheOrbitsAreInvariantUnderIt(
            @ForAll @Size(max = 3) List<@net.jqwik.api.From("permutations") Permutation> generators,
            @ForAll("permutations") Permutation another) {
        List<Permutation> all = new ArrayList<>(generators);
        all.add(another);
        Partition orbits = Orbits.ofPoints(POINTS, generators);
        assertThat(new EdgeAction(another, Permutation.identity(1)).preserves(orbits))
                .isEqualTo(orbits.equals(Orbits.ofPoints(POINTS, all)));
    }

    @Example
    void figure2TheSymmetricGroupOnThreePointsLeavesTwoFreeWeights() {
        Permutation cycle = Permutation.of(1, 2, 0);
        Permutation swap = Permutation.of(1, 0, 2);

        assertThat(Orbits.ofEdges(3, 3, List.of(cycle), List.of(cycle)).count()).isEqualTo(3);
        assertThat(Orbits.ofEdges(3, 3, List.of(swap), List.of(swap)).count()).isEqualTo(5);
        assertThat(Orbits.ofEdges(3, 3, List.of(cycle, swap), List.of(cycle, swap))
                        .count())
                .isEqualTo(2);
    }
}
