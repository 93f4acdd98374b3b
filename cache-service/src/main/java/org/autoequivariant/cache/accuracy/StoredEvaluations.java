package org.autoequivariant.cache.accuracy;

import java.util.List;
import java.util.Optional;

import org.autoequivariant.contracts.Evaluation;
import org.autoequivariant.contracts.EvaluationKey;

/** The evaluations as the log has them, for the partitions this process reads. */
public interface StoredEvaluations {

    /** @throws NotReady if the stream is starting, rebalancing or stopped */
    Optional<Evaluation.Trained> find(EvaluationKey key);

    /** @throws NotReady if the stream is starting, rebalancing or stopped */
    List<Evaluation.Trained> all();

    /** The store cannot be read just now. */
    final class NotReady extends RuntimeException {

        public NotReady(Throwable cause) {
            super("the stream is not running yet", cause);
        }
    }
}
