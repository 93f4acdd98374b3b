package org.autoequivariant.trainer.network;

/**
 * Adds runs of floats. The JIT compiler makes vector instructions of a loop over arrays from one index on, not from
 * two; so longer runs are copied to where they begin at the same, which is faster all the same.
 *
 * <p>Not for use by two threads at once.
 */
final class Runs {

    /** Stays in the first-level cache. */
    private static final int COPIED_AT_ONCE = 512;

    /** Shorter ones are not worth the copies. */
    private static final int SHORTEST_COPIED = 64;

    private final float[] some = new float[COPIED_AT_ONCE];
    private final float[] sums = new float[COPIED_AT_ONCE];

    /** Adds {@code scale} times the values from {@code from} on to so many sums from {@code at} on. */
    void add(float[] sum, int at, float[] values, int from, int length, float scale) {
        if (length < SHORTEST_COPIED) {
            for (int i = 0; i < length; i++) {
                sum[at + i] += scale * values[from + i];
            }
            return;
        }
        for (int done = 0; done < length; done += COPIED_AT_ONCE) {
            int count = Math.min(COPIED_AT_ONCE, length - done);
            System.arraycopy(values, from + done, some, 0, count);
            System.arraycopy(sum, at + done, sums, 0, count);
            for (int i = 0; i < count; i++) {
                sums[i] += scale * some[i];
            }
            System.arraycopy(sums, 0, sum, at + done, count);
        }
    }
}
