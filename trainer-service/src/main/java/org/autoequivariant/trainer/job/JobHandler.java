package org.autoequivariant.trainer.job;

import java.util.concurrent.atomic.AtomicInteger;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RetryPolicy;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;

import org.autoequivariant.contracts.Evaluation;
import org.autoequivariant.contracts.MalformedMessage;
import org.autoequivariant.contracts.Messages;
import org.autoequivariant.contracts.TrainingJob;
import org.autoequivariant.trainer.training.Untrainable;

/** Decides what becomes of a record from the jobs topic. */
final class JobHandler {

    private static final Logger LOG = Logger.getLogger(JobHandler.class);

    /** The broker drops a record silently after its fifth delivery, so the fifth must be answered whatever happens. */
    static final int LAST_DELIVERY = 5;

    private final JobTrainer trainer;
    private final String name;
    private final FailsafeExecutor<Object> retry;

    /**
     * @param name the trainer's name
     * @param retry how often to try a job that fails
     */
    JobHandler(JobTrainer trainer, String name, RetryPolicy<Object> retry) {
        this.trainer = trainer;
        this.name = name;
        this.retry = Failsafe.with(RetryPolicy.builder(retry.getConfig())
                .abortOn(Untrainable.class, InterruptedException.class)
                .onRetryScheduled(
                        e -> LOG.warnf("a job failed (%s); trying again in %s", e.getLastException(), e.getDelay()))
                .build());
    }

    /** @throws InterruptedException if the thread is interrupted; the record has no answer then */
    Answer answer(ConsumerRecord<byte[], byte[]> record) throws InterruptedException {
        TrainingJob job;
        try {
            job = Messages.read(record.value(), TrainingJob.class);
        } catch (MalformedMessage e) {
            return new Answer.Unreadable(e.getMessage());
        }
        int delivery = record.deliveryCount().orElse((short) 1);
        if (delivery >= LAST_DELIVERY) {
            return new Answer.Lost(new Evaluation.Lost(job.key(), delivery, name));
        }
        return train(job);
    }

    private Answer train(TrainingJob job) throws InterruptedException {
        AtomicInteger attempts = new AtomicInteger();
        try {
            return new Answer.Trained(retry.get(() -> {
                attempts.incrementAndGet();
                return attempt(job);
            }));
        } catch (Untrainable e) {
            return givenUp(job, e.getMessage(), attempts.get());
        } catch (RuntimeException e) {
            // Failsafe wraps what is checked.
            Throwable cause = e instanceof FailsafeException ? e.getCause() : e;
            if (cause instanceof InterruptedException interrupt) {
                throw interrupt;
            }
            LOG.errorf(cause, "training %s failed", job.key());
            return givenUp(job, cause.getMessage() == null ? cause.toString() : cause.getMessage(), attempts.get());
        }
    }

    private Evaluation.Trained attempt(TrainingJob job) throws Exception {
        try {
            return trainer.train(job);
        } catch (OutOfMemoryError e) {
            // Another lane may have taken the memory; what this one took is free again.
            throw new IllegalStateException("out of memory: " + e.getMessage(), e);
        }
    }

    private Answer givenUp(TrainingJob job, String reason, int attempts) {
        return new Answer.GivenUp(new Evaluation.Failed(job.key(), reason, attempts, name));
    }
}
