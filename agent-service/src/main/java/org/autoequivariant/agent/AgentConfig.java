package org.autoequivariant.agent;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;

import org.autoequivariant.web.BearerToken;

/** The settings of agent-service. */
@ConfigMapping(prefix = "aen")
public interface AgentConfig {

    /** Where dataset-service is. */
    @WithName("dataset.url")
    @WithDefault("http://127.0.0.1:8081")
    URI dataSetUrl();

    /** The token dataset-service wants, if it wants one; a secret. */
    @WithName("dataset.token")
    Optional<String> dataSetToken();

    Agent agent();

    /** Settings of the agent itself. */
    interface Agent {

        /** Searches that may run at once, 1…64; one more is refused with 429. */
        @WithDefault("4")
        int maxSearches();

        /**
         * Unique among agents and kept over restarts, such as the pod's name in a stateful set: then an agent that died
         * gets its searches back as soon as it is started again. Without a name that takes 10 s.
         */
        Optional<String> name();

        /** Searches last heard of before this do not go on by themselves; by default all do. */
        Optional<Instant> resumeSince();

        /** How long to wait for a reward before asking again, 1s…1h; asking twice is harmless. */
        @WithDefault("1m")
        Duration askAgain();
    }

    /** @throws IllegalArgumentException naming the first setting out of range */
    static AgentConfig validated(AgentConfig config) {
        int max = config.agent().maxSearches();
        if (max < 1 || max > 64) {
            throw new IllegalArgumentException("aen.agent.max-searches must be between 1 and 64, not " + max);
        }
        Duration askAgain = config.agent().askAgain();
        if (askAgain.compareTo(Duration.ofSeconds(1)) < 0 || askAgain.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException("aen.agent.ask-again must be between 1s and 1h, not " + askAgain);
        }
        if (!"http".equals(config.dataSetUrl().getScheme())
                && !"https".equals(config.dataSetUrl().getScheme())) {
            throw new IllegalArgumentException(
                    "aen.dataset.url must be an http or https address, not " + config.dataSetUrl());
        }
        config.dataSetToken().ifPresent(token -> BearerToken.of("aen.dataset.token", token));
        return config;
    }
}
