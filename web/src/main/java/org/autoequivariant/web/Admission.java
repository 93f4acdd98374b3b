package org.autoequivariant.web;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Which credentials there are, and whether that is enough for where the service listens. */
@Singleton
class Admission {

    private final Optional<BearerToken> token;
    private final boolean openId;
    private final Optional<List<String>> audience;
    private final String host;

    Admission(
            WebConfig config,
            @ConfigProperty(name = "quarkus.oidc.tenant-enabled") boolean openId,
            @ConfigProperty(name = "quarkus.oidc.token.audience") Optional<List<String>> audience,
            @ConfigProperty(name = "quarkus.http.host") String host) {
        this.token = WebConfig.validated(config).token().map(text -> BearerToken.of("aen.web.token", text));
        this.openId = openId;
        this.audience = audience;
        this.host = host;
    }

    /**
     * Comes first, and before the door opens.
     *
     * @throws ConfigurationException if strangers would be let in
     */
    void check(@Observes @Priority(1) StartupEvent event) {
        if (!credentialsNeeded() && !isLoopback(host)) {
            throw new ConfigurationException(
                    """
                    quarkus.http.host is %s, where other machines can ask, and nobody would need a token. \
                    Set aen.web.token, or quarkus.oidc.tenant-enabled=true with quarkus.oidc.auth-server-url and \
                    quarkus.oidc.token.audience, or listen on 127.0.0.1."""
                            .formatted(host));
        }
        if (openId && audience.isEmpty()) {
            throw new ConfigurationException(
                    "quarkus.oidc.token.audience is missing: tokens issued for other applications would be let in, too.");
        }
    }

    Optional<BearerToken> token() {
        return token;
    }

    /** Whether who asks must show a token at all. */
    boolean credentialsNeeded() {
        return token.isPresent() || openId;
    }

    /** Whether no other machine can reach this address; what cannot be resolved counts as if one could. */
    static boolean isLoopback(String host) {
        try {
            return Arrays.stream(InetAddress.getAllByName(host)).allMatch(InetAddress::isLoopbackAddress);
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
