package org.autoequivariant.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebConfigTest {

    private static WebConfig config(Map<String, String> properties) {
        return new SmallRyeConfigBuilder()
                .withMapping(WebConfig.class)
                .withSources(new PropertiesConfigSource(properties, "test", 100))
                .build()
                .getConfigMapping(WebConfig.class);
    }

    @Test
    void everythingHasADefaultButTheToken() {
        WebConfig config = WebConfig.validated(config(Map.of()));

        assertThat(config.token()).isEmpty();
        assertThat(config.readOpen()).isFalse();
        assertThat(config.requestsPerSecond()).isEqualTo(200);
        assertThat(config.burst()).isEqualTo(400);
        assertThat(config.eventStreams()).isEqualTo(256);
    }

    @Test
    void everySettingCanBeGiven() {
        WebConfig config = WebConfig.validated(config(Map.of(
                "aen.web.token", "0123456789abcdef\n",
                "aen.web.read-open", "true",
                "aen.web.requests-per-second", "1",
                "aen.web.burst", "2",
                "aen.web.event-streams", "3")));

        assertThat(config.token()).hasValue("0123456789abcdef");
        assertThat(config.readOpen()).isTrue();
        assertThat(config.requestsPerSecond()).isEqualTo(1);
        assertThat(config.burst()).isEqualTo(2);
        assertThat(config.eventStreams()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({
        "aen.web.requests-per-second, 0",
        "aen.web.requests-per-second, 100001",
        "aen.web.burst, 0",
        "aen.web.burst, 100001",
        "aen.web.event-streams, 0",
        "aen.web.event-streams, 100001",
    })
    void aNumberOutOfRangeIsNamed(String name, String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WebConfig.validated(config(Map.of(name, value))))
                .withMessageContaining(name)
                .withMessageContaining(value);
    }

    @Test
    void aTokenThatIsNoneIsRefusedWithoutBeingShown() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WebConfig.validated(config(Map.of("aen.web.token", "pass word, too short"))))
                .withMessageContaining("aen.web.token")
                .withMessageNotContaining("pass word");
    }
}
