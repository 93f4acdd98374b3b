package org.autoequivariant.trainer.network;

import java.util.Arrays;

/**
 * The order in which a network keeps its parameters: that in which its matrices first use them. So much of a matrix is
 * a run of parameters, which is copied far faster than one by one.
 */
final class ParameterOrder {

    private static final int UNUSED = -1;

    private final int[] positions;
    private int used;

    ParameterOrder(int parameters) {
        positions = new int[parameters];
        Arrays.fill(positions, UNUSED);
    }

    /** Where the parameter of that number in the layout is; the next free place if it has none yet. */
    int position(int parameter) {
        if (positions[parameter] == UNUSED) {
            positions[parameter] = used++;
        }
        return positions[parameter];
    }

    /** Values from the layout's order into this one. */
    float[] fromLayout(float[] values) {
        float[] ordered = new float[positions.length];
        for (int i = 0; i < positions.length; i++) {
            ordered[position(i)] = values[i];
        }
        return ordered;
    }

    /** And back. */
    float[] toLayout(float[] ordered) {
        float[] values = new float[positions.length];
        for (int i = 0; i < positions.length; i++) {
            values[i] = ordered[position(i)];
        }
        return values;
    }
}
