package org.autoequivariant.tests.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.yaml.snakeyaml.Yaml;

class ComposeTest {

    private static final JsonNode COMPOSE = yaml("docker-compose.yml");
    private static final JsonNode SERVICES = COMPOSE.get("services");

    @Test
    void everyServiceOfAenIsInIt() {
        assertThat(Stream.of(DeployedService.values()).map(DeployedService::module))
                .allMatch(SERVICES::has);
    }

    @TestFactory
    Stream<DynamicTest> aContainerMayDoNothingItNeedNot() {
        return each((name, container) -> {
            assertThat(container.path("read_only").asBoolean()).isTrue();
            assertThat(container.path("user").asText()).matches("[1-9]\\d*:\\d+");
            assertThat(texts(container.path("cap_drop"))).containsExactly("ALL");
            assertThat(texts(container.path("security_opt"))).containsExactly("no-new-privileges:true");
            assertThat(container.has("privileged") || container.has("cap_add")).isFalse();
            assertThat(texts(container.path("ports"))).allMatch(port -> port.startsWith("127.0.0.1:"));
        });
    }

    @TestFactory
    Stream<DynamicTest> aContainerStartsWhenThoseItNeedsAreHealthy() {
        return each(
                (name, container) -> container.path("depends_on").properties().forEach(needed -> {
                    assertThat(needed.getValue().path("condition").asText()).isEqualTo("service_healthy");
                    JsonNode other = SERVICES.get(needed.getKey());
                    assertThat(other.has("healthcheck") || other.has("build")).isTrue();
                }));
    }

    @TestFactory
    Stream<DynamicTest> whatAContainerMountsIsThere() {
        return each((name, container) -> assertThat(texts(container.path("volumes")))
                .map(volume -> volume.split(":")[0])
                .allSatisfy(source -> {
                    if (source.startsWith("./")) {
                        assertThat(Dockerfile.ROOT.resolve(source)).exists();
                    } else {
                        assertThat(COMPOSE.path("volumes").has(source)).isTrue();
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> imagesAreThoseTheDockerfilesBuild() throws IOException {
        String version = DockerfileTest.version();
        return each((name, container) -> {
            String image = container.path("image").asText();
            Optional<DeployedService> service = service(name);
            assertThat(service.isPresent()).isEqualTo(container.has("build")).isEqualTo(image.startsWith("aen/"));
            service.ifPresentOrElse(
                    built -> {
                        JsonNode build = container.get("build");
                        String variant = build.at("/args/PYTORCH").asText();
                        assertThat(image)
                                .isEqualTo("aen/%s:%s".formatted(built.module(), version)
                                        + (variant.isEmpty() ? "" : "-" + variant));
                        assertThat(build.path("context").asText()).isEqualTo(".");
                        assertThat(build.path("dockerfile").asText()).isEqualTo(built.module() + "/Dockerfile");
                        assertThat(container.path("user").asText())
                                .isEqualTo(Dockerfile.of(built).only("USER").arguments());
                    },
                    () -> assertThat(image).matches("[a-z/]+:v?\\d+\\.\\d+.*"));
        });
    }

    @TestFactory
    Stream<DynamicTest> aServiceIsToldOnlyWhatItReads() {
        return each((name, container) -> service(name).ifPresent(service -> {
            Set<String> environment = new TreeSet<>();
            container.path("environment").fieldNames().forEachRemaining(environment::add);
            assertThat(environment).allMatch(service::readsEnvironment);
            assertThat(environment).contains("JAVA_OPTS", "AEN_WEB_TOKEN");
            assertThat(environment.contains("AEN_DATASET_TOKEN"))
                    .isEqualTo(service.ownSettings().contains("aen.dataset.token"));
            assertThat(environment.contains("KAFKA_BOOTSTRAP_SERVERS"))
                    .isEqualTo(service.principal().isPresent());
        }));
    }

    @TestFactory
    Stream<DynamicTest> addressesAreThoseOfOtherContainers() {
        Map<String, String> addresses = new TreeMap<>();
        addresses.put("AEN_DATASET_URL", "http://dataset-service:" + DeployedService.DATASET.port());
        addresses.put("AEN_REDIS_URL", "redis://redis:6379");
        addresses.put("KAFKA_BOOTSTRAP_SERVERS", "kafka:9092");
        return each((name, container) -> addresses.forEach((variable, address) -> {
            if (container.path("environment").has(variable)) {
                assertThat(container.at("/environment/" + variable).asText()).isEqualTo(address);
            }
        }));
    }

    @TestFactory
    Stream<DynamicTest> aServiceIsPublishedAtItsOwnPort() {
        return each((name, container) -> service(name)
                .filter(service -> service != DeployedService.TRAINER)
                .ifPresent(service -> assertThat(texts(container.path("ports")))
                        .containsExactly("127.0.0.1:%1$d:%1$d".formatted(service.port()))));
    }

    @Test
    void trainersCanBeAnyNumber() {
        JsonNode trainer = SERVICES.get(DeployedService.TRAINER.module());

        assertThat(trainer.has("container_name") || trainer.has("ports") || trainer.has("hostname"))
                .isFalse();
        assertThat(trainer.path("environment").has("AEN_TRAINER_NAME")).isFalse();
    }

    /** One broker cannot replicate what defaults to three replicas. */
    @Test
    void theBrokerIsContentWithItself() {
        JsonNode settings = SERVICES.at("/kafka/environment");

        assertThat(Stream.of(
                        "OFFSETS_TOPIC_REPLICATION_FACTOR",
                        "TRANSACTION_STATE_LOG_REPLICATION_FACTOR",
                        "TRANSACTION_STATE_LOG_MIN_ISR",
                        "SHARE_COORDINATOR_STATE_TOPIC_REPLICATION_FACTOR",
                        "SHARE_COORDINATOR_STATE_TOPIC_MIN_ISR"))
                .allSatisfy(name ->
                        assertThat(settings.path("KAFKA_" + name).asInt()).isEqualTo(1));
    }

    @Test
    void prometheusScrapesEveryService() {
        Set<String> scraped = new TreeSet<>();
        for (JsonNode job : yaml("observability/prometheus.yaml").get("scrape_configs")) {
            assertThat(job.path("metrics_path").asText()).isEqualTo("/q/metrics");
            job.path("static_configs")
                    .forEach(targets -> texts(targets.get("targets")).forEach(scraped::add));
            job.path("dns_sd_configs").forEach(names -> texts(names.get("names"))
                    .forEach(name -> scraped.add(name + ":" + names.get("port").asInt())));
        }

        Set<String> services = new TreeSet<>();
        SERVICES.fieldNames().forEachRemaining(name -> service(name)
                .ifPresent(service -> services.add(name + ":" + service.port())));
        assertThat(scraped).isEqualTo(services);
    }

    private interface Check {
        void of(String name, JsonNode container);
    }

    private static Stream<DynamicTest> each(Check check) {
        return SERVICES.properties().stream()
                .map(entry -> dynamicTest(entry.getKey(), () -> check.of(entry.getKey(), entry.getValue())));
    }

    /** The service of AEN a container runs, if it does. */
    private static Optional<DeployedService> service(String name) {
        return Stream.of(DeployedService.values())
                .filter(service -> name.startsWith(service.module()))
                .findFirst();
    }

    private static Stream<String> texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false).map(JsonNode::asText);
    }

    /** SnakeYAML itself, because compose files merge maps, which Jackson does not. */
    private static JsonNode yaml(String path) {
        try (Reader in = Files.newBufferedReader(Path.of("..").resolve(path))) {
            return new ObjectMapper().valueToTree(new Yaml().load(in));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
