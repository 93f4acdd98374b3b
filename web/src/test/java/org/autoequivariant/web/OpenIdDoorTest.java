package org.autoequivariant.web;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.jwt.build.Jwt;
import io.smallrye.jwt.build.JwtClaimsBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A door that the tokens of an identity provider open, and one token besides; reading is free. */
@QuarkusTest
@TestProfile(OpenIdDoorTest.OpenId.class)
class OpenIdDoorTest {

    private static final String ISSUER = "https://identity.test";
    private static final String STATIC = "sesame-0123456789";

    public static final class OpenId implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "quarkus.http.test-port", "0",
                    "quarkus.log.level", "DEBUG",
                    "quarkus.log.console.level", "INFO",
                    // The client's side, here in the same process.
                    "quarkus.log.category.\"org.apache\".level", "INFO",
                    "quarkus.oidc.tenant-enabled", "true",
                    "quarkus.oidc.token.audience", "aen",
                    "quarkus.oidc.token.issuer", ISSUER,
                    "aen.web.token", STATIC,
                    "aen.web.read-open", "true");
        }

        @Override
        public List<TestResourceEntry> testResources() {
            return List.of(new TestResourceEntry(KeyPairs.class));
        }
    }

    private static JwtClaimsBuilder claims(String audience, Duration valid) {
        return Jwt.issuer(ISSUER)
                .upn("ada")
                .audience(audience)
                .issuedAt(Instant.now().minus(Duration.ofHours(1)))
                .expiresAt(Instant.now().plus(valid));
    }

    private static String good() {
        return claims("aen", Duration.ofMinutes(5)).sign();
    }

    private static int write(String token) {
        return given().auth().oauth2(token).body("1").post(Sample.PATH).statusCode();
    }

    @Test
    void aSignedTokenForThisAudienceOpensTheDoor() {
        assertThat(write(good())).isEqualTo(200);
    }

    @Test
    void theStaticTokenOpensItToo() {
        assertThat(write(STATIC)).isEqualTo(200);
    }

    static Stream<Arguments> badTokens() {
        String good = claims("aen", Duration.ofMinutes(5)).sign();
        String[] parts = good.split("\\.");
        String unsigned = java.util.Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString("{\"alg\":\"none\"}".getBytes(java.nio.charset.StandardCharsets.UTF_8))
                + "." + parts[1] + ".";
        return Stream.of(
                Arguments.of(
                        "for another audience",
                        claims("billing", Duration.ofMinutes(5)).sign()),
                Arguments.of("expired", claims("aen", Duration.ofMinutes(-5)).sign()),
                Arguments.of(
                        "of another issuer",
                        claims("aen", Duration.ofMinutes(5))
                                .issuer("https://elsewhere.test")
                                .sign()),
                Arguments.of(
                        "signed with another key",
                        claims("aen", Duration.ofMinutes(5))
                                .sign(KeyPairs.generate().getPrivate())),
                Arguments.of("with another signature", good.substring(0, good.length() - 8) + "AAAAAAAA"),
                Arguments.of("without a signature", unsigned),
                Arguments.of("that is none", "not-a-token-at-all"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badTokens")
    void anyOtherTokenIsRefused(String what, String token) {
        given().auth()
                .oauth2(token)
                .body("1")
                .post(Sample.PATH)
                .then()
                .statusCode(401)
                .header("WWW-Authenticate", "Bearer")
                .contentType("application/problem+json")
                .body("status", equalTo(401));
    }

    @Test
    void readingIsOpenAndWritingIsNot() {
        given().get(Sample.PATH).then().statusCode(200);
        given().head(Sample.PATH).then().statusCode(200);
        given().auth().oauth2("whatever-it-may-be").get(Sample.PATH).then().statusCode(200);
        given().body("1")
                .post(Sample.PATH)
                .then()
                .statusCode(401)
                .header("WWW-Authenticate", "Bearer")
                .contentType("application/problem+json");
        given().delete(Sample.PATH).then().statusCode(401);
    }

    @Test
    void noTokenGetsIntoTheLogs() {
        Queue<String> logged = new ConcurrentLinkedQueue<>();
        Handler listener = new Handler() {
            @Override
            public void publish(LogRecord line) {
                logged.add(line.getMessage() + " " + java.util.Arrays.toString(line.getParameters()) + " "
                        + line.getThrown());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        String expired = claims("aen", Duration.ofMinutes(-5)).sign();
        Logger root = Logger.getLogger("");
        root.addHandler(listener);
        try {
            Stream.of(STATIC, good(), expired, "mistyped-0123456789").forEach(OpenIdDoorTest::write);
        } finally {
            root.removeHandler(listener);
        }

        assertThat(logged).isNotEmpty();
        assertThat(String.join("\n", logged))
                .doesNotContain(STATIC, expired, "mistyped-0123456789")
                .doesNotContain(expired.substring(expired.lastIndexOf('.')));
    }
}
