package org.autoequivariant.symmetry;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The basis in which commuting involutions are diagonal: how E = (ℤ/2)<sup>r</sup> acts on points, orbit by orbit.
 *
 * <p>Element g of E is the product of the involutions at the bits set in the number g, so that g·h has number {@code g
 * ^ h}; character χ takes it to χ(g) = (−1)<sup>|χ ∧ g|</sup>. A vector over the points is held as |E| <em>planes</em>,
 * plane g having the value at g·p₀ for each orbit's first point p₀. {@link #transform} turns it into its parts by
 * character, Σ<sub>g</sub> χ(g)·x(g·p₀), and back again, up to the factor |E|. A map that commutes with E keeps the
 * parts apart.
 *
 * <p>An orbit with fewer points than E has elements fills its planes more than once; its part by χ is 0 unless χ is
 * trivial on the elements that keep p₀. Orbits are in an order that keeps such together.
 */
public final class CharacterBasis {

    /** Orbits from…to−1. */
    public record Span(int from, int to) {

        public int size() {
            return to - from;
        }
    }

    /** Point g·p₀ of each element and orbit. */
    private final int[][] points;

    private final int[] orbitSizes;
    private final Span[] spans;

    /** @param involutions independent or not, they generate E; they must commute and act on {@code size} points */
    static CharacterBasis of(int size, List<Permutation> involutions) {
        int[][] elements = new int[1 << involutions.size()][];
        elements[0] = Permutation.identity(size).toArray();
        for (int g = 1; g < elements.length; g++) {
            Permutation highest = involutions.get(31 - Integer.numberOfLeadingZeros(g));
            elements[g] = Arrays.stream(elements[g - Integer.highestOneBit(g)])
                    .map(highest::apply)
                    .toArray();
        }
        return new CharacterBasis(elements);
    }

    private CharacterBasis(int[][] elements) {
        int order = elements.length;
        List<Orbit> orbits = IntStream.range(0, elements[0].length)
                .filter(point -> isFirst(elements, point))
                .mapToObj(point -> new Orbit(point, stabiliser(elements, point)))
                .sorted(Comparator.comparingInt(Orbit::stabiliser))
                .toList();
        this.points = new int[order][];
        Arrays.setAll(
                points,
                g -> orbits.stream().mapToInt(orbit -> elements[g][orbit.first]).toArray());
        this.orbitSizes = orbits.stream()
                .mapToInt(orbit -> order / Integer.bitCount(orbit.stabiliser))
                .toArray();
        this.spans = new Span[order];
        Arrays.setAll(spans, character -> span(orbits, character));
    }

    /** An orbit's smallest point, and the elements that keep it as a set of bits: 2⁴ elements have room in an int. */
    private record Orbit(int first, int stabiliser) {}

    private static boolean isFirst(int[][] elements, int point) {
        for (int[] element : elements) {
            if (element[point] < point) {
                return false;
            }
        }
        return true;
    }

    private static int stabiliser(int[][] elements, int point) {
        int stabiliser = 0;
        for (int g = 0; g < elements.length; g++) {
            stabiliser |= elements[g][point] == point ? 1 << g : 0;
        }
        return stabiliser;
    }

    private static Span span(List<Orbit> orbits, int character) {
        int from = 0;
        int to = 0;
        for (int orbit = 0; orbit < orbits.size(); orbit++) {
            if (isTrivial(character, orbits.get(orbit).stabiliser)) {
                from = to == 0 ? orbit : from;
                to = orbit + 1;
            }
        }
        return new Span(from, to);
    }

    private static boolean isTrivial(int character, int elements) {
        for (int g = 0; 1 << g <= elements; g++) {
            if ((elements & 1 << g) != 0 && Integer.bitCount(character & g) % 2 == 1) {
                return false;
            }
        }
        return true;
    }

    /** |E|: how many planes there are, and how many characters. */
    public int order() {
        return points.length;
    }

    /** Number of orbits: values in a plane. */
    public int orbits() {
        return orbitSizes.length;
    }

    /** The point in plane {@code g} of an orbit. */
    public int point(int g, int orbit) {
        return points[g][orbit];
    }

    /** Number of points in an orbit. */
    public int orbitSize(int orbit) {
        return orbitSizes[orbit];
    }

    /** The orbits that can have a part by {@code character}; all others have none. */
    public Span span(int character) {
        return spans[character];
    }

    /**
     * Lays a vector out.
     *
     * @param vector over the points
     * @param planes |E| planes with room for several vectors
     * @param number which of these it becomes, from 0
     */
    public void toPlanes(float[] vector, float[][] planes, int number) {
        int at = number * orbits();
        for (int g = 0; g < planes.length; g++) {
            float[] plane = planes[g];
            int[] from = points[g];
            for (int orbit = 0; orbit < from.length; orbit++) {
                plane[at + orbit] = vector[from[orbit]];
            }
        }
    }

    /**
     * Planes to parts by character, or back and times |E|: the Walsh–Hadamard transform, in place.
     *
     * @param planes |E| planes of equal length, of one vector or of several
     */
    public static void transform(float[][] planes) {
        for (int bit = 1; bit < planes.length; bit *= 2) {
            for (int g = 0; g < planes.length; g++) {
                if ((g & bit) == 0) {
                    transform(planes[g], planes[g | bit]);
                }
            }
        }
    }

    private static void transform(float[] left, float[] right) {
        // Planes are arrays of their own so that the JIT compiler makes vector instructions of this.
        for (int i = 0; i < left.length; i++) {
            float even = left[i] + right[i];
            float odd = left[i] - right[i];
            left[i] = even;
            right[i] = odd;
        }
    }
}
