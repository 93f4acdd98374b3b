package org.autoequivariant.contracts;

import java.time.Instant;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonCreator;

import org.autoequivariant.symmetry.NetworkSignature;
import org.autoequivariant.symmetry.State;
import org.autoequivariant.symmetry.Symmetry;

/**
 * A search asks what a network is worth. (search, purpose, step) names it; asking twice is harmless.
 *
 * @param search id of the search
 * @param purpose why it asks
 * @param walker which walker stepped, from 0; 0 where no walker is involved
 * @param step number of the request within its search and purpose, from 0
 * @param state where the walker stood
 * @param action the symmetry toggled; empty where no walker is involved
 * @param nextState where that led: the network to evaluate
 * @param epsilon probability with which the action was drawn at random, 0…1
 * @param dataSet what to evaluate on
 * @param signature the network's
 * @param protocol how to train and score it
 * @param baseline accuracy rewards are measured against, 0…1; empty for a baseline itself
 * @param rewardUnit unit of Eq. 18
 * @param askedAt when it was sent
 */
public record Candidate(
        String search,
        Purpose purpose,
        int walker,
        int step,
        State state,
        Optional<Symmetry> action,
        State nextState,
        double epsilon,
        DataSet dataSet,
        NetworkSignature signature,
        Protocol protocol,
        Optional<Double> baseline,
        RewardUnit rewardUnit,
        Instant askedAt) {

    @JsonCreator
    public Candidate {
        action = action == null ? Optional.empty() : action;
        Checks.request(search, purpose, walker, step, state, action, nextState);
        Checks.fraction(epsilon, "epsilon");
        Checks.present(dataSet, "dataSet");
        Checks.present(signature, "signature");
        Checks.present(protocol, "protocol");
        baseline = baseline == null ? Optional.empty() : baseline;
        baseline.ifPresent(value -> Checks.fraction(value, "baseline"));
        Checks.present(rewardUnit, "rewardUnit");
        Checks.instant(askedAt, "askedAt");
    }

    public EvaluationKey key() {
        return EvaluationKey.of(dataSet, signature, protocol);
    }
}
