package org.autoequivariant.agent;

import java.net.URI;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;

/** The settings of agent-service. */
@ConfigMapping(prefix = "aen")
public interface AgentConfig {

    /** Where dataset-service is. */
    @WithName("dataset.url")
    @WithDefault("http://127.0.0.1:8081")
    URI dataSetUrl();

    Agent agent();

    /** Settings of the agent itself. */
    interface Agent {

        /** Searches that may run at once, 1…64; one more is refused with 429. */
        @WithDefault("4")
        int maxSearches();

        /** Whether searches that ran when the agent ended go on by themselves when it starts. */
        @WithDefault("true")
        boolean resumeAtStart();
    }

    /** @throws IllegalArgumentException naming the first setting out of range */
    static AgentConfig validated(AgentConfig config) {
        int max = config.agent().maxSearches();
        if (max < 1 || max > 64) {
            throw new IllegalArgumentException("aen.agent.max-searches must be between 1 and 64, not " + max);
        }
        if (!"http".equals(config.dataSetUrl().getScheme())
                && !"https".equals(config.dataSetUrl().getScheme())) {
            throw new IllegalArgumentException(
                    "aen.dataset.url must be an http or https address, not " + config.dataSetUrl());
        }
        return config;
    }
}
