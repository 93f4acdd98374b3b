package org.autoequivariant.trainer.job;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import org.jboss.logging.Logger;

import org.autoequivariant.contracts.Evaluation;
import org.autoequivariant.contracts.TrainingJob;

/**
 * Trains jobs that are asked for at the same time in one stack, as far as they go together. If a stack fails, each of
 * its jobs is trained in one of its own, so that one that cannot be trained spoils no other.
 */
final class StackingTrainer implements JobTrainer, AutoCloseable {

    private static final Logger LOG = Logger.getLogger(StackingTrainer.class);

    /** How long a stack waits for one job more: answers bring the next jobs about this fast. */
    private static final long GATHER_MILLIS = 20;

    /** Trains all jobs of a stack, or throws. */
    @FunctionalInterface
    interface Stack {
        List<Evaluation.Trained> train(List<Candidate> candidates) throws Exception;
    }

    private record Waiting(Candidate candidate, CompletableFuture<Evaluation.Trained> answer) {}

    private final int most;
    private final Function<TrainingJob, Candidate> preparation;
    private final Stack stack;
    private final BlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();
    /** What did not fit into an earlier stack; the worker's own. */
    private final List<Waiting> putOff = new ArrayList<>();

    private final Thread worker = new Thread(this::work, "stacks");

    /**
     * @param most jobs in a stack
     * @param preparation what can be done before, by the thread that asks
     * @param stack trains several, called by one thread only
     */
    StackingTrainer(int most, Function<TrainingJob, Candidate> preparation, Stack stack) {
        this.most = most;
        this.preparation = preparation;
        this.stack = stack;
        worker.setDaemon(true);
        worker.start();
    }

    @Override
    public Evaluation.Trained train(TrainingJob job) throws Exception {
        Waiting waiting = new Waiting(preparation.apply(job), new CompletableFuture<>());
        queue.put(waiting);
        try {
            return waiting.answer.get();
        } catch (InterruptedException e) {
            waiting.answer.cancel(false);
            throw e;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof OutOfMemoryError error) {
                throw error;
            }
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    private void work() {
        try {
            while (true) {
                answer(gather());
            }
        } catch (InterruptedException e) {
            LOG.debug("closed");
        }
    }

    /** The next stack: the job that has waited longest, and those that go with it. */
    private List<Waiting> gather() throws InterruptedException {
        List<Waiting> together = new ArrayList<>();
        together.add(putOff.isEmpty() ? queue.take() : putOff.remove(0));
        Candidate first = together.get(0).candidate;
        Iterator<Waiting> earlier = putOff.iterator();
        while (earlier.hasNext() && together.size() < most) {
            Waiting waiting = earlier.next();
            if (waiting.candidate.stacksWith(first)) {
                earlier.remove();
                together.add(waiting);
            }
        }
        while (together.size() < most) {
            Waiting next = queue.poll(GATHER_MILLIS, TimeUnit.MILLISECONDS);
            if (next == null) {
                break;
            }
            (next.candidate.stacksWith(first) ? together : putOff).add(next);
        }
        return together;
    }

    /** Answers those that are still waited for. */
    private void answer(List<Waiting> gathered) throws InterruptedException {
        List<Waiting> together =
                gathered.stream().filter(waiting -> !waiting.answer.isDone()).toList();
        if (together.isEmpty()) {
            return;
        }
        try {
            List<Evaluation.Trained> evaluations =
                    stack.train(together.stream().map(Waiting::candidate).toList());
            for (int i = 0; i < together.size(); i++) {
                together.get(i).answer.complete(evaluations.get(i));
            }
        } catch (InterruptedException e) {
            together.forEach(waiting -> waiting.answer.completeExceptionally(e));
            throw e;
        } catch (Exception | OutOfMemoryError e) {
            if (together.size() == 1) {
                together.get(0).answer.completeExceptionally(e);
                return;
            }
            LOG.warnf("a stack of %d jobs failed (%s); training each alone", together.size(), e);
            for (Waiting waiting : together) {
                answer(List.of(waiting));
            }
        }
    }

    /** Takes no more jobs. */
    @Override
    public void close() {
        worker.interrupt();
    }
}
