package org.autoequivariant.cache.topology;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

import org.autoequivariant.contracts.Reward;

/** What the topology counts; shared by its tasks. */
final class CacheMeters {

    /** From an answer out of Redis to one that waited for a queue of trainings. */
    private static final Duration[] BUCKETS = Stream.of(
                    5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000, 300_000, 900_000)
            .map(Duration::ofMillis)
            .toArray(Duration[]::new);

    final Counter candidates;
    final Counter hits;
    final Counter misses;
    final Counter jobs;
    final Counter deadLetters;

    /** Jobs pending in all tasks of this process. */
    final AtomicInteger waiting = new AtomicInteger();

    private final Timer cached;
    private final Timer trained;
    private final Timer skipped;

    CacheMeters(MeterRegistry registry) {
        candidates = Counter.builder("aen.cache.candidates")
                .description("candidates read")
                .register(registry);
        hits = lookups(registry, "hit");
        misses = lookups(registry, "miss");
        jobs = Counter.builder("aen.cache.jobs")
                .description("training jobs issued, again included")
                .register(registry);
        deadLetters = Counter.builder("aen.cache.dead.letters")
                .description("records given up")
                .register(registry);
        cached = rewards(registry, "cached");
        trained = rewards(registry, "trained");
        skipped = rewards(registry, "skipped");
        Gauge.builder("aen.cache.jobs.waiting", waiting, AtomicInteger::get)
                .description("training jobs issued and not answered")
                .register(registry);
    }

    private static Counter lookups(MeterRegistry registry, String result) {
        return Counter.builder("aen.cache.lookups")
                .description("candidates whose evaluation was known or not")
                .tag("result", result)
                .register(registry);
    }

    private static Timer rewards(MeterRegistry registry, String outcome) {
        return Timer.builder("aen.cache.rewards")
                .description("rewards given, and the time from asking to answering")
                .tag("outcome", outcome)
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    void count(Reward reward) {
        timer(reward).record(Duration.ofMillis(reward.latencyMillis()));
    }

    private Timer timer(Reward reward) {
        if (reward instanceof Reward.Rewarded rewarded) {
            return rewarded.source() == Reward.Source.CACHED ? cached : trained;
        }
        return skipped;
    }
}
