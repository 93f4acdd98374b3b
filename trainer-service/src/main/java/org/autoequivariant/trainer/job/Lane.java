package org.autoequivariant.trainer.job;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;

import org.autoequivariant.contracts.Topic;

/**
 * Takes jobs from the share group, one at a time. One thread talks to the broker, another trains, so that the lock on a
 * long job can be renewed.
 *
 * <p>A job is acknowledged when its answer is stored, and not before. A lane that loses its broker, or the lock on a
 * job, starts over with a new consumer; one that is stopped hands its unfinished job back at once.
 */
final class Lane implements Runnable {

    private static final Logger LOG = Logger.getLogger(Lane.class);

    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration COMMIT = Duration.ofSeconds(5);
    private static final Duration CLOSE = Duration.ofSeconds(2);

    /** The broker's default, for when it does not say. */
    private static final int LOCK_MILLIS = 30_000;

    /** A lock is renewed so many times in its life, so that one renewal may go wrong. */
    private static final int RENEWALS_PER_LOCK = 3;

    /** Between two attempts to reach the broker; within one, the client waits longer and longer by itself. */
    private static final Duration RECONNECT = Duration.ofSeconds(1);

    private final Supplier<ShareConsumer<byte[], byte[]>> connect;
    private final RecordAnswerer answerer;
    private final ExecutorService trainer;

    private final CountDownLatch stop = new CountDownLatch(1);
    private volatile boolean takingJobs;
    private volatile Future<AcknowledgeType> current;

    /** Answers a record, stores the answer and says how to acknowledge the record. */
    interface RecordAnswerer {
        AcknowledgeType answer(ConsumerRecord<byte[], byte[]> record) throws Exception;
    }

    /** @param connect a new consumer that acknowledges explicitly and takes one record at a time; may throw */
    Lane(String name, Supplier<ShareConsumer<byte[], byte[]>> connect, RecordAnswerer answerer) {
        this.connect = connect;
        this.answerer = answerer;
        this.trainer = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, name + "-training");
            thread.setDaemon(true);
            return thread;
        });
    }

    boolean takingJobs() {
        return takingJobs;
    }

    /** Takes no more jobs and hands the unfinished one back; {@link #run} returns soon after. */
    void stop() {
        stop.countDown();
        Future<AcknowledgeType> unfinished = current;
        if (unfinished != null) {
            unfinished.cancel(true);
        }
    }

    private boolean stopped() {
        return stop.getCount() == 0;
    }

    @Override
    public void run() {
        try {
            while (!stopped()) {
                try {
                    takeJobs();
                } catch (RuntimeException e) {
                    takingJobs = false;
                    LOG.warnf(e, "cannot take jobs; trying again in %s", RECONNECT);
                    stop.await(RECONNECT.toMillis(), TimeUnit.MILLISECONDS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            takingJobs = false;
            trainer.shutdownNow();
        }
    }

    private void takeJobs() {
        ShareConsumer<byte[], byte[]> consumer = connect.get();
        try {
            consumer.subscribe(List.of(Topic.TRAINING_JOBS.topicName()));
            boolean held = true;
            // A consumer whose renewal was never confirmed waits for that for ever and gives no more records.
            while (held && !stopped()) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    held &= handle(consumer, record);
                }
                takingJobs = true;
            }
        } finally {
            consumer.close(CLOSE);
        }
    }

    /** @return false if the lock on the record was lost meanwhile */
    private boolean handle(ShareConsumer<byte[], byte[]> consumer, ConsumerRecord<byte[], byte[]> record) {
        Future<AcknowledgeType> work = trainer.submit(() -> answerer.answer(record));
        current = work;
        if (stopped()) {
            work.cancel(true);
        }
        int renewAfter = consumer.acquisitionLockTimeoutMs().orElse(LOCK_MILLIS) / RENEWALS_PER_LOCK;
        boolean held = true;
        AcknowledgeType outcome = null;
        while (outcome == null) {
            try {
                outcome = work.get(renewAfter, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                held = held && renew(consumer, record);
            } catch (CancellationException e) {
                LOG.infof("handing %s back", name(record));
                outcome = AcknowledgeType.RELEASE;
            } catch (ExecutionException e) {
                LOG.errorf(e.getCause(), "%s has no answer; another trainer may try", name(record));
                outcome = AcknowledgeType.RELEASE;
            } catch (InterruptedException e) {
                work.cancel(true);
                Thread.currentThread().interrupt();
                outcome = AcknowledgeType.RELEASE;
            }
        }
        current = null;
        if (held) {
            consumer.acknowledge(record, outcome);
            commit(consumer);
        }
        return held;
    }

    /**
     * Keeps the lock on a record. A renewed record comes back from the next poll, and must be acknowledged anew.
     *
     * @return false if the lock is lost: the record will be delivered again, and its answer, being the same, does no
     *     harm
     */
    private static boolean renew(ShareConsumer<byte[], byte[]> consumer, ConsumerRecord<byte[], byte[]> record) {
        boolean held = false;
        try {
            consumer.acknowledge(record, AcknowledgeType.RENEW);
            commit(consumer);
            for (ConsumerRecord<byte[], byte[]> polled : consumer.poll(POLL)) {
                if (polled.partition() == record.partition() && polled.offset() == record.offset()) {
                    held = true;
                } else {
                    // At once: this lane does not poll again before it has finished the job.
                    consumer.acknowledge(polled, AcknowledgeType.RELEASE);
                    commit(consumer);
                }
            }
        } catch (KafkaException | IllegalStateException e) {
            LOG.warnf("cannot renew the lock on %s: %s", name(record), e);
        }
        if (!held) {
            LOG.warnf("lost the lock on %s; finishing it all the same", name(record));
        }
        return held;
    }

    private static void commit(ShareConsumer<byte[], byte[]> consumer) {
        consumer.commitSync(COMMIT)
                .forEach((partition, failure) ->
                        failure.ifPresent(e -> LOG.warnf("acknowledgement on %s was refused: %s", partition, e)));
    }

    private static String name(ConsumerRecord<byte[], byte[]> record) {
        return "job %d-%d".formatted(record.partition(), record.offset());
    }
}
