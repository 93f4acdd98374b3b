package org.autoequivariant.trainer.job;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

import jakarta.inject.Singleton;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What dashboards see of a trainer: its jobs by outcome, what it could hold and holds, and how hard it works. */
@Singleton
class JobMetrics {

    /** From a network of few units to one retrained many times over. */
    private static final Duration[] BUCKETS = Stream.of(
                    25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000, 300_000)
            .map(Duration::ofMillis)
            .toArray(Duration[]::new);

    private final MeterRegistry registry;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final Counter flop;
    private final Counter deadLetters;

    JobMetrics(MeterRegistry registry) {
        this.registry = registry;
        Gauge.builder("aen.trainer.in.flight", inFlight, AtomicInteger::get)
                .description("Jobs being answered")
                .register(registry);
        flop = Counter.builder("aen.trainer.flop")
                .description("Floating point operations of matrix products done in training and scoring")
                .register(registry);
        deadLetters = Counter.builder("aen.trainer.dead.letters")
                .description("Records given up")
                .register(registry);
        for (String outcome : List.of("trained", "failed", "lost", "unreadable")) {
            timer(outcome);
        }
    }

    /** Shows how many jobs may be in flight, and how many lanes ask for them at the moment. */
    void show(int capacity, LongSupplier lanesTakingJobs) {
        Gauge.builder("aen.trainer.capacity", () -> capacity)
                .description("Jobs held at once")
                .register(registry);
        Gauge.builder("aen.trainer.lanes.taking.jobs", lanesTakingJobs::getAsLong)
                .description("Lanes that are in the share group; ready when as many as the capacity")
                .register(registry);
    }

    /** Counts floating point operations that were done. */
    void worked(double operations) {
        flop.increment(operations);
    }

    /** Answers a record with {@code handler}, stores that with {@code answers}, and measures both together. */
    AcknowledgeType measure(JobHandler handler, Answers answers, ConsumerRecord<byte[], byte[]> record)
            throws Exception {
        long start = System.nanoTime();
        inFlight.incrementAndGet();
        try {
            Answer answer = handler.answer(record);
            AcknowledgeType acknowledgement = answers.store(record, answer);
            if (answer instanceof Answer.GivenUp || answer instanceof Answer.Unreadable) {
                deadLetters.increment();
            }
            timer(outcome(answer)).record(Duration.ofNanos(System.nanoTime() - start));
            return acknowledgement;
        } finally {
            inFlight.decrementAndGet();
        }
    }

    private Timer timer(String outcome) {
        return Timer.builder("aen.trainer.jobs")
                .description("Jobs answered, from delivery to the answer stored")
                .tag("outcome", outcome)
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    private static String outcome(Answer answer) {
        if (answer instanceof Answer.Trained) {
            return "trained";
        } else if (answer instanceof Answer.GivenUp) {
            return "failed";
        }
        return answer instanceof Answer.Lost ? "lost" : "unreadable";
    }
}
