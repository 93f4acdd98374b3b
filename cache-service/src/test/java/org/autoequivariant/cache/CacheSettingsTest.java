package org.autoequivariant.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheSettingsTest {

    private static CacheSettings settings(Map<String, String> properties) {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredSources()
                .addDiscoveredConverters()
                .withDefaultValue("user.home", "/home/someone")
                .withSources(new PropertiesConfigSource(properties, "test", 500))
                .withMapping(CacheSettings.class)
                .build()
                .getConfigMapping(CacheSettings.class);
    }

    @Test
    void withoutSettingsItServesOneMachine() {
        CacheSettings settings = settings(Map.of());

        assertThat(settings.cache().state()).isEqualTo(Path.of("/home/someone/.aen/cache"));
        assertThat(settings.cache().jobTimeout()).isEqualTo(Duration.ofMinutes(10));
        assertThat(settings.cache().jobAttempts()).isEqualTo(3);
        assertThat(settings.redis().url()).isEqualTo("redis://127.0.0.1:6379");
        assertThat(settings.redis().password()).isEmpty();
        assertThat(settings.redis().ca()).isEmpty();
        assertThat(settings.redis().timeout()).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void everySettingIsRead() {
        CacheSettings settings = settings(Map.of(
                "aen.cache.state", "/var/aen",
                "aen.cache.job-timeout", "30s",
                "aen.cache.job-attempts", "7",
                "aen.redis.url", "rediss://aen-cache@redis:6380/2",
                "aen.redis.password", "secret",
                "aen.redis.ca", "/etc/aen/ca.pem",
                "aen.redis.timeout", "2s"));

        assertThat(settings.cache().state()).isEqualTo(Path.of("/var/aen"));
        assertThat(settings.cache().jobTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.cache().jobAttempts()).isEqualTo(7);
        assertThat(settings.redis().url()).isEqualTo("rediss://aen-cache@redis:6380/2");
        assertThat(settings.redis().password()).contains("secret");
        assertThat(settings.redis().ca()).contains(Path.of("/etc/aen/ca.pem"));
        assertThat(settings.redis().timeout()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void aSecretIsReadFromAFileNamedAsItsSettingWithoutTheLineEndEditorsAdd(@TempDir Path secrets) throws IOException {
        // Given
        Files.writeString(secrets.resolve("aen.redis.password"), "from a file\n");

        // When
        CacheSettings settings = settings(Map.of("smallrye.config.source.file.locations", secrets.toString()));

        // Then
        assertThat(settings.redis().password()).contains("from a file");
    }
}
