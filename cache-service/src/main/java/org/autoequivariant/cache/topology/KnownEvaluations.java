package org.autoequivariant.cache.topology;

import java.util.Optional;

import org.apache.kafka.streams.state.KeyValueStore;

import org.autoequivariant.cache.accuracy.AccuracyCache;
import org.autoequivariant.contracts.Evaluation;
import org.autoequivariant.contracts.EvaluationKey;

/**
 * What is known. The store answers: it has every evaluation of its partitions and is in this process, where a question
 * to the view would hold up all candidates behind it. The view is kept for those who ask from outside.
 */
final class KnownEvaluations {

    private final AccuracyCache view;
    private final KeyValueStore<String, Evaluation.Trained> store;

    KnownEvaluations(AccuracyCache view, KeyValueStore<String, Evaluation.Trained> store) {
        this.view = view;
        this.store = store;
    }

    Optional<Evaluation.Trained> find(EvaluationKey key) {
        return Optional.ofNullable(store.get(key.text()));
    }

    /** Remembers the first evaluation of each key, and gives that first one. */
    Evaluation.Trained remember(Evaluation.Trained evaluation) {
        Evaluation.Trained earlier = store.putIfAbsent(evaluation.key().text(), evaluation);
        if (earlier != null) {
            return earlier;
        }
        view.put(evaluation);
        return evaluation;
    }
}
