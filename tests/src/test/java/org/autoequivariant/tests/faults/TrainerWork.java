package org.autoequivariant.tests.faults;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

import org.autoequivariant.local.Http;
import org.autoequivariant.local.cluster.Member;

/**
 * What a trainer's metrics say it is at.
 *
 * @param inFlight jobs it has
 * @param answered jobs it has had
 */
record TrainerWork(double inFlight, double answered) {

    private static final Http HTTP = new Http();
    private static final Pattern IN_FLIGHT = samples("aen_trainer_in_flight");
    private static final Pattern ANSWERED = samples("aen_trainer_jobs_seconds_count");

    static TrainerWork of(Member trainer) throws InterruptedException {
        byte[] metrics = HTTP.bytes(trainer.url().orElseThrow().resolve("/q/metrics"));
        String text = new String(metrics, StandardCharsets.UTF_8);
        return new TrainerWork(sum(IN_FLIGHT, text), sum(ANSWERED, text));
    }

    private static Pattern samples(String metric) {
        return Pattern.compile("^" + metric + "(?:\\{.*})? (\\S+)", Pattern.MULTILINE);
    }

    private static double sum(Pattern samples, String text) {
        return samples.matcher(text)
                .results()
                .mapToDouble(sample -> Double.parseDouble(sample.group(1)))
                .sum();
    }
}
