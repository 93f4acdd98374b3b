package org.autoequivariant.agent;

import java.util.List;
import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.MeterRegistry;

import org.autoequivariant.agent.search.Searches;
import org.autoequivariant.contracts.SearchStatus;

/** What dashboards see of the searches. */
final class SearchMeters {

    private SearchMeters() {}

    static void bind(MeterRegistry registry, Searches searches) {
        registry.gauge("aen.searches.running", searches, all -> running(all).size());
        registry.gauge(
                "aen.search.states.visited",
                searches,
                all -> sum(all, s -> s.progress().statesVisited()));
        registry.gauge(
                "aen.search.networks.trained",
                searches,
                all -> sum(all, s -> s.progress().networksTrained()));
        registry.gauge(
                "aen.search.cache.hits",
                searches,
                all -> sum(all, s -> s.progress().cacheHits()));
        registry.gauge(
                "aen.search.epsilon",
                searches,
                all -> highest(all, s -> s.progress().epsilon()));
        registry.gauge("aen.search.best.accuracy", searches, all -> highest(all, SearchMeters::best));
    }

    private static double best(SearchStatus status) {
        return status.best().isEmpty() ? 0 : status.best().get(0).searchAccuracy();
    }

    private static double sum(Searches searches, ToDoubleFunction<SearchStatus> value) {
        return running(searches).stream().mapToDouble(value).sum();
    }

    private static double highest(Searches searches, ToDoubleFunction<SearchStatus> value) {
        return running(searches).stream().mapToDouble(value).max().orElse(0);
    }

    private static List<SearchStatus> running(Searches searches) {
        return searches.list().stream()
                .filter(status -> !status.phase().isEnd())
                .toList();
    }
}
