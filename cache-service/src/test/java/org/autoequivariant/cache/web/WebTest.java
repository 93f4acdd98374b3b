package org.autoequivariant.cache.web;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.autoequivariant.cache.Samples.candidate;
import static org.autoequivariant.cache.Samples.trained;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.quarkus.test.junit.QuarkusMock;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.autoequivariant.cache.Samples;
import org.autoequivariant.cache.accuracy.Accuracies;
import org.autoequivariant.cache.accuracy.MemoryCache;
import org.autoequivariant.cache.accuracy.StoredEvaluations;
import org.autoequivariant.contracts.Evaluation;
import org.autoequivariant.contracts.EvaluationKey;

/** The service without a broker and without Redis, but for what is known. */
@QuarkusTest
@TestProfile(WebTest.Alone.class)
class WebTest {

    public static final class Alone implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "quarkus.http.test-port", "0",
                    "kafka.bootstrap.servers", "127.0.0.1:1",
                    "aen.redis.url", "redis://127.0.0.1:1",
                    "aen.cache.state", "target/web-test-state");
        }
    }

    private static final Evaluation.Trained GOOD = trained(candidate("s1", 0, 1), 0.9);
    private static final Evaluation.Trained BETTER = trained(candidate("s1", 1, 2), 0.95);

    private final MemoryCache cache = new MemoryCache();

    @BeforeEach
    void know() {
        cache.put(GOOD);
        cache.put(BETTER);
        StoredEvaluations notReady = new StoredEvaluations() {
            @Override
            public Optional<Evaluation.Trained> find(EvaluationKey key) {
                throw new NotReady(null);
            }

            @Override
            public List<Evaluation.Trained> all() {
                throw new NotReady(null);
            }
        };
        QuarkusMock.installMockForType(new Accuracies(cache, notReady), Accuracies.class);
    }

    @Test
    void anEvaluationIsInTheJsonOfTheMessages() {
        when().get("/evaluations/" + GOOD.key())
                .then()
                .statusCode(200)
                .body("outcome", equalTo("trained"))
                .body("key", equalTo(GOOD.key().text()))
                .body("state", equalTo(GOOD.state().toString()));
    }

    @Test
    void theLeaderboardHasTheBestFirst() {
        given().queryParam("fingerprint", Samples.DATA_SET.fingerprint())
                .queryParam("protocol", Samples.PROTOCOL.toString())
                .when()
                .get("/leaderboard")
                .then()
                .statusCode(200)
                .body("$", hasSize(2))
                .body("rank", equalTo(List.of(1, 2)))
                .body("[0].accuracy", equalTo(0.95f))
                .body("[0].evaluation.outcome", equalTo("trained"))
                .body("[0].evaluation.key", equalTo(BETTER.key().text()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/evaluations/x",
                "/leaderboard",
                "/leaderboard?fingerprint=x&protocol=y",
                "/leaderboard?fingerprint=0123456789abcdef",
                "/leaderboard?fingerprint=0123456789abcdef&protocol=y&limit=0",
                "/leaderboard?fingerprint=0123456789abcdef&protocol=y&limit=1001",
                "/leaderboard?fingerprint=0123456789abcdef&protocol=y&limit=ten"
            })
    void whatCannotBeAskedIsAProblem(String path) {
        when().get(path)
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("detail", containsString(" "));
    }

    @Test
    void whatOnlyTheStoreKnowsIsUnavailableWhileTheStreamStarts() {
        when().get("/evaluations/a.b.c").then().statusCode(503).contentType("application/problem+json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "aen_cache_candidates_total 0.0",
                "aen_cache_lookups_total{result=\"hit\"} 0.0",
                "aen_cache_lookups_total{result=\"miss\"} 0.0",
                "aen_cache_jobs_total 0.0",
                "aen_cache_jobs_waiting 0.0",
                "aen_cache_rewards_seconds_bucket{outcome=\"cached\",le=\"0.005\"",
                "aen_cache_rewards_seconds_count{outcome=\"trained\"",
                "aen_cache_rewards_seconds_sum{outcome=\"skipped\"",
                "aen_cache_dead_letters_total 0.0",
                "aen_cache_stream_state{state=\"created\"} 1.0",
                "aen_cache_stream_state{state=\"running\"} 0.0"
            })
    void metricsAreThereBeforeAnyCandidate(String line) {
        when().get("/q/metrics").then().statusCode(200).body(containsString(line));
    }

    @Test
    void withoutABrokerItIsAliveButNotReady() {
        when().get("/q/health/live").then().statusCode(200);
        when().get("/q/health/ready").then().statusCode(503).body("checks[0].data.redis", equalTo("degraded"));
    }
}
