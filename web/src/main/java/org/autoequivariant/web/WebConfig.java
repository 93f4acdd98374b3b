package org.autoequivariant.web;

import java.util.Optional;

import io.quarkus.runtime.configuration.TrimmedStringConverter;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;

/** The settings of a service's door. */
@ConfigMapping(prefix = "aen.web")
public interface WebConfig {

    /** Who sends this as {@code Authorization: Bearer} is let in; 16 to 4096 letters, digits and {@code -._~+/=}. */
    Optional<@WithConverter(TrimmedStringConverter.class) String> token();

    /** Whether GET and HEAD need no token where everything else does. */
    @WithDefault("false")
    boolean readOpen();

    /** Requests answered a second in the long run, 1…100,000; more get 429. Health and metrics do not count. */
    @WithDefault("200")
    int requestsPerSecond();

    /** Requests answered at once after a quiet time, 1…100,000. */
    @WithDefault("400")
    int burst();

    /** Event streams open at once, 1…100,000; one more gets 429. */
    @WithDefault("256")
    int eventStreams();

    /** @throws IllegalArgumentException naming the first setting out of range */
    static WebConfig validated(WebConfig config) {
        config.token().ifPresent(token -> BearerToken.of("aen.web.token", token));
        inRange("requests-per-second", config.requestsPerSecond());
        inRange("burst", config.burst());
        inRange("event-streams", config.eventStreams());
        return config;
    }

    private static void inRange(String name, int value) {
        if (value < 1 || value > 100_000) {
            throw new IllegalArgumentException("aen.web." + name + " must be between 1 and 100000, not " + value);
        }
    }
}
