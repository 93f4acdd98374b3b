package org.autoequivariant.agent.web;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.hamcrest.Matchers.containsString;

import java.util.Map;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The service while its broker is away. Searches themselves are tested end to end. */
@QuarkusTest
@TestProfile(SearchResourceTest.NoBroker.class)
class SearchResourceTest {

    public static final class NoBroker implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            // Nothing listens on port 1.
            return Map.of("kafka.bootstrap.servers", "127.0.0.1:1", "quarkus.http.test-port", "0");
        }
    }

    @Test
    void aSearchIsRefusedForNowWhileTheBrokerIsAway() {
        given().body("{\"dataSet\": \"g-mnist/010000100001@0\"}")
                .contentType("application/json")
                .when()
                .post("/searches")
                .then()
                .statusCode(503)
                .contentType("application/problem+json")
                .body("detail", containsString("broker"));
    }

    @Test
    void theServiceLivesButIsNotReady() {
        when().get("/q/health/live").then().statusCode(200);
        when().get("/q/health/ready").then().statusCode(503);
    }

    @Test
    void metricsAreThereBeforeAnySearch() {
        when().get("/q/metrics")
                .then()
                .statusCode(200)
                .body(containsString("aen_searches_running 0.0"))
                .body(containsString("aen_agent_dead_letters_total 0.0"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/searches", "/searches/any", "/searches/any/rewards", "/searches/any/events"})
    void nothingIsSaidOfSearchesWhileTheBrokerIsAway(String path) {
        when().get(path)
                .then()
                .statusCode(503)
                .contentType("application/problem+json")
                .body("detail", containsString("broker"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{                                              | end-of-input",
                "[]                                             | Array",
                "{}                                             | dataSet",
                "{'dataSet': 'k-mnist/aug1'}                    | k-mnist",
                "{'dataSet': 'g-mnist/aug99'}                   | aug99",
                "{'dataSet': 'g-mnist/010000100001@0', 'states': 0}       | states",
                "{'dataSet': 'g-mnist/010000100001@0', 'walkers': 9999}   | walkers",
                "{'dataSet': 'g-mnist/010000100001@0', 'search': '../x'}  | ../x",
                "{'dataSet': 'g-mnist/010000100001@0', 'recipe': 'SOUP'}  | recipe",
            })
    void aBadRequestIsAnsweredWithWhatIsWrong(String body, String complaint) {
        given().body(body.replace('\'', '"'))
                .contentType("application/json")
                .when()
                .post("/searches")
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("detail", containsString(complaint));
    }
}
