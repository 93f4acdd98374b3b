package org.autoequivariant.symmetry;

import java.util.Arrays;

/**
 * A permutation of the points 0…n−1.
 *
 * <p>It moves points: point {@code i} goes to {@code apply(i)}. Composition reads left to right: {@code a.then(b)}
 * first moves by {@code a}, then by {@code b}.
 */
public final class Permutation {

    private final int[] image;

    private Permutation(int[] image) {
        this.image = image;
    }

    /**
     * The permutation that sends {@code i} to {@code image[i]}.
     *
     * @throws IllegalArgumentException if {@code image} is not a permutation of 0…n−1
     */
    public static Permutation of(int... image) {
        boolean[] hit = new boolean[image.length];
        for (int target : image) {
            if (target < 0 || target >= image.length || hit[target]) {
                throw new IllegalArgumentException("not a permutation of 0.." + (image.length - 1) + ": " + target
                        + " is out of range or repeated");
            }
            hit[target] = true;
        }
        return new Permutation(image.clone());
    }

    public static Permutation identity(int size) {
        int[] image = new int[size];
        Arrays.setAll(image, i -> i);
        return new Permutation(image);
    }

    public int size() {
        return image.length;
    }

    /** Where point {@code i} goes. */
    public int apply(int i) {
        return image[i];
    }

    /** First this, then {@code next}. */
    public Permutation then(Permutation next) {
        if (next.size() != size()) {
            throw new IllegalArgumentException(
                    "cannot compose permutations of " + size() + " and " + next.size() + " points");
        }
        int[] composed = new int[image.length];
        Arrays.setAll(composed, i -> next.image[image[i]]);
        return new Permutation(composed);
    }

    public Permutation inverse() {
        int[] inverse = new int[image.length];
        for (int i = 0; i < image.length; i++) {
            inverse[image[i]] = i;
        }
        return new Permutation(inverse);
    }

    /** The smallest k ≥ 1 for which k applications give the identity. */
    public int order() {
        Permutation identity = identity(size());
        Permutation power = this;
        int order = 1;
        while (!power.equals(identity)) {
            power = power.then(this);
            order++;
        }
        return order;
    }

    /** The vector moved along with its points: the value at point {@code i} ends up at {@code apply(i)}. */
    public float[] move(float[] values) {
        float[] moved = new float[values.length];
        for (int i = 0; i < image.length; i++) {
            moved[image[i]] = values[i];
        }
        return moved;
    }

    /** A fresh copy of the images of 0…n−1. */
    public int[] toArray() {
        return image.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Permutation that && Arrays.equals(image, that.image);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(image);
    }

    @Override
    public String toString() {
        return Arrays.toString(image);
    }
}
