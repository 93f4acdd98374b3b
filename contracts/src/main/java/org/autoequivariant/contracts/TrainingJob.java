package org.autoequivariant.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;

import org.autoequivariant.symmetry.NetworkSignature;
import org.autoequivariant.symmetry.State;

/**
 * Train this network once.
 *
 * @param key what the evaluation will be known by
 * @param dataSet what to train and score on
 * @param state a state that stands for the network
 * @param signature the network's
 * @param protocol how to train and score
 * @param attempt 1 for the first issue of the job, counting up each time it is issued again
 */
public record TrainingJob(
        EvaluationKey key, DataSet dataSet, State state, NetworkSignature signature, Protocol protocol, int attempt) {

    @JsonCreator
    public TrainingJob {
        Checks.present(key, "key");
        Checks.present(dataSet, "dataSet");
        Checks.present(state, "state");
        Checks.present(signature, "signature");
        Checks.present(protocol, "protocol");
        Checks.atLeast(1, attempt, "attempt");
        EvaluationKey expected = EvaluationKey.of(dataSet, signature, protocol);
        if (!key.equals(expected)) {
            throw new IllegalArgumentException("key is " + key + " but the job's content makes it " + expected);
        }
    }

    public static TrainingJob of(Candidate candidate, int attempt) {
        return new TrainingJob(
                candidate.key(),
                candidate.dataSet(),
                candidate.nextState(),
                candidate.signature(),
                candidate.protocol(),
                attempt);
    }
}
