package org.autoequivariant.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedisAccessTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private static RedisAccess access(String url, String password) {
        return RedisAccess.of(url, Optional.ofNullable(password), Optional.empty(), SECOND);
    }

    @ParameterizedTest
    @CsvSource({
        "redis://h:1,,redis://h:1/0,,,false",
        "redis://h:1/3,secret,redis://h:1/3,,secret,false",
        "redis://u:secret@h:1,,redis://u@h:1/0,u,secret,false",
        "redis://:se:cret@h:1,,redis://h:1/0,,se:cret,false",
        "rediss://u@h:1/2,secret,rediss://u@h:1/2,u,secret,true"
    })
    void thePasswordComesFromTheUrlOrASettingOfItsOwnAndIsNeverShown(
            String url, String password, String shown, String user, String secret, boolean tls) {
        RedisAccess access = access(url, password);

        assertThat(access).hasToString(shown);
        assertThat(access.user()).isEqualTo(Optional.ofNullable(user));
        assertThat(access.password()).isEqualTo(Optional.ofNullable(secret));
        assertThat(access.tls().isPresent()).isEqualTo(tls);
    }

    @ParameterizedTest
    @CsvSource({
        "http://u:secret@h:1,,scheme",
        "redis://u:secret@h,,port",
        "redis://u:sec ret@h:1,,percent-encoded",
        "redis://u:secret@h:1/x,,number of a database",
        "redis://u:secret@h:1,secret,both in aen.redis.url and in aen.redis.password",
        "redis://u@h:1,,set aen.redis.password"
    })
    void whatCannotWorkIsRefusedWithoutQuotingAPassword(String url, String password, String reason) {
        assertThatThrownBy(() -> access(url, password))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("aen.redis.url")
                .hasMessageContaining(reason)
                .message()
                .doesNotContain("secret", "sec ret");
    }

    @ParameterizedTest
    @CsvSource({"PT0S", "PT2M"})
    void aTimeoutOutOfRangeIsRefused(Duration timeout) {
        assertThatThrownBy(() -> RedisAccess.of("redis://h:1", Optional.empty(), Optional.empty(), timeout))
                .hasMessageContaining("aen.redis.timeout must be between 1ms and 1m");
    }

    @Test
    void anAuthorityThatCannotBeUsedIsRefused(@TempDir Path folder) throws IOException {
        // Given
        Path none = folder.resolve("none.pem");
        Path empty = Files.createFile(folder.resolve("empty.pem"));
        Path garbage = Files.writeString(folder.resolve("garbage.pem"), "not a certificate");

        // Then
        for (Path authority : new Path[] {none, empty, garbage}) {
            assertThatThrownBy(() -> RedisAccess.of("rediss://h:1", Optional.empty(), Optional.of(authority), SECOND))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("aen.redis.ca")
                    .hasMessageContaining(authority.toString());
        }
        assertThatThrownBy(() -> RedisAccess.of("redis://h:1", Optional.empty(), Optional.of(none), SECOND))
                .hasMessageContaining("let it start with rediss://");
    }
}
