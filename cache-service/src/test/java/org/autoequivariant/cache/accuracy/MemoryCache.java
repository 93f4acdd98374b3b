package org.autoequivariant.cache.accuracy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.autoequivariant.contracts.Evaluation;
import org.autoequivariant.contracts.EvaluationKey;

/** The quick view, in memory; can be flushed and can be down. */
public final class MemoryCache implements AccuracyCache {

    private final Map<EvaluationKey, Evaluation.Trained> evaluations = new HashMap<>();
    private boolean down;

    public void flush() {
        evaluations.clear();
    }

    public void setDown(boolean down) {
        this.down = down;
    }

    @Override
    public Optional<Evaluation.Trained> find(EvaluationKey key) {
        return down ? Optional.empty() : Optional.ofNullable(evaluations.get(key));
    }

    @Override
    public void put(Evaluation.Trained evaluation) {
        if (!down) {
            evaluations.put(evaluation.key(), evaluation);
        }
    }

    @Override
    public Optional<List<Evaluation.Trained>> best(Leaderboard leaderboard, int limit) {
        return down
                ? Optional.empty()
                : Optional.of(evaluations.values().stream()
                        .filter(evaluation -> Leaderboard.of(evaluation.key()).equals(leaderboard))
                        .sorted(Leaderboard.ORDER)
                        .limit(limit)
                        .toList());
    }
}
