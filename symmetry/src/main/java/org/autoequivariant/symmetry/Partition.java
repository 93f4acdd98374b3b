package org.autoequivariant.symmetry;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A partition of the points 0…n−1 into orbits, in canonical form: orbits are numbered from 0 in the order of their
 * smallest point. Two partitions are the same exactly when their labels are.
 */
public final class Partition {

    private final int[] orbits;
    private final int count;

    /** Takes ownership of {@code orbits}, which must be canonical with {@code count} labels. */
    private Partition(int[] orbits, int count) {
        this.orbits = orbits;
        this.count = count;
    }

    /** Every point alone: no symmetry. */
    public static Partition discrete(int size) {
        int[] orbits = new int[size];
        Arrays.setAll(orbits, i -> i);
        return new Partition(orbits, size);
    }

    static Partition ofCanonicalLabels(int[] orbits, int count) {
        return new Partition(orbits, count);
    }

    /** Number of points. */
    public int size() {
        return orbits.length;
    }

    /** Number of orbits. */
    public int count() {
        return count;
    }

    /** The orbit, 0…count−1, that {@code point} lies in. */
    public int orbit(int point) {
        return orbits[point];
    }

    /** The count and the orbit of every point, as 32-bit numbers with the lowest byte first. */
    byte[] toBytes() {
        ByteBuffer bytes =
                ByteBuffer.allocate(Integer.BYTES * (1 + orbits.length)).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asIntBuffer().put(count).put(orbits);
        return bytes.array();
    }

    /** A fresh copy of the orbit of every point. */
    public int[] toArray() {
        return orbits.clone();
    }

    /** Number of points in each orbit. */
    public int[] orbitSizes() {
        int[] sizes = new int[count];
        for (int orbit : orbits) {
            sizes[orbit]++;
        }
        return sizes;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Partition that && count == that.count && Arrays.equals(orbits, that.orbits);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(orbits);
    }

    @Override
    public String toString() {
        return count + " orbits on " + orbits.length + " points";
    }
}
