package org.autoequivariant.dataset.web;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;

import java.util.Map;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A service that can reach no original images: every refusal must still be clear. */
@QuarkusTest
@TestProfile(DataSetResourceTest.Cut.class)
class DataSetResourceTest {

    public static class Cut implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "aen.dataset.folder", "target/test-datasets",
                    "aen.dataset.source", "target/no-such-folder",
                    "aen.dataset.online", "false",
                    "quarkus.http.test-port", "0");
        }
    }

    @ParameterizedTest(name = "{0} -> {1}: {2}")
    @CsvSource({
        "/datasets/g-cifar/aug1,400,g-fashion-mnist",
        "/datasets/g-mnist/aug9,400,aug0 to aug5",
        "/datasets/g-mnist/0101,400,12 characters",
        "/datasets/g-mnist/aug1?seed=ten,400,seed must be a whole number",
        "/datasets/g-mnist/..%2F..%2Fetc,400,unknown augmentation",
        "/datasets/g-mnist/aug1/idx/all-images-idx3-ubyte.gz,400,unknown split",
        "/shards/0123456789abcdef/train-000,404,no shard",
        "/shards/..%2F..%2F/train-000,404,no shard",
    })
    void whatIsNotThereIsRefusedWithAProblemDocument(String path, int status, String detail) {
        given().urlEncodingEnabled(false)
                .get(path)
                .then()
                .statusCode(status)
                .contentType("application/problem+json")
                .body("detail", containsString(detail));
    }

    @Test
    void withoutOriginalsTheAnswerSaysWhereItLookedAndTheServiceStaysUp() {
        given().get("/datasets/g-mnist/aug1")
                .then()
                .statusCode(503)
                .contentType("application/problem+json")
                .body("detail", containsString("no-such-folder"))
                .body("detail", containsString("aen.dataset.source"));
        given().get("/q/health/ready").then().statusCode(200);
    }
}
