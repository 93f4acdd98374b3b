package org.autoequivariant.web;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdmissionTest {

    private static final Map<String, String> TOKEN = Map.of("aen.web.token", "0123456789abcdef");
    private static final Optional<List<String>> AUDIENCE = Optional.of(List.of("aen"));

    private static void start(
            Map<String, String> settings, boolean openId, Optional<List<String>> audience, String host) {
        WebConfig config = new SmallRyeConfigBuilder()
                .withMapping(WebConfig.class)
                .withSources(new PropertiesConfigSource(settings, "test", 100))
                .build()
                .getConfigMapping(WebConfig.class);
        new Admission(config, openId, audience, host).check(new StartupEvent());
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.8.0.1", "localhost", "::1", "[::1]"})
    void onLoopbackNobodyNeedsAToken(String host) {
        assertThatNoException().isThrownBy(() -> start(Map.of(), false, Optional.empty(), host));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1", "no-such-host.invalid"})
    void beyondLoopbackItRefusesToStartWithoutCredentials(String host) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> start(Map.of(), false, Optional.empty(), host))
                .withMessageContaining(host)
                .withMessageContaining("aen.web.token")
                .withMessageContaining("quarkus.oidc.tenant-enabled");
    }

    @ParameterizedTest
    @CsvSource({"true, false", "false, true", "true, true"})
    void beyondLoopbackItStartsWithCredentials(boolean token, boolean openId) {
        assertThatNoException().isThrownBy(() -> start(token ? TOKEN : Map.of(), openId, AUDIENCE, "0.0.0.0"));
    }

    @Test
    void openIdNeedsAnAudience() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> start(TOKEN, true, Optional.empty(), "127.0.0.1"))
                .withMessageContaining("quarkus.oidc.token.audience");
    }
}
