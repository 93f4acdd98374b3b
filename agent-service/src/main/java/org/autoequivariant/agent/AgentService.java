package org.autoequivariant.agent;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

import org.autoequivariant.agent.dataset.DataSets;
import org.autoequivariant.agent.search.Searches;
import org.autoequivariant.agent.stream.KafkaSearchStream;
import org.autoequivariant.agent.stream.Ownership;
import org.autoequivariant.agent.stream.RewardFeed;
import org.autoequivariant.contracts.Traces;

/** Puts the service together from its settings. */
@ApplicationScoped
class AgentService {

    static {
        // Before the engine loads: it must not look for natives on the network, nor use more threads than one.
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("OPT_OUT_TRACKING", "true");
        System.setProperty("ai.djl.pytorch.num_threads", "1");
        System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
    }

    private final KafkaSearchStream stream;
    private final Searches searches;
    private final RewardFeed feed;
    private final Ownership ownership;

    AgentService(
            AgentConfig config,
            DataSets dataSets,
            MeterRegistry meters,
            OpenTelemetry telemetry,
            @Identifier("default-kafka-broker") Map<String, Object> kafka) {
        AgentConfig checked = AgentConfig.validated(config);
        Traces traces = new Traces(telemetry);
        stream = KafkaSearchStream.to(kafka, traces, meters);
        searches = new Searches(
                stream,
                dataSets::find,
                InstantSource.system(),
                new Searches.Policy(
                        checked.agent().maxSearches(),
                        checked.agent().resumeSince().orElse(Instant.MIN),
                        checked.agent().askAgain()));
        ownership = new Ownership(kafka, checked.agent().name(), searches);
        feed = new RewardFeed(kafka, searches, stream, traces, ownership::start);
        SearchMeters.bind(meters, searches);
    }

    void start(@Observes StartupEvent event) {
        feed.start();
    }

    void stop(@Observes ShutdownEvent event) {
        ownership.close();
        feed.close();
        stream.close();
    }

    @Singleton
    Searches searches() {
        return searches;
    }

    @Singleton
    @Readiness
    HealthCheck caughtUp() {
        return () -> HealthCheckResponse.named("searches read")
                .status(searches.isReady())
                .build();
    }
}
