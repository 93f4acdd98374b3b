package org.autoequivariant.cache.accuracy;

import java.util.List;
import java.util.Optional;

import org.autoequivariant.contracts.Evaluation;
import org.autoequivariant.contracts.EvaluationKey;

/**
 * A view of the evaluations that is quick to ask and may be lost at any time. It never throws: a cache that is down
 * knows nothing and forgets what it is told.
 */
public interface AccuracyCache {

    /** What came of {@code key}; empty if it is not known here. */
    Optional<Evaluation.Trained> find(EvaluationKey key);

    /** Remembers, replacing what was known of the same key. */
    void put(Evaluation.Trained evaluation);

    /**
     * The best evaluations of a leaderboard in the order of {@link Leaderboard#ORDER}.
     *
     * @param limit at most so many, from 1
     * @return empty if this view may lack some
     */
    Optional<List<Evaluation.Trained>> best(Leaderboard leaderboard, int limit);
}
