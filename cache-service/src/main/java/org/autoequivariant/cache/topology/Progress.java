package org.autoequivariant.cache.topology;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;

/**
 * Tells a job that is lost from one whose turn has not come. Jobs are taken about in the order they are issued, so as
 * long as evaluations of jobs issued earlier keep coming in, a job is merely in the queue; issuing it again would make
 * the queue longer still.
 */
final class Progress {

    private record Arrival(Instant arrivedAt, Instant issuedAt) {}

    private final Duration timeout;
    private final Instant startedAt;
    private final Deque<Arrival> arrivals = new ArrayDeque<>();

    /** @param startedAt nothing can be told lost before a timeout has passed since then */
    Progress(Duration timeout, Instant startedAt) {
        this.timeout = timeout;
        this.startedAt = startedAt;
    }

    /** An answer came to a job issued at {@code issuedAt}. */
    void answered(Instant issuedAt, Instant now) {
        arrivals.addLast(new Arrival(now, issuedAt));
        forget(now);
    }

    /** The jobs that are lost at {@code now} are those issued before this instant. */
    Instant lostBefore(Instant now) {
        forget(now);
        Instant since = now.minus(timeout);
        if (startedAt.isAfter(since)) {
            return Instant.MIN;
        }
        return arrivals.stream()
                .map(Arrival::issuedAt)
                .min(Comparator.naturalOrder())
                .filter(since::isAfter)
                .orElse(since);
    }

    private void forget(Instant now) {
        Instant since = now.minus(timeout);
        while (!arrivals.isEmpty() && arrivals.peekFirst().arrivedAt().isBefore(since)) {
            arrivals.removeFirst();
        }
    }
}
