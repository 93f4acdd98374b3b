package org.autoequivariant.cache.topology;

import java.util.Optional;

import org.apache.kafka.streams.state.KeyValueStore;

import org.autoequivariant.cache.accuracy.AccuracyCache;
import org.autoequivariant.contracts.Evaluation;
import org.autoequivariant.contracts.EvaluationKey;

/** What is known: the quick view is asked first and repaired from the store, which has it right. */
final class KnownEvaluations {

    private final AccuracyCache cache;
    private final KeyValueStore<String, Evaluation.Trained> store;

    KnownEvaluations(AccuracyCache cache, KeyValueStore<String, Evaluation.Trained> store) {
        this.cache = cache;
        this.store = store;
    }

    Optional<Evaluation.Trained> find(EvaluationKey key) {
        return cache.find(key).or(() -> {
            Optional<Evaluation.Trained> stored = Optional.ofNullable(store.get(key.text()));
            stored.ifPresent(cache::put);
            return stored;
        });
    }

    /** Remembers the first evaluation of each key, and gives that first one. */
    Evaluation.Trained remember(Evaluation.Trained evaluation) {
        Evaluation.Trained earlier = store.putIfAbsent(evaluation.key().text(), evaluation);
        if (earlier != null) {
            return earlier;
        }
        cache.put(evaluation);
        return evaluation;
    }
}
