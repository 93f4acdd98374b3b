package org.autoequivariant.cache.topology;

import java.time.Instant;

import com.fasterxml.jackson.annotation.JsonCreator;

import org.autoequivariant.contracts.TrainingJob;

/**
 * A job whose evaluation is waited for.
 *
 * @param job as it was issued last
 * @param issuedAt when that was
 */
record PendingJob(TrainingJob job, Instant issuedAt) {

    @JsonCreator
    PendingJob {}

    PendingJob again(Instant now) {
        return new PendingJob(
                new TrainingJob(
                        job.key(), job.dataSet(), job.state(), job.signature(), job.protocol(), job.attempt() + 1),
                now);
    }
}
