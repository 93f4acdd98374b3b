package org.autoequivariant.cache.topology;

import java.time.Instant;

import com.fasterxml.jackson.annotation.JsonCreator;

import org.autoequivariant.contracts.Candidate;
import org.autoequivariant.contracts.Evaluation;
import org.autoequivariant.contracts.TrainingJob;

/**
 * A training job from its issue to its end. The transitions drawn are the only ones there are:
 *
 * <pre>
 *       lost, attempts left
 *              ┌───┐
 *              ▼   │
 * issued ──▶ Pending ──evaluation──────────▶ Trained
 *                  ├───failed evaluation───▶ Failed
 *                  └───lost, none left─────▶ Abandoned
 * </pre>
 */
sealed interface Job {

    static Pending issued(Candidate candidate, Instant now) {
        return new Pending(TrainingJob.of(candidate, 1), now);
    }

    /**
     * Its evaluation is waited for.
     *
     * @param job as it was issued last
     * @param issuedAt when that was
     */
    record Pending(TrainingJob job, Instant issuedAt) implements Job {

        @JsonCreator
        public Pending {}

        Trained trained(Evaluation.Trained evaluation) {
            return new Trained(evaluation);
        }

        Failed failed(String reason) {
            return new Failed(reason);
        }

        /**
         * No trainer answers any more.
         *
         * @param how they were lost, for a person
         */
        Job lost(Patience patience, String how, Instant now) {
            if (job.attempt() >= patience.attempts()) {
                return new Abandoned(job, "%s, %d times".formatted(how, job.attempt()));
            }
            return new Pending(
                    new TrainingJob(
                            job.key(), job.dataSet(), job.state(), job.signature(), job.protocol(), job.attempt() + 1),
                    now);
        }
    }

    /** What those who waited for it are told. */
    sealed interface Ended extends Job {}

    /** It came to this. */
    record Trained(Evaluation.Trained evaluation) implements Ended {}

    /** A trainer could not train it. */
    record Failed(String reason) implements Ended {}

    /** Nobody answered, however often it was issued. */
    record Abandoned(TrainingJob job, String reason) implements Ended {}
}
