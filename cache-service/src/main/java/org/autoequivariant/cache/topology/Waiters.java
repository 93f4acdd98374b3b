package org.autoequivariant.cache.topology;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

import org.autoequivariant.contracts.Candidate;
import org.autoequivariant.contracts.EvaluationKey;
import org.autoequivariant.contracts.TrainingJob;

/**
 * The candidates that wait for an evaluation, and the one job per key they wait for.
 *
 * <p>Each candidate is an entry of its own under its job's key: a thousand walkers that ask for the same network would
 * outgrow a single record.
 */
final class Waiters {

    private final KeyValueStore<String, PendingJob> jobs;
    private final KeyValueStore<String, Candidate> candidates;
    private int size;

    Waiters(KeyValueStore<String, PendingJob> jobs, KeyValueStore<String, Candidate> candidates) {
        this.jobs = jobs;
        this.candidates = candidates;
        this.size = pending().size();
    }

    /** Lets {@code candidate} wait, once however often it asks; gives the job to issue if none is pending. */
    Optional<TrainingJob> add(Candidate candidate, Instant now) {
        String key = candidate.key().text();
        candidates.putIfAbsent(
                "%s\n%s\n%s\n%010d".formatted(key, candidate.search(), candidate.purpose(), candidate.step()),
                candidate);
        PendingJob job = new PendingJob(TrainingJob.of(candidate, 1), now);
        if (jobs.putIfAbsent(key, job) != null) {
            return Optional.empty();
        }
        size++;
        return Optional.of(job.job());
    }

    Optional<PendingJob> job(EvaluationKey key) {
        return Optional.ofNullable(jobs.get(key.text()));
    }

    void reissued(PendingJob job) {
        jobs.put(job.job().key().text(), job);
    }

    /** Ends the waiting for a pending job's key: forgets the job, and gives those who waited for it. */
    List<Candidate> release(EvaluationKey key) {
        List<Candidate> released = new ArrayList<>();
        List<String> names = new ArrayList<>();
        try (KeyValueIterator<String, Candidate> found =
                candidates.prefixScan(key.text() + "\n", new StringSerializer())) {
            found.forEachRemaining(entry -> {
                names.add(entry.key);
                released.add(entry.value);
            });
        }
        names.forEach(candidates::delete);
        if (jobs.delete(key.text()) != null) {
            size--;
        }
        return released;
    }

    List<PendingJob> pending() {
        List<PendingJob> pending = new ArrayList<>();
        try (KeyValueIterator<String, PendingJob> all = jobs.all()) {
            all.forEachRemaining((KeyValue<String, PendingJob> entry) -> pending.add(entry.value));
        }
        return pending;
    }

    /** Number of jobs pending. */
    int size() {
        return size;
    }
}
