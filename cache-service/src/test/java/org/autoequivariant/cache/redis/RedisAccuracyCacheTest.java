package org.autoequivariant.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.autoequivariant.cache.Samples.candidate;
import static org.autoequivariant.cache.Samples.trained;

import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.RedisClient;
import redis.embedded.RedisServer;

import org.autoequivariant.cache.Samples;
import org.autoequivariant.cache.accuracy.Leaderboard;
import org.autoequivariant.cache.accuracy.MemoryCache;
import org.autoequivariant.cache.accuracy.StoredEvaluations;
import org.autoequivariant.cache.redis.RedisAccuracyCache.Condition;
import org.autoequivariant.contracts.Evaluation;
import org.autoequivariant.contracts.EvaluationKey;

class RedisAccuracyCacheTest {

    private static final Leaderboard LEADERBOARD =
            new Leaderboard(Samples.DATA_SET.fingerprint(), Samples.PROTOCOL.toString());

    private final Store store = new Store();
    private int port;
    private RedisServer server;
    private RedisAccuracyCache cache;
    private RedisClient inspector;

    /** What the stream's store would hold. */
    private static final class Store implements StoredEvaluations {

        private final List<Evaluation.Trained> evaluations = new ArrayList<>();
        private boolean ready = true;

        @Override
        public Optional<Evaluation.Trained> find(EvaluationKey key) {
            return all().stream().filter(e -> e.key().equals(key)).findAny();
        }

        @Override
        public List<Evaluation.Trained> all() {
            if (!ready) {
                throw new NotReady(null);
            }
            return List.copyOf(evaluations);
        }
    }

