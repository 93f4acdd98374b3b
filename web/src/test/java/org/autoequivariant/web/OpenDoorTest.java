package org.autoequivariant.web;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A door on loopback, without tokens. */
@QuarkusTest
@TestProfile(OpenDoorTest.Loopback.class)
class OpenDoorTest {

    private static final int LARGEST_BODY = 64 * 1024;

    public static final class Loopback implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("quarkus.http.test-port", "0");
        }
    }

    @TestHTTPResource("/")
    URL service;

    @Test
    void onLoopbackNobodyNeedsAToken() {
        given().get(Sample.PATH).then().statusCode(200);
        given().header("Authorization", "Bearer whatever-it-may-be")
                .get(Sample.PATH)
                .then()
                .statusCode(200);
    }

    @Test
    void everyAnswerTellsBrowsersNotToGuess() {
        given().get(Sample.PATH)
                .then()
                .header("X-Content-Type-Options", "nosniff")
                .header("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        given().get("/no-such-thing").then().statusCode(404).header("X-Content-Type-Options", "nosniff");
    }

    @Test
    void aBodyOfTheLargestSizeIsRead() {
        given().body(new byte[LARGEST_BODY])
                .post(Sample.PATH)
                .then()
                .statusCode(200)
                .body(equalTo("65536"));
    }

    @Test
    void aLargerBodyIsNot() {
        given().body(new byte[LARGEST_BODY + 1])
                .post(Sample.PATH)
                .then()
                .statusCode(413)
                .contentType("application/problem+json")
                .body("detail", containsString("65536"));
    }

    @Test
    void aLargerBodyIsNotReadEvenIfItsSizeIsNotSaid() throws IOException {
        StringBuilder chunks = new StringBuilder();
        for (int i = 0; i < 17; i++) {
            chunks.append("1000\r\n").append("x".repeat(4096)).append("\r\n");
        }
        String answer = ask("POST /sample HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n" + chunks + "0\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 413 ");
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void bodiesAreReadFromAClientOfThisProject(HttpClient.Version version) throws Exception {
        HttpClient client = HttpClient.newBuilder().version(version).build();
        for (int size : new int[] {0, 1, LARGEST_BODY, LARGEST_BODY + 1, 20 * LARGEST_BODY}) {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(service.toURI().resolve(Sample.PATH))
                            .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[size]))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());

            assertThat(answer.statusCode()).as("%d bytes", size).isEqualTo(size <= LARGEST_BODY ? 200 : 413);
        }
    }

    @Test
    void anEmptyBodyOfUnannouncedSizeIsRead() throws IOException {
        String answer = ask("POST /sample HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\n0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://elsewhere.test", "null", "http://127.0.0.1.elsewhere.test"})
    void aPageOfElsewhereCannotUseABrowserToWrite(String origin) {
        given().header("Origin", origin).body("1").post(Sample.PATH).then().statusCode(403);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization: Bearer \u0000\u0001\u007f",
                "Authorization: Bearer b\u00e4r-b\u00e4r-b\u00e4r-b\u00e4r",
                "Authorization: a\r\nAuthorization: b",
                "Authorization: Bearer a\r b",
                "Authorization: Bearer a\n b",
                "Content-Type: \u00e4\u00f6\u00fc",
                "Content-Type: ;;;=,,",
                "Content-Type: multipart/form-data",
                "Content-Type: multipart/form-data; boundary=",
                "Content-Type: application/x-www-form-urlencoded",
                "Content-Type: application/json; charset=no-such-charset",
                "Accept: \u00e4\u00f6\u00fc;q=x",
                "Accept: a/b/c, */, ;q=1",
                "Accept-Language: ;;q=q",
                "Accept-Charset: no-such-charset",
                "Origin: http://[::::",
                "Origin: \u00e4",
                "Content-Length: -1",
                "Content-Length: many",
                "Content-Length: 99999999999999999999",
                "Transfer-Encoding: no-such-encoding",
                "Expect: 200-maybe",
                "Expect: 100-continue",
                "If-None-Match: \"",
                "If-Modified-Since: yesterday",
                "Range: bytes=-",
                "Host: \u00e4:\u00f6",
                "X-Forwarded-For: \u0007",
                "Cookie: =;;=\u00e4; $Version=x",
                "Upgrade: no-such-protocol",
                "No colon at all",
                ": no name",
            })
    void noHeaderIsAServerError(String header) throws IOException {
        for (String request : new String[] {"GET /sample", "POST /sample"}) {
            String start = request + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + header + "\r\n";

            assertThat(ask(start + "\r\n")).as(request).doesNotContainPattern("^HTTP/1.[01] 5");
            assertThat(ask(start + "Content-Length: 4\r\n\r\n%=&="))
                    .as(request + " with a body")
                    .doesNotContainPattern("^HTTP/1.[01] 5");
        }
    }

    @Test
    void aVeryLongHeaderOrAddressIsRefused() throws IOException {
        String longText = "x".repeat(100_000);

        assertThat(ask("GET /sample HTTP/1.1\r\nHost: localhost\r\nX-Long: " + longText + "\r\n\r\n"))
                .containsPattern("^HTTP/1.[01] 431 ");
        assertThat(ask("GET /sample?" + longText + " HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                .containsPattern("^HTTP/1.[01] 414 ");
    }

    /** As it is, because no proper client would send such things. */
    private String ask(String request) throws IOException {
        try (Socket socket = new Socket(service.getHost(), service.getPort())) {
            socket.setSoTimeout(10_000);
            OutputStream out = socket.getOutputStream();
            out.write(request.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
