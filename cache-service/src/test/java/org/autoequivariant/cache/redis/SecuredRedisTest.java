package org.autoequivariant.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.autoequivariant.cache.Samples.candidate;
import static org.autoequivariant.cache.Samples.trained;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.RedisClient;
import redis.embedded.RedisServer;

import org.autoequivariant.cache.Samples;
import org.autoequivariant.cache.accuracy.Leaderboard;
import org.autoequivariant.cache.accuracy.StoredEvaluations;
import org.autoequivariant.cache.redis.RedisAccuracyCache.Condition;
import org.autoequivariant.contracts.Evaluation;
import org.autoequivariant.contracts.EvaluationKey;

/** Redis behind TLS that lets in one user, with the rights docs/security.md gives it. */
class SecuredRedisTest {

    private static final Evaluation.Trained EVALUATION = trained(candidate("s1", 0, 1), 0.9);

    @TempDir
    private static Path folder;

    private static ServerCertificate certificate;
    private static int port;
    private static RedisServer server;

    private static final StoredEvaluations STORE = new StoredEvaluations() {
        @Override
        public Optional<Evaluation.Trained> find(EvaluationKey key) {
            return Optional.empty();
        }

        @Override
        public List<Evaluation.Trained> all() {
            return List.of(EVALUATION);
        }
    };

    @BeforeAll
    static void start() throws Exception {
        certificate = ServerCertificate.of("localhost", folder);
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        server = RedisServer.newRedisServer()
                .port(0)
                .setting("bind 127.0.0.1")
                .setting("tls-port " + port)
                .setting("tls-cert-file " + certificate.certificate())
                .setting("tls-key-file " + certificate.key())
                .setting("tls-auth-clients no")
                .setting("save \"\"")
                .setting("aclfile " + users())
                .build();
        server.start();
    }

    private static Path users() throws IOException {
        String documented = Files.readAllLines(Path.of("../docs/security.md")).stream()
                .filter(line -> line.startsWith("user aen-cache "))
                .findFirst()
                .orElseThrow();
        assertThat(documented).contains(" #SHA256 ");
        return Files.write(
                folder.resolve("users.acl"),
                List.of(
                        "user default off",
                        "user admin on >admin-secret ~* +@all",
                        documented.replace("#SHA256", ">cache-secret")));
    }

    @AfterAll
    static void stop() throws IOException {
        server.stop();
    }

    private static RedisAccess access(String user, String host, String password, Path authority) {
        return RedisAccess.of(
                "rediss://" + user + "@" + host + ":" + port,
                Optional.of(password),
                Optional.ofNullable(authority),
                Duration.ofSeconds(5));
    }

    private static RedisClient client(String user, String password) {
        RedisAccess access = access(user, "localhost", password, certificate.certificate());
        return RedisClient.builder()
                .hostAndPort(access.address())
                .clientConfig(access.clientConfig())
                .build();
    }

    @Test
    void itsUserMayDoAllItNeeds() {
        try (RedisAccuracyCache cache = new RedisAccuracyCache(
                        access("aen-cache", "localhost", "cache-secret", certificate.certificate()));
                RedisClient admin = client("admin", "admin-secret")) {
            // When
            cache.refresh(STORE);
            cache.refresh(STORE);
            cache.put(trained(candidate("s1", 1, 2), 0.95));

            // Then
            assertThat(cache.condition()).isEqualTo(Condition.UP);
            assertThat(cache.find(EVALUATION.key())).contains(EVALUATION);
            assertThat(cache.best(new Leaderboard(Samples.DATA_SET.fingerprint(), Samples.PROTOCOL.toString()), 5)
                            .orElseThrow())
                    .hasSize(2);
            assertThat(admin.executeCommand(new CommandArguments(Protocol.Command.ACL).add("LOG")))
                    .isEqualTo(List.of());
        }
    }

    @ParameterizedTest(name = "{3}")
    @CsvSource({
        "localhost,wrong,true,a wrong password",
        "127.0.0.1,cache-secret,true,a server whose certificate is for another host",
        "localhost,cache-secret,false,a server whose certificate nobody trusted signed"
    })
    void itStaysAwayFrom(String host, String password, boolean trusted, String what) {
        Path authority = trusted ? certificate.certificate() : null;
        try (RedisAccuracyCache cache = new RedisAccuracyCache(access("aen-cache", host, password, authority))) {
            cache.refresh(STORE);

            assertThat(cache.condition()).isEqualTo(Condition.DOWN);
        }
    }
}
