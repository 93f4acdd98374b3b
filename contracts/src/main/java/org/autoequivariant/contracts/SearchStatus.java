package org.autoequivariant.contracts;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonCreator;

import org.autoequivariant.symmetry.NetworkSignature;
import org.autoequivariant.symmetry.State;

/**
 * Where a search stands; the latest record of its id is current.
 *
 * @param search its id
 * @param phase its place in its life cycle
 * @param settings what it was asked to do
 * @param dataSet the exact data set; empty until it is known
 * @param progress how far it is
 * @param baseline the dense network's accuracy under the search protocol; empty until measured
 * @param best the best distinct networks so far, best first; under the final protocol once retrained
 * @param dense the dense network under the final protocol, once retrained
 * @param reason why it failed, where it did
 * @param startedAt when it was asked for
 * @param updatedAt when this was written
 */
public record SearchStatus(
        String search,
        Phase phase,
        SearchSettings settings,
        Optional<DataSet> dataSet,
        Progress progress,
        Optional<Double> baseline,
        List<Ranked> best,
        Optional<Ranked> dense,
        Optional<String> reason,
        Instant startedAt,
        Instant updatedAt) {

    /**
     * A search's life cycle; the last three are its ends. Cancelled and failed ones can be resumed, finished ones
     * extended.
     */
    public enum Phase {
        CREATED,
        MEASURING_BASELINE,
        SEARCHING,
        RETRAINING,
        FINISHED,
        CANCELLED,
        FAILED;

        public boolean isEnd() {
            return this == FINISHED || this == CANCELLED || this == FAILED;
        }
    }

    /**
     * @param steps steps rewarded
     * @param statesVisited distinct states the steps led to
     * @param networksTrained trainings the search waited for, in all purposes
     * @param cacheHits answers known before, or trained for an earlier question
     * @param skipped answers that could not be had
     * @param epsilon the schedule's current value
     * @param retrained networks retrained so far, and how many there will be
     */
    public record Progress(
            int steps,
            int statesVisited,
            int networksTrained,
            int cacheHits,
            int skipped,
            double epsilon,
            int retrained,
            int toRetrain) {

        public static final Progress NONE = new Progress(0, 0, 0, 0, 0, 1, 0, 0);

        @JsonCreator
        public Progress {
            Checks.fraction(epsilon, "epsilon");
        }
    }

    /**
     * A network in a ranking.
     *
     * @param state a state that stands for it
     * @param signature its signature
     * @param parameters its free parameters
     * @param searchAccuracy validation accuracy under the search protocol, 0…1
     * @param finalAccuracy validation accuracy under the final protocol, once retrained
     * @param test accuracy on test images, once retrained
     * @param repeatedTest honest test accuracies, one per seed, where it was retrained with several
     */
    public record Ranked(
            State state,
            NetworkSignature signature,
            int parameters,
            double searchAccuracy,
            Optional<Double> finalAccuracy,
            Optional<Evaluation.TestAccuracy> test,
            List<Double> repeatedTest) {

        @JsonCreator
        public Ranked {
            Checks.present(state, "state");
            Checks.present(signature, "signature");
            Checks.fraction(searchAccuracy, "searchAccuracy");
            finalAccuracy = finalAccuracy == null ? Optional.empty() : finalAccuracy;
            finalAccuracy.ifPresent(value -> Checks.fraction(value, "finalAccuracy"));
            test = test == null ? Optional.empty() : test;
            repeatedTest = repeatedTest == null ? List.of() : Checks.allPresent(repeatedTest, "repeatedTest");
            repeatedTest.forEach(accuracy -> Checks.fraction(accuracy, "repeatedTest"));
        }
    }

    @JsonCreator
    public SearchStatus {
        SearchId.check(search);
        Checks.present(phase, "phase");
        Checks.present(settings, "settings");
        dataSet = dataSet == null ? Optional.empty() : dataSet;
        Checks.present(progress, "progress");
        baseline = baseline == null ? Optional.empty() : baseline;
        baseline.ifPresent(value -> Checks.fraction(value, "baseline"));
        best = best == null ? List.of() : Checks.allPresent(best, "best");
        dense = dense == null ? Optional.empty() : dense;
        reason = reason == null ? Optional.empty() : reason;
        Checks.instant(startedAt, "startedAt");
        Checks.instant(updatedAt, "updatedAt");
    }
}
