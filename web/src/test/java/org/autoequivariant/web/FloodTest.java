package org.autoequivariant.web;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URL;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** More than a service answers. */
@QuarkusTest
@TestProfile(FloodTest.Small.class)
class FloodTest {

    private static final int BURST = 10;

    public static final class Small implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "quarkus.http.test-port", "0",
                    "aen.web.requests-per-second", "10",
                    "aen.web.burst", String.valueOf(BURST),
                    "aen.web.event-streams", "2");
        }
    }

    @TestHTTPResource("/sample/events")
    URL events;

    @BeforeEach
    void waitUntilItIsQuiet() throws InterruptedException {
        Thread.sleep(1_200);
    }

    @Test
    void aFloodIsRefusedForAWhileAndServedAgain() {
        List<Response> answers = IntStream.range(0, 5 * BURST)
                .mapToObj(i -> given().get(Sample.PATH))
                .toList();

        assertThat(answers.subList(0, BURST)).allMatch(answer -> answer.statusCode() == 200);
        Response refusal = answers.stream()
                .filter(answer -> answer.statusCode() == 429)
                .findFirst()
                .orElseThrow();
        refusal.then()
                .header("Retry-After", "1")
                .header("X-Content-Type-Options", "nosniff")
                .contentType("application/problem+json")
                .body("status", equalTo(429))
                .body("title", equalTo("Too Many Requests"))
                .body("detail", containsString("ask again later"));
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> given().get(Sample.PATH).then().statusCode(200));
    }

    @Test
    void bodiesOfAFloodAreRefusedOnTheSameConnection() {
        List<Integer> answers = IntStream.range(0, 5 * BURST)
                .mapToObj(i -> given().body(new byte[60_000]).post(Sample.PATH).statusCode())
                .toList();

        assertThat(answers).contains(429).containsOnly(200, 429);
    }

    @Test
    void probesAreAnsweredWhateverElseIsAsked() {
        for (int i = 0; i < 5 * BURST; i++) {
            given().get(Sample.PATH);
            given().get("/q/health/live").then().statusCode(200);
            given().get("/q/metrics").then().statusCode(200);
        }
    }

    @Test
    void oneEventStreamTooManyIsRefusedUntilAnotherCloses() throws IOException {
        List<HttpURLConnection> open = new ArrayList<>();
        try {
            open.add(stream());
            open.add(stream());
            given().get("/sample/events")
                    .then()
                    .statusCode(429)
                    .header("Retry-After", "6")
                    .contentType("application/problem+json")
                    .body("detail", containsString("event streams"));
            given().get(Sample.PATH).then().statusCode(200);

            open.remove(0).disconnect();
            await().atMost(Duration.ofSeconds(10))
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> {
                        HttpURLConnection next = open();
                        open.add(next);
                        return next.getResponseCode() == 200;
                    });
        } finally {
            open.forEach(HttpURLConnection::disconnect);
        }
    }

    private HttpURLConnection stream() throws IOException {
        HttpURLConnection connection = open();
        assertThat(connection.getResponseCode()).isEqualTo(200);
        InputStream first = connection.getInputStream();
        assertThat(first.read()).isEqualTo('d');
        return connection;
    }

    private HttpURLConnection open() throws IOException {
        return (HttpURLConnection) events.openConnection();
    }
}
