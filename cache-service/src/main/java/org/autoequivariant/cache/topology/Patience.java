package org.autoequivariant.cache.topology;

import java.time.Duration;

/**
 * How long to wait for a training job.
 *
 * @param timeout after which a job counts as lost, from 1 s
 * @param attempts times it is issued in all before the candidates waiting for it are told to go on, 1…100
 */
public record Patience(Duration timeout, int attempts) {

    private static final Duration OFTEN = Duration.ofMillis(100);
    private static final Duration SELDOM = Duration.ofSeconds(10);

    public Patience {
        if (timeout.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("aen.cache.job-timeout must be at least 1s, not " + timeout);
        }
        if (attempts < 1 || attempts > 100) {
            throw new IllegalArgumentException("aen.cache.job-attempts must be between 1 and 100, not " + attempts);
        }
    }

    /** How often to look for lost jobs. */
    Duration interval() {
        Duration tenth = timeout.dividedBy(10);
        return tenth.compareTo(OFTEN) < 0 ? OFTEN : tenth.compareTo(SELDOM) > 0 ? SELDOM : tenth;
    }
}
