package org.autoequivariant.trainer.job;

import org.autoequivariant.contracts.Evaluation;

/** What becomes of a record from the jobs topic. */
sealed interface Answer {

    /** The network was trained and scored. */
    record Trained(Evaluation.Trained evaluation) implements Answer {}

    /** The network could not be trained; the job becomes a dead letter too. */
    record GivenUp(Evaluation.Failed evaluation) implements Answer {}

    /** Too many trainers died of the job, or with it; cache-service decides whether it is issued again. */
    record Lost(Evaluation.Lost evaluation) implements Answer {}

    /**
     * The record is no job; it becomes a dead letter.
     *
     * @param reason what is wrong with it, for a person
     */
    record Unreadable(String reason) implements Answer {}
}
