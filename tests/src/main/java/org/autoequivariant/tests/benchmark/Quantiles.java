package org.autoequivariant.tests.benchmark;

import java.util.stream.DoubleStream;

/** Where the values of a sample lie. */
final class Quantiles {

    private final double[] sorted;

    Quantiles(DoubleStream values) {
        sorted = values.sorted().toArray();
    }

    double at(double share) {
        return sorted.length == 0 ? Double.NaN : sorted[(int) Math.min(sorted.length - 1, share * sorted.length)];
    }
}
