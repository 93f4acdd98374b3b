package org.autoequivariant.contracts;

import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

import org.autoequivariant.symmetry.State;
import org.autoequivariant.symmetry.Symmetry;

/**
 * The answer to a candidate; dashboards tail these and a search is rebuilt from them. In JSON the field {@code outcome}
 * tells {@code rewarded} from {@code skipped}.
 *
 * <p>search, purpose, walker, step, state, action, nextState, epsilon and key are the candidate's.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "outcome")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Reward.Rewarded.class, name = "rewarded"),
    @JsonSubTypes.Type(value = Reward.Skipped.class, name = "skipped")
})
public sealed interface Reward {

    String search();

    Purpose purpose();

    int walker();

    int step();

    State state();

    Optional<Symmetry> action();

    State nextState();

    double epsilon();

    EvaluationKey key();

    /** Milliseconds from asking to answering. */
    long latencyMillis();

    /** Where an accuracy came from. */
    enum Source {
        /** Known before it was asked for. */
        CACHED,
        /** Trained because it was asked for. */
        TRAINED
    }

    /**
     * @param accuracy the network's validation accuracy, 0…1
     * @param baseline what it is measured against, 0…1; the accuracy itself for a baseline
     * @param reward Eq. 18
     * @param parameters the network's free parameters
     * @param test accuracy on test images, where the protocol asks for it
     */
    record Rewarded(
            String search,
            Purpose purpose,
            int walker,
            int step,
            State state,
            Optional<Symmetry> action,
            State nextState,
            double accuracy,
            double baseline,
            double reward,
            double epsilon,
            int parameters,
            Optional<Evaluation.TestAccuracy> test,
            Source source,
            EvaluationKey key,
            long latencyMillis)
            implements Reward {

        @JsonCreator
        public Rewarded {
            action = action == null ? Optional.empty() : action;
            checkCommon(search, purpose, walker, step, state, action, nextState, key);
            test = test == null ? Optional.empty() : test;
            Checks.fraction(accuracy, "accuracy");
            Checks.fraction(baseline, "baseline");
            Checks.finite(reward, "reward");
            Checks.fraction(epsilon, "epsilon");
            Checks.present(source, "source");
        }

        /** The reward of {@code candidate}, given what its network achieved. */
        public static Rewarded of(
                Candidate candidate, Evaluation.Trained evaluation, Source source, long latencyMillis) {
            double accuracy = evaluation.accuracy();
            double baseline = candidate.baseline().orElse(accuracy);
            return new Rewarded(
                    candidate.search(),
                    candidate.purpose(),
                    candidate.walker(),
                    candidate.step(),
                    candidate.state(),
                    candidate.action(),
                    candidate.nextState(),
                    accuracy,
                    baseline,
                    candidate.rewardUnit().reward(accuracy, baseline),
                    candidate.epsilon(),
                    evaluation.parameters(),
                    evaluation.test(),
                    source,
                    candidate.key(),
                    latencyMillis);
        }
    }

    /**
     * The network cannot be had; the search goes on without it.
     *
     * @param reason what went wrong, for a person
     */
    record Skipped(
            String search,
            Purpose purpose,
            int walker,
            int step,
            State state,
            Optional<Symmetry> action,
            State nextState,
            double epsilon,
            String reason,
            EvaluationKey key,
            long latencyMillis)
            implements Reward {

        @JsonCreator
        public Skipped {
            action = action == null ? Optional.empty() : action;
            checkCommon(search, purpose, walker, step, state, action, nextState, key);
            Checks.fraction(epsilon, "epsilon");
            Checks.present(reason, "reason");
        }

        public static Skipped of(Candidate candidate, String reason, long latencyMillis) {
            return new Skipped(
                    candidate.search(),
                    candidate.purpose(),
                    candidate.walker(),
                    candidate.step(),
                    candidate.state(),
                    candidate.action(),
                    candidate.nextState(),
                    candidate.epsilon(),
                    reason,
                    candidate.key(),
                    latencyMillis);
        }
    }

    private static void checkCommon(
            String search,
            Purpose purpose,
            int walker,
            int step,
            State state,
            Optional<Symmetry> action,
            State nextState,
            EvaluationKey key) {
        Checks.request(search, purpose, walker, step, state, action, nextState);
        Checks.present(key, "key");
    }
}
