package org.autoequivariant.local.report;

import java.util.List;

import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;

/**
 * A mean and how far the true one may lie from it with 95 % confidence, by Student's t.
 *
 * @param mean the sample's mean
 * @param halfWidth half the interval's width
 */
public record MeanInterval(double mean, double halfWidth) {

    private static final double CONFIDENCE = 0.95;

    /** @param sample at least two values */
    public static MeanInterval of(List<Double> sample) {
        SummaryStatistics statistics = new SummaryStatistics();
        sample.forEach(statistics::addValue);
        double t = new TDistribution(sample.size() - 1.0).inverseCumulativeProbability((1 + CONFIDENCE) / 2);
        return new MeanInterval(statistics.getMean(), t * statistics.getStandardDeviation() / Math.sqrt(sample.size()));
    }
}
