package org.autoequivariant.contracts;

import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

import org.autoequivariant.symmetry.State;

/**
 * What came of a training job. In JSON the field {@code outcome} tells {@code trained}, {@code failed} and {@code lost}
 * apart.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "outcome")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Evaluation.Trained.class, name = "trained"),
    @JsonSubTypes.Type(value = Evaluation.Failed.class, name = "failed"),
    @JsonSubTypes.Type(value = Evaluation.Lost.class, name = "lost")
})
public sealed interface Evaluation {

    EvaluationKey key();

    /** The trainer that gave it. */
    String trainer();

    /**
     * The network was trained and scored.
     *
     * @param key what was evaluated
     * @param dataSet what it was trained on
     * @param state the state the network was built from
     * @param validationAccuracies after each epoch, 0…1
     * @param test accuracy on test images, where the protocol asks for it
     * @param parameters free parameters
     * @param seconds wall time of training and scoring, shared out among networks trained together
     * @param device such as {@code cpu} or {@code gpu(0)}
     * @param trainer the trainer's name
     * @param codeVersion version of the trainer's code
     */
    record Trained(
            EvaluationKey key,
            DataSet dataSet,
            State state,
            List<Double> validationAccuracies,
            Optional<TestAccuracy> test,
            int parameters,
            double seconds,
            String device,
            String trainer,
            String codeVersion)
            implements Evaluation {

        @JsonCreator
        public Trained {
            Checks.present(key, "key");
            Checks.present(dataSet, "dataSet");
            Checks.present(state, "state");
            validationAccuracies = Checks.allPresent(validationAccuracies, "validationAccuracies");
            Checks.within(1, Protocol.MOST_EPOCHS, validationAccuracies.size(), "number of validationAccuracies");
            validationAccuracies.forEach(accuracy -> Checks.fraction(accuracy, "validationAccuracies"));
            test = test == null ? Optional.empty() : test;
            Checks.atLeast(1, parameters, "parameters");
            Checks.finite(seconds, "seconds");
            Checks.present(device, "device");
            Checks.present(trainer, "trainer");
            Checks.present(codeVersion, "codeVersion");
        }

        /** The score: best validation accuracy over the epochs. */
        @JsonIgnore
        public double accuracy() {
            return validationAccuracies.stream()
                    .mapToDouble(Double::doubleValue)
                    .max()
                    .orElseThrow();
        }
    }

    /**
     * Accuracy on images neither trained on nor chosen by.
     *
     * @param atBestEpoch on all test images, once, after the epoch that did best on validation: the honest number
     * @param best highest over the epochs on the first 1,000 test images: the paper's number
     */
    record TestAccuracy(double atBestEpoch, double best) {

        public TestAccuracy {
            Checks.fraction(atBestEpoch, "atBestEpoch");
            Checks.fraction(best, "best");
        }
    }

    /**
     * The network could not be trained, however often it was tried.
     *
     * @param key what was to be evaluated
     * @param reason what went wrong, for a person
     * @param attempts times it was tried
     * @param trainer the trainer's name
     */
    record Failed(EvaluationKey key, String reason, int attempts, String trainer) implements Evaluation {

        @JsonCreator
        public Failed {
            Checks.present(key, "key");
            Checks.present(reason, "reason");
            Checks.atLeast(1, attempts, "attempts");
            Checks.present(trainer, "trainer");
        }
    }

    /**
     * Every trainer the job was given to died or lost it, as often as the broker gives a job out. Whether the network
     * can be trained is unknown.
     *
     * @param key what was to be evaluated
     * @param deliveries times the job was given out
     * @param trainer the trainer that was given it last, and did not try
     */
    record Lost(EvaluationKey key, int deliveries, String trainer) implements Evaluation {

        @JsonCreator
        public Lost {
            Checks.present(key, "key");
            Checks.atLeast(1, deliveries, "deliveries");
            Checks.present(trainer, "trainer");
        }
    }
}
