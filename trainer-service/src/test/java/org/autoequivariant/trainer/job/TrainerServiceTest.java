package org.autoequivariant.trainer.job;

import static io.restassured.RestAssured.get;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import java.util.Map;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(TrainerServiceTest.NoBroker.class)
class TrainerServiceTest {

    /** A port nobody listens on. */
    public static final class NoBroker implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("kafka.bootstrap.servers", "127.0.0.1:1");
        }
    }

    @Test
    void withoutABrokerTheServiceLivesButIsNotReady() {
        get("/q/health/live").then().statusCode(200);
        get("/q/health/ready").then().statusCode(503).body("checks[0].name", equalTo("taking jobs"));
    }

    @Test
    void jobsAreMeasuredFromTheStart() {
        get("/q/metrics")
                .then()
                .statusCode(200)
                .body(containsString("aen_trainer_in_flight 0.0"))
                .body(containsString("aen_trainer_capacity %d.0"
                        .formatted(Math.min(8, Runtime.getRuntime().availableProcessors()))))
                .body(containsString("aen_trainer_lanes_taking_jobs 0.0"))
                .body(containsString("aen_trainer_flop_total"))
                .body(containsString("aen_trainer_dead_letters_total 0.0"))
                .body(containsString("aen_trainer_jobs_seconds_bucket{outcome=\"trained\",le=\"0.1\"} 0.0"))
                .body(containsString("aen_trainer_jobs_seconds_count{outcome=\"failed\"} 0.0"));
    }
}
