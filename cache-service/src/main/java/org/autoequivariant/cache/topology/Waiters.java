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

    private final KeyValueStore<String, Job.Pending> jobs;
    private final KeyValueStore<String, Candidate> candidates;
    private int size;

    Waiters(KeyValueStore<String, Job.Pending> jobs, KeyValueStore<String, Candidate> candidates) {
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
        Job.Pending job = Job.issued(candidate, now);
        if (jobs.putIfAbsent(key, job) != null) {
            return Optional.empty();
        }
        size++;
        return Optional.of(job.job());
    }

    Optional<Job.Pending> job(EvaluationKey key) {
        return Optional.ofNullable(jobs.get(key.text()));
    }

    void reissued(Job.Pending job) {
        jobs.put(job.job().key().text(), job);
    }

    /** Those who wait for {@code key}. */
    List<Candidate> waitingFor(EvaluationKey key) {
        return entries(key).stream().map(entry -> entry.value).toList();
    }

    /** Ends the waiting for {@code key}: forgets the job and those who waited for it. */
    void release(EvaluationKey key) {
        entries(key).forEach(entry -> candidates.delete(entry.key));
        if (jobs.delete(key.text()) != null) {
            size--;
        }
    }

    private List<KeyValue<String, Candidate>> entries(EvaluationKey key) {
        List<KeyValue<String, Candidate>> entries = new ArrayList<>();
        try (KeyValueIterator<String, Candidate> found =
                candidates.prefixScan(key.text() + "\n", new StringSerializer())) {
            found.forEachRemaining(entries::add);
        }
        return entries;
    }

    List<Job.Pending> pending() {
        List<Job.Pending> pending = new ArrayList<>();
        try (KeyValueIterator<String, Job.Pending> all = jobs.all()) {
            all.forEachRemaining((KeyValue<String, Job.Pending> entry) -> pending.add(entry.value));
        }
        return pending;
    }

    /** Number of jobs pending. */
    int size() {
        return size;
    }
}
