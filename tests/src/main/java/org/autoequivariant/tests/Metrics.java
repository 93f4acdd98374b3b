package org.autoequivariant.tests;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

import org.autoequivariant.local.Http;
import org.autoequivariant.local.cluster.Member;

/**
 * What a service's metrics say now.
 *
 * @param text in Prometheus' exposition format
 */
public record Metrics(String text) {

    private static final Http HTTP = new Http();

    /** @throws java.util.NoSuchElementException if the member has no metrics, as the broker and Redis */
    public static Metrics of(Member member) throws InterruptedException {
        byte[] text = HTTP.bytes(member.url().orElseThrow().resolve("/q/metrics"));
        return new Metrics(new String(text, StandardCharsets.UTF_8));
    }

    /** A metric, summed over all its samples. */
    public double sum(String metric) {
        return total(metric + "(?:\\{.*})?");
    }

    /**
     * A metric, summed over the samples that have a label.
     *
     * @param label as in {@code area="heap"}
     */
    public double sum(String metric, String label) {
        return total(metric + "\\{.*" + label + ".*}");
    }

    private double total(String samples) {
        return Pattern.compile("^" + samples + " (\\S+)", Pattern.MULTILINE)
                .matcher(text)
                .results()
                .mapToDouble(sample -> Double.parseDouble(sample.group(1)))
                .sum();
    }
}
