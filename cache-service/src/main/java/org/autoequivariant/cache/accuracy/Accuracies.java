package org.autoequivariant.cache.accuracy;

import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import org.autoequivariant.contracts.Evaluation;
import org.autoequivariant.contracts.EvaluationKey;

/** All that is known, asked of the quick view first and of the store where that falls short. */
@ApplicationScoped
public class Accuracies {

    private final AccuracyCache cache;
    private final StoredEvaluations store;

    public Accuracies(AccuracyCache cache, StoredEvaluations store) {
        this.cache = cache;
        this.store = store;
    }

    /** @throws StoredEvaluations.NotReady if the view does not know and the store cannot be read just now */
    public Optional<Evaluation.Trained> find(EvaluationKey key) {
        return cache.find(key).or(() -> store.find(key));
    }

    /**
     * @param limit at most so many, from 1
     * @throws StoredEvaluations.NotReady if the view is incomplete and the store cannot be read just now
     */
    public List<Evaluation.Trained> best(Leaderboard leaderboard, int limit) {
        return cache.best(leaderboard, limit).orElseGet(() -> store.all().stream()
                .filter(evaluation -> Leaderboard.of(evaluation.key()).equals(leaderboard))
                .sorted(Leaderboard.ORDER)
                .limit(limit)
                .toList());
    }
}
