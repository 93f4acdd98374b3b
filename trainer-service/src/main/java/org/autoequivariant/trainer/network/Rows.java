package org.autoequivariant.trainer.network;

/**
 * Rows of one width, one after another in an array. The JIT compiler makes vector instructions of a loop that adds
 * arrays from the same index on, not from two; so a row is copied before it is added, which is faster all the same.
 */
final class Rows {

    private Rows() {}

    /** Adds a row to each of several. */
    static void add(float[] row, float[] rows) {
        float[] each = new float[row.length];
        for (int start = 0; start < rows.length; start += row.length) {
            System.arraycopy(rows, start, each, 0, row.length);
            addOne(row, each);
            System.arraycopy(each, 0, rows, start, row.length);
        }
    }

    static float[] sum(float[] rows, int width) {
        float[] sum = new float[width];
        float[] each = new float[width];
        for (int start = 0; start < rows.length; start += width) {
            System.arraycopy(rows, start, each, 0, width);
            addOne(each, sum);
        }
        return sum;
    }

    private static void addOne(float[] values, float[] sum) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += values[i];
        }
    }
}
