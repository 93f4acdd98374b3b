package org.autoequivariant.trainer.job;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.inject.Singleton;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Counts and times jobs: {@code aen.trainer.jobs} by outcome, {@code aen.trainer.in.flight}. */
@Singleton
class JobMetrics {

    private final MeterRegistry registry;
    private final AtomicInteger inFlight;

    JobMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.inFlight = registry.gauge("aen.trainer.in.flight", new AtomicInteger());
        for (String outcome : List.of("trained", "failed", "lost", "unreadable")) {
            timer(outcome);
        }
    }

    /** Answers a record with {@code handler}, stores that with {@code answers}, and measures both together. */
    AcknowledgeType measure(JobHandler handler, Answers answers, ConsumerRecord<byte[], byte[]> record)
            throws Exception {
        long start = System.nanoTime();
        inFlight.incrementAndGet();
        try {
            Answer answer = handler.answer(record);
            AcknowledgeType acknowledgement = answers.store(record, answer);
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
