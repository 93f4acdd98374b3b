package org.autoequivariant.agent;

import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;

import org.autoequivariant.agent.search.Searches;
import org.autoequivariant.contracts.SearchStatus;

/**
 * What dashboards see of the searches this agent drives. One that ends is shown no longer, so there are never more
 * series than searches may run.
 */
final class SearchMeters {

    private final Searches searches;
    private final Map<MultiGauge, ToDoubleFunction<SearchStatus>> gauges;

    private SearchMeters(MeterRegistry registry, Searches searches) {
        this.searches = searches;
        Gauge.builder("aen.searches.running", searches, all -> all.driven().size())
                .description("Searches this agent drives")
                .register(registry);
        this.gauges = Map.of(
                gauge(registry, "steps", "Steps rewarded"),
                        status -> status.progress().steps(),
                gauge(registry, "states.visited", "Distinct states the steps led to"),
                        status -> status.progress().statesVisited(),
                gauge(registry, "networks.trained", "Trainings waited for"),
                        status -> status.progress().networksTrained(),
                gauge(registry, "cache.hits", "Answers that were known, or trained for an earlier question"),
                        status -> status.progress().cacheHits(),
                gauge(registry, "epsilon", "Probability of a random action"),
                        status -> status.progress().epsilon(),
                gauge(registry, "best.accuracy", "Validation accuracy of the best network so far, 0 to 1"),
                        SearchMeters::best,
                gauge(registry, "baseline.accuracy", "Validation accuracy of the dense network, 0 to 1"),
                        status -> status.baseline().orElse(Double.NaN));
    }

    static void bind(MeterRegistry registry, Searches searches) {
        SearchMeters meters = new SearchMeters(registry, searches);
        searches.onDriven(meters::show);
        meters.show();
    }

    private static MultiGauge gauge(MeterRegistry registry, String name, String description) {
        return MultiGauge.builder("aen.search." + name).description(description).register(registry);
    }

    /** One after another, so that the last to come shows the latest. */
    private synchronized void show() {
        gauges.forEach((gauge, value) -> gauge.register(rows(value)));
    }

    private List<MultiGauge.Row<?>> rows(ToDoubleFunction<SearchStatus> value) {
        return searches.driven().stream()
                .<MultiGauge.Row<?>>map(search -> MultiGauge.Row.of(
                        Tags.of("search", search), searches, all -> value.applyAsDouble(all.read(search))))
                .toList();
    }

    /** Not 0 while there is none: that would be an accuracy. */
    private static double best(SearchStatus status) {
        return status.best().isEmpty() ? Double.NaN : status.best().get(0).searchAccuracy();
    }
}
