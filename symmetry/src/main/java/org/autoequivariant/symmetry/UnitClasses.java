package org.autoequivariant.symmetry;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * The units of one layer sorted into classes that always have the same value, so that one unit of each is enough to
 * compute.
 *
 * @param classOf class of each unit, numbered from 0 in the order of their first unit
 * @param representatives first unit of each class
 */
public record UnitClasses(int[] classOf, int[] representatives) {

    /** Every unit for itself. */
    public static UnitClasses single(int units) {
        int[] each = new int[units];
        Arrays.setAll(each, unit -> unit);
        return new UnitClasses(each, each);
    }

    /**
     * Units with equal descriptions share a class.
     *
     * @param describe what a unit computes; equal arrays, equal values
     */
    static UnitClasses byDescription(int units, IntFunction<int[]> describe) {
        Map<Description, Integer> classes = new HashMap<>();
        int[] classOf = new int[units];
        int[] representatives = new int[units];
        for (int unit = 0; unit < units; unit++) {
            Integer known = classes.putIfAbsent(new Description(describe.apply(unit)), classes.size());
            if (known == null) {
                classOf[unit] = classes.size() - 1;
                representatives[classes.size() - 1] = unit;
            } else {
                classOf[unit] = known;
            }
        }
        return new UnitClasses(classOf, Arrays.copyOf(representatives, classes.size()));
    }

    /** Number of units sorted. */
    public int units() {
        return classOf.length;
    }

    /** Number of classes. */
    public int count() {
        return representatives.length;
    }

    /** Whether some units share a class. */
    public boolean merges() {
        return count() < units();
    }

    /** The units of each class, in order. */
    public int[][] members() {
        int[][] members = new int[count()][];
        int[] sizes = new int[count()];
        for (int c : classOf) {
            sizes[c]++;
        }
        Arrays.setAll(members, c -> new int[sizes[c]]);
        for (int unit = units() - 1; unit >= 0; unit--) {
            members[classOf[unit]][--sizes[classOf[unit]]] = unit;
        }
        return members;
    }

    /** How the classes move when the units do, by a permutation that keeps equal units equal. */
    Permutation moved(Permutation units) {
        return Permutation.of(Arrays.stream(representatives)
                .map(unit -> classOf[units.apply(unit)])
                .toArray());
    }

    /** An array by content. */
    private record Description(int[] values) {

        @Override
        public boolean equals(Object other) {
            return other instanceof Description description && Arrays.equals(values, description.values);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(values);
        }
    }
}
