package org.autoequivariant.trainer.job;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.jboss.logging.Logger;

import org.autoequivariant.contracts.Evaluation;
import org.autoequivariant.contracts.TrainingJob;

/**
 * Trains jobs that are asked for at the same time in one stack, as far as they have data set and protocol in common. If
 * a stack fails, each of its jobs is trained alone, so that one that cannot be trained spoils no other.
 */
final class StackingTrainer implements JobTrainer, AutoCloseable {

    private static final Logger LOG = Logger.getLogger(StackingTrainer.class);

    /** How long a stack waits for one job more: answers bring the next jobs about this fast. */
    private static final long GATHER_MILLIS = 20;

    /** Trains all jobs of a stack, or throws. */
    @FunctionalInterface
    interface Stack {
        List<Evaluation.Trained> train(List<TrainingJob> jobs) throws Exception;
    }

    /** A job and its answer: an evaluation, or empty if it is to be trained alone. */
    private record Waiting(TrainingJob job, CompletableFuture<Optional<Evaluation.Trained>> answer) {

        boolean fits(Waiting other) {
            return job.dataSet().equals(other.job.dataSet())
                    && job.protocol().withSeed(0).equals(other.job.protocol().withSeed(0));
        }
    }

    private final int most;
    private final Stack stack;
    private final JobTrainer alone;
    private final BlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();
    /** What did not fit into an earlier stack; the worker's own. */
    private final List<Waiting> putOff = new ArrayList<>();

    private final Thread worker = new Thread(this::work, "stacks");

    /**
     * @param most jobs in a stack
     * @param stack trains several, called by one thread only
     * @param alone trains one
     */
    StackingTrainer(int most, Stack stack, JobTrainer alone) {
        this.most = most;
        this.stack = stack;
        this.alone = alone;
        worker.setDaemon(true);
        worker.start();
    }

    @Override
    public Evaluation.Trained train(TrainingJob job) throws Exception {
        Waiting waiting = new Waiting(job, new CompletableFuture<>());
        queue.put(waiting);
        try {
            Optional<Evaluation.Trained> answer = waiting.answer.get();
            return answer.isPresent() ? answer.get() : alone.train(job);
        } catch (InterruptedException e) {
            waiting.answer.cancel(false);
            throw e;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a stack's jobs are answered or trained alone", e);
        }
    }

    private void work() {
        try {
            while (true) {
                List<Waiting> together = gather();
                if (!together.isEmpty()) {
                    answer(together);
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("closed");
        }
    }

    /** The next stack: the job that has waited longest, and those that fit it. */
    private List<Waiting> gather() throws InterruptedException {
        List<Waiting> together = new ArrayList<>();
        together.add(putOff.isEmpty() ? queue.take() : putOff.remove(0));
        Iterator<Waiting> earlier = putOff.iterator();
        while (earlier.hasNext() && together.size() < most) {
            Waiting waiting = earlier.next();
            if (waiting.fits(together.get(0))) {
                earlier.remove();
                together.add(waiting);
            }
        }
        while (together.size() < most) {
            Waiting next = queue.poll(GATHER_MILLIS, TimeUnit.MILLISECONDS);
            if (next == null) {
                break;
            }
            (next.fits(together.get(0)) ? together : putOff).add(next);
        }
        together.removeIf(waiting -> waiting.answer.isDone());
        return together;
    }

    private void answer(List<Waiting> together) throws InterruptedException {
        try {
            List<Evaluation.Trained> evaluations =
                    stack.train(together.stream().map(Waiting::job).toList());
            for (int i = 0; i < together.size(); i++) {
                together.get(i).answer.complete(Optional.of(evaluations.get(i)));
            }
        } catch (InterruptedException e) {
            together.forEach(waiting -> waiting.answer.complete(Optional.empty()));
            throw e;
        } catch (Exception | OutOfMemoryError e) {
            LOG.warnf("a stack of %d jobs failed (%s); training each alone", together.size(), e);
            together.forEach(waiting -> waiting.answer.complete(Optional.empty()));
        }
    }

    /** Takes no more jobs. */
    @Override
    public void close() {
        worker.interrupt();
    }
}