    @BeforeEach
    void start() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        startServer();
        cache = new RedisAccuracyCache(
                RedisAccess.of("redis://127.0.0.1:" + port, Optional.empty(), Optional.empty(), Duration.ofSeconds(2)));
        inspector = RedisClient.create("127.0.0.1", port);
    }

    private void startServer() throws IOException {
        server = RedisServer.newRedisServer()
                .bind("127.0.0.1")
                .port(port)
                .setting("save \"\"")
                .build();
        server.start();
    }

    @AfterEach
    void stop() throws IOException {
        inspector.close();
        cache.close();
        server.stop();
    }

    private static Evaluation.Trained evaluation(int network) {
        return trained(candidate("s1", 0, network), network / 1_000.0);
    }

    @Test
    void itKnowsWhatItIsToldUnderReadableKeys() {
        // Given
        cache.refresh(store);

        // When
        cache.put(evaluation(900));

        // Then
        EvaluationKey key = evaluation(900).key();
        assertThat(cache.condition()).isEqualTo(Condition.UP);
        assertThat(cache.find(key)).contains(evaluation(900));
        assertThat(cache.find(evaluation(901).key())).isEmpty();
        assertThat(inspector.get("aen:evaluation:" + key)).contains("\"outcome\":\"trained\"");
        assertThat(inspector.zscore(
                        "aen:leaderboard:0123456789abcdef:t4000-v1000-x0-e4-b64-lr0.001-standard-s0", key.text()))
                .isEqualTo(0.9);
    }

    @Test
    void itRanksAsTheStoreWould() {
        // Given
        cache.refresh(store);
        MemoryCache reference = new MemoryCache();
        List<Evaluation.Trained> evaluations = List.of(
                evaluation(900),
                evaluation(950),
                trained(candidate("s1", 0, 1), 0.95),
                trained(candidate("s1", 0, 2), 0.95),
                evaluation(100));

        // When
        evaluations.forEach(cache::put);
        evaluations.forEach(reference::put);

        // Then
        assertThat(cache.best(LEADERBOARD, 4)).isEqualTo(reference.best(LEADERBOARD, 4));
        assertThat(cache.best(LEADERBOARD, 1).orElseThrow()).hasSize(1);
        assertThat(cache.best(new Leaderboard("fedcba9876543210", "x"), 5)).contains(List.of());
    }

    @Test
    void beforeItIsReachedItKnowsNothingAndSaysNothing() {
        assertThat(cache.condition()).isEqualTo(Condition.DOWN);
        assertThat(cache.find(evaluation(900).key())).isEmpty();
        assertThat(cache.best(LEADERBOARD, 5)).isEmpty();
    }

    @Test
    void atStartItIsFilledWithAllThatTheStoreHas() {
        // Given
        IntStream.rangeClosed(1, 1_000)
                .mapToObj(RedisAccuracyCacheTest::evaluation)
                .forEach(store.evaluations::add);

        // When
        cache.refresh(store);

        // Then
        assertThat(inspector.zcard("aen:leaderboard:0123456789abcdef:" + Samples.PROTOCOL))
                .isEqualTo(1_000);
        assertThat(cache.best(LEADERBOARD, 2)).contains(List.of(evaluation(1_000), evaluation(999)));
        assertThat(cache.find(evaluation(1).key())).contains(evaluation(1));
    }

    @Test
    void untilTheStoreIsReadyItTakesWhatComesButRanksNothing() {
        // Given
        store.ready = false;

        // When
        cache.refresh(store);
        cache.put(evaluation(900));

        // Then
        assertThat(cache.condition()).isEqualTo(Condition.FILLING);
        assertThat(cache.find(evaluation(900).key())).contains(evaluation(900));
        assertThat(cache.best(LEADERBOARD, 5)).isEmpty();

        // When
        store.ready = true;
        cache.refresh(store);

        // Then
        assertThat(cache.condition()).isEqualTo(Condition.UP);
    }

    @Test
    void aFlushIsFoundAndFilledAgain() {
        // Given
        store.evaluations.add(evaluation(900));
        cache.refresh(store);
        inspector.flushAll();

        // When
        cache.refresh(store);

        // Then
        assertThat(cache.find(evaluation(900).key())).contains(evaluation(900));
        assertThat(cache.best(LEADERBOARD, 5)).contains(List.of(evaluation(900)));
    }

    @Test
    void itIsNotFilledAgainWithoutNeed() {
        // Given
        store.evaluations.add(evaluation(900));
        cache.refresh(store);
        inspector.del("aen:evaluation:" + evaluation(900).key());

        // When
        cache.refresh(store);

        // Then
        assertThat(cache.find(evaluation(900).key())).isEmpty();

        // When
        cache.expectMore();
        cache.refresh(store);

        // Then
        assertThat(cache.find(evaluation(900).key())).contains(evaluation(900));
    }

    @Test
    void killedItKnowsNothingAndRestartedItHoldsAllAgain() throws IOException {
        // Given
        store.evaluations.add(evaluation(900));
        cache.refresh(store);

        // When
        server.stop();

        // Then
        assertThat(cache.find(evaluation(900).key())).isEmpty();
        assertThat(cache.condition()).isEqualTo(Condition.DOWN);
        assertThatCode(() -> cache.put(evaluation(901))).doesNotThrowAnyException();
        assertThat(cache.best(LEADERBOARD, 5)).isEmpty();
        cache.refresh(store);
        assertThat(cache.condition()).isEqualTo(Condition.DOWN);

        // When
        store.evaluations.add(evaluation(901));
        startServer();
        cache.refresh(store);

        // Then
        assertThat(cache.condition()).isEqualTo(Condition.UP);
        assertThat(cache.best(LEADERBOARD, 5)).contains(List.of(evaluation(901), evaluation(900)));
    }

    @Test
    void whatWasMissedInAnOutageIsFilledEvenWhenRedisKeptTheRest() {
        // Given
        store.evaluations.add(evaluation(900));
        cache.refresh(store);
        inspector.set("aen:leaderboard:0123456789abcdef:" + Samples.PROTOCOL, "not a sorted set");
        store.evaluations.add(evaluation(901));
        cache.put(evaluation(901));
        assertThat(cache.condition()).isEqualTo(Condition.DOWN);
        inspector.del("aen:leaderboard:0123456789abcdef:" + Samples.PROTOCOL);

        // When
        cache.refresh(store);

        // Then
        assertThat(cache.best(LEADERBOARD, 5)).contains(List.of(evaluation(901), evaluation(900)));
    }

    @Test
    void whatIsNoEvaluationOfItsKeyCountsAsUnknown() {
        // Given
        cache.refresh(store);
        inspector.set("aen:evaluation:" + evaluation(1).key(), "nonsense");
        cache.put(evaluation(3));
        inspector.set(
                "aen:evaluation:" + evaluation(2).key(),
                inspector.get("aen:evaluation:" + evaluation(3).key()));

        // Then
        assertThat(cache.find(evaluation(1).key())).isEmpty();
        assertThat(cache.find(evaluation(2).key())).isEmpty();
        assertThat(cache.condition()).isEqualTo(Condition.UP);
    }
}
