package org.autoequivariant.web;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

import java.util.Map;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A door that one token opens. */
@QuarkusTest
@TestProfile(TokenDoorTest.OneToken.class)
class TokenDoorTest {

    private static final String TOKEN = "sesame-0123456789";

    public static final class OneToken implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("quarkus.http.test-port", "0", "aen.web.token", TOKEN);
        }
    }

    @ParameterizedTest
    @CsvSource({"GET, /sample", "HEAD, /sample", "POST, /sample", "GET, /sample/events", "DELETE, /no-such-thing"})
    void withoutATokenNothingIsGiven(String method, String path) {
        given().when().request(method, path).then().statusCode(401).header("WWW-Authenticate", "Bearer");
    }

    @Test
    void aRefusalIsAProblemDocument() {
        given().get(Sample.PATH)
                .then()
                .statusCode(401)
                .contentType("application/problem+json")
                .body("status", equalTo(401));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer wrong-0123456789",
                "Bearer sesame-012345678",
                "Bearer " + TOKEN + "x",
                "Bearer",
                "Basic c2VzYW1lOnNlc2FtZQ==",
                TOKEN,
                "Bearer a.b.c"
            })
    void anotherTokenOpensNothing(String authorization) {
        given().header("Authorization", authorization)
                .get(Sample.PATH)
                .then()
                .statusCode(401)
                .header("WWW-Authenticate", "Bearer");
    }

    @Test
    void theTokenOpensReadingAndWriting() {
        given().auth().oauth2(TOKEN).get(Sample.PATH).then().statusCode(200).body(equalTo("read"));
        given().auth()
                .oauth2(TOKEN)
                .body("12345")
                .post(Sample.PATH)
                .then()
                .statusCode(200)
                .body(equalTo("5"));
    }

    @Test
    void whatIsNotThereIsSoOnlyForWhoHasTheToken() {
        given().auth().oauth2(TOKEN).get("/no-such-thing").then().statusCode(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/q/health", "/q/health/live", "/q/health/ready", "/q/metrics"})
    void probesNeedNoToken(String path) {
        given().get(path).then().statusCode(200);
        given().auth().oauth2("a-token-of-yesterday").get(path).then().statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/q/health/../../sample",
                "/q/health/%2e%2e/%2e%2e/sample",
                "/q/health%2f..%2f..%2fsample",
                "//sample",
                "/./sample",
                "/sample/",
                "/q/healthy",
                "/q/metrics/../../sample"
            })
    void noWayOfWritingThePathLeadsAroundTheDoor(String path) {
        given().urlEncodingEnabled(false).get(path).then().statusCode(401);
    }
}
