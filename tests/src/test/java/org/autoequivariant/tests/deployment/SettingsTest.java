package org.autoequivariant.tests.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Services get the settings they have, and no others. */
class SettingsTest {

    /** Settings no manifest gives, and why not. */
    private static final Map<String, String> LEFT = Map.ofEntries(
            Map.entry("aen.web.read-open", "everybody needs the token"),
            Map.entry("aen.web.requests-per-second", "the default suits"),
            Map.entry("aen.web.burst", "the default suits"),
            Map.entry("aen.web.event-streams", "the default suits"),
            Map.entry("aen.agent.max-searches", "the default suits; more searches, more agents"),
            Map.entry("aen.agent.resume-since", "all searches go on"),
            Map.entry("aen.agent.ask-again", "asking twice does no harm"),
            Map.entry("aen.cache.job-attempts", "the default suits"),
            Map.entry("aen.redis.timeout", "the default suits"),
            Map.entry("aen.redis.ca", "only where Redis speaks TLS"),
            Map.entry("aen.dataset.source", "originals come from the mirrors"),
            Map.entry("aen.dataset.shard-size", "another size would be another data set to fetch"));

    private static final Pattern IMAGE_SETTING = Pattern.compile("([A-Z][A-Z_]+)=");

    private static final String SECRETS = "SMALLRYE_CONFIG_SOURCE_FILE_LOCATIONS";

    static Stream<Arguments> deployed() {
        return Overlay.all().stream()
                .flatMap(overlay -> Stream.of(DeployedService.values()).map(service -> Arguments.of(overlay, service)));
    }

    @ParameterizedTest
    @MethodSource("deployed")
    void aServiceReadsWhatItIsGiven(Overlay overlay, DeployedService service) {
        assertThat(environment(overlay, service).keySet())
                .allSatisfy(name ->
                        assertThat(service.readsEnvironment(name)).as(name).isTrue());
        assertThat(secrets(overlay, service))
                .allSatisfy(name -> assertThat(service.readsFile(name)).as(name).isTrue());
    }

    @ParameterizedTest
    @MethodSource("deployed")
    void aServiceIsGivenWhatItReads(Overlay overlay, DeployedService service) throws IOException {
        Set<String> given = new TreeSet<>(secrets(overlay, service));
        environment(overlay, service).keySet().forEach(name -> service.setting(name)
                .ifPresent(given::add));
        IMAGE_SETTING
                .matcher(Files.readString(Path.of("..", service.module(), "Dockerfile")))
                .results()
                .forEach(match -> service.setting(match.group(1)).ifPresent(given::add));

        Set<String> missing = new TreeSet<>(service.ownSettings());
        missing.removeAll(given);
        assertThat(LEFT.keySet()).containsAll(missing);
        assertThat(given).contains("quarkus.http.host");
    }

    @ParameterizedTest
    @MethodSource("deployed")
    void secretsAreFilesAndNothingElseIs(Overlay overlay, DeployedService service) {
        assertThat(secrets(overlay, service)).containsExactlyInAnyOrderElementsOf(service.secrets());
        assertThat(environment(overlay, service).keySet().stream().flatMap(name -> service.setting(name).stream()))
                .doesNotContainAnyElementsOf(service.secrets());
    }

    @ParameterizedTest
    @MethodSource("deployed")
    void filesThatSettingsNameAreMounted(Overlay overlay, DeployedService service) {
        Set<String> mounted = mountedFiles(overlay, service);

        assertThat(environment(overlay, service).entrySet())
                .filteredOn(setting -> setting.getValue().startsWith("/run/")
                        && !setting.getKey().equals(SECRETS))
                .allSatisfy(setting -> assertThat(mounted).contains(setting.getValue()));
    }

    @ParameterizedTest
    @MethodSource("deployed")
    void addressesAreThoseOfServicesThereAre(Overlay overlay, DeployedService service) {
        Map<String, String> environment = environment(overlay, service);

        if (service.ownSettings().contains("aen.dataset.url")) {
            assertThat(environment.get("AEN_DATASET_URL"))
                    .isEqualTo("http://%s:%d", DeployedService.DATASET.module(), DeployedService.DATASET.port());
        }
        if (service == DeployedService.CACHE) {
            int port = overlay.one("Service", "redis")
                    .json()
                    .at("/spec/ports/0/port")
                    .asInt();
            assertThat(environment.get("AEN_REDIS_URL")).endsWith("://aen-cache@redis:" + port);
        }
        service.principal().ifPresent(principal -> {
            int port = overlay.one("Kafka", "aen-kafka")
                    .json()
                    .at("/spec/kafka/listeners/0/port")
                    .asInt();
            assertThat(environment.get("KAFKA_BOOTSTRAP_SERVERS")).isEqualTo("aen-kafka-kafka-bootstrap:" + port);
        });
    }

    @Test
    void settingsLeftToTheirDefaultsAreSettings() {
        Set<String> all = new TreeSet<>();
        Stream.of(DeployedService.values()).forEach(service -> all.addAll(service.ownSettings()));

        assertThat(all).containsAll(LEFT.keySet());
    }

    private static Map<String, String> environment(Overlay overlay, DeployedService service) {
        Container container = ManifestsTest.container(overlay.workload(service));
        Map<String, String> environment = new TreeMap<>();
        container
                .getEnvFrom()
                .forEach(source -> environment.putAll(
                        overlay.one("ConfigMap", source.getConfigMapRef().getName())
                                .as(ConfigMap.class)
                                .getData()));
        container.getEnv().forEach(variable -> assertThat(
                        environment.put(variable.getName(), String.valueOf(variable.getValue())))
                .as("%s is set twice", variable.getName())
                .isNull());
        return environment;
    }

    private static List<String> secrets(Overlay overlay, DeployedService service) {
        List<String> folders =
                List.of(environment(overlay, service).get(SECRETS).split(","));
        return mountedFiles(overlay, service).stream()
                .map(Path::of)
                .filter(file -> folders.contains(file.getParent().toString()))
                .map(file -> file.getFileName().toString())
                .toList();
    }

    /** Those of secrets. */
    private static Set<String> mountedFiles(Overlay overlay, DeployedService service) {
        PodSpec pod = overlay.workload(service).pods().orElseThrow().getSpec();
        Set<String> files = new TreeSet<>();
        pod.getVolumes().stream()
                .filter(volume -> volume.getSecret() != null)
                .forEach(volume -> pod.getContainers().get(0).getVolumeMounts().stream()
                        .filter(mount -> mount.getName().equals(volume.getName()))
                        .forEach(mount -> volume.getSecret()
                                .getItems()
                                .forEach(item -> files.add(mount.getMountPath() + "/" + item.getPath()))));
        return files;
    }
}
