package org.autoequivariant.agent;

import java.time.InstantSource;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.jackson.ObjectMapperCustomizer;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

import org.autoequivariant.agent.dataset.DataSets;
import org.autoequivariant.agent.search.Searches;
import org.autoequivariant.agent.stream.KafkaSearchStream;
import org.autoequivariant.agent.stream.RewardFeed;
import org.autoequivariant.contracts.Messages;

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

    AgentService(
            AgentConfig config,
            DataSets dataSets,
            MeterRegistry meters,
            @Identifier("default-kafka-broker") Map<String, Object> kafka) {
        AgentConfig checked = AgentConfig.validated(config);
        stream = KafkaSearchStream.to(kafka);
        searches = new Searches(
                stream,
                dataSets::find,
                InstantSource.system(),
                checked.agent().maxSearches(),
                checked.agent().resumeAtStart());
        feed = new RewardFeed(kafka, searches, stream);
        SearchMeters.bind(meters, searches);
    }

    void start(@Observes StartupEvent event) {
        feed.start();
    }

    void stop(@Observes ShutdownEvent event) {
        feed.close();
        stream.close();
    }

    @Singleton
    Searches searches() {
        return searches;
    }

    @Singleton
    ObjectMapperCustomizer jsonForm() {
        return Messages::configure;
    }

    @Singleton
    @Readiness
    HealthCheck caughtUp() {
        return () -> HealthCheckResponse.named("searches read")
                .status(searches.isReady())
                .build();
    }
}
