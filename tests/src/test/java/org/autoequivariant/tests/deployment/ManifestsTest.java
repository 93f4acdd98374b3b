package org.autoequivariant.tests.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.SecretVolumeSource;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the manifests say holds together, and holds with what they deploy. */
class ManifestsTest {

    private static final Pattern IMAGE_VERSION = Pattern.compile("(?m)^ARG VERSION=(\\S+)$");
    private static final Set<String> PROBES = Set.of("/q/health/started", "/q/health/ready", "/q/health/live");

    static List<Overlay> overlays() {
        return Overlay.all();
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void everyObjectHasOnlyFieldsThatItsApiKnows(Overlay overlay) {
        assertThat(overlay.manifests()).isNotEmpty().allSatisfy(manifest -> assertThatCode(manifest::model)
                .doesNotThrowAnyException());
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void everythingIsInOneNamespaceAndNothingIsThereTwice(Overlay overlay) {
        assertThat(overlay.manifests())
                .doesNotHaveDuplicates()
                .extracting(Manifest::toString)
                .doesNotHaveDuplicates();
        assertThat(overlay.manifests())
                .filteredOn(manifest -> !Set.of("Namespace", "PriorityClass").contains(manifest.kind()))
                .allSatisfy(manifest -> assertThat(
                                manifest.json().at("/metadata/namespace").asText())
                        .isEqualTo("aen"));
        assertThat(overlay.has("Namespace", "aen")).isTrue();
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void noSecretIsCommittedAndEveryOneIsExplained(Overlay overlay) throws IOException {
        String runbook = Files.readString(Path.of("../docs/operations.md"));

        assertThat(overlay.all("Secret")).isEmpty();
        for (Manifest workload : overlay.workloads()) {
            for (SecretVolumeSource secret : secrets(workload)) {
                for (KeyToPath item : secret.getItems()) {
                    if (madeByStrimzi(overlay, secret.getSecretName())) {
                        assertThat(item.getKey()).isIn("sasl.jaas.config", "ca.crt");
                    } else {
                        assertThat(runbook)
                                .as("%s/%s", secret.getSecretName(), item.getKey())
                                .contains("| `" + secret.getSecretName() + "` |")
                                .contains("`" + item.getKey() + "`");
                    }
                }
            }
        }
    }

    private static boolean madeByStrimzi(Overlay overlay, String secret) {
        return overlay.has("KafkaUser", secret) || overlay.has("Kafka", secret.replace("-cluster-ca-cert", ""));
    }

    private static List<SecretVolumeSource> secrets(Manifest workload) {
        return workload.pods().orElseThrow().getSpec().getVolumes().stream()
                .flatMap(volume -> Stream.ofNullable(volume.getSecret()))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void whatAPodRefersToIsThere(Overlay overlay) {
        for (Manifest workload : overlay.workloads()) {
            PodTemplateSpec pods = workload.pods().orElseThrow();
            assertThat(overlay.has("ServiceAccount", pods.getSpec().getServiceAccountName()))
                    .as(workload.toString())
                    .isTrue();
            if (pods.getSpec().getPriorityClassName() != null) {
                assertThat(overlay.has("PriorityClass", pods.getSpec().getPriorityClassName()))
                        .isTrue();
            }
            Set<String> volumes = new TreeSet<>();
            workload.json()
                    .at("/spec/volumeClaimTemplates")
                    .forEach(claim -> volumes.add(claim.at("/metadata/name").asText()));
            for (Volume volume : pods.getSpec().getVolumes()) {
                assertThat(volumes.add(volume.getName())).as(volume.getName()).isTrue();
                if (volume.getConfigMap() != null) {
                    assertThat(overlay.has("ConfigMap", volume.getConfigMap().getName()))
                            .isTrue();
                }
                if (volume.getPersistentVolumeClaim() != null) {
                    assertThat(overlay.has(
                                    "PersistentVolumeClaim",
                                    volume.getPersistentVolumeClaim().getClaimName()))
                            .isTrue();
                }
            }
            for (Container container : pods.getSpec().getContainers()) {
                assertThat(container.getVolumeMounts())
                        .extracting(mount -> mount.getName())
                        .containsExactlyInAnyOrderElementsOf(volumes);
                assertThat(container.getVolumeMounts())
                        .extracting(mount -> mount.getMountPath())
                        .doesNotHaveDuplicates();
                container.getEnvFrom().forEach(source -> assertThat(overlay.has(
                                "ConfigMap", source.getConfigMapRef().getName()))
                        .isTrue());
            }
        }
        for (Manifest monitored : overlay.all("ScaledObject").toList()) {
            String target =
                    monitored.as(ScaledObject.class).spec().scaleTargetRef().name();
            assertThat(overlay.one("Deployment", target)
                            .json()
                            .at("/spec/replicas")
                            .isMissingNode())
                    .as("who scales %s", target)
                    .isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void imagesAreThoseTheDockerfilesMake(Overlay overlay) throws IOException {
        for (DeployedService service : DeployedService.values()) {
            String dockerfile = Files.readString(Path.of("..", service.module(), "Dockerfile"));
            String version = IMAGE_VERSION
                    .matcher(dockerfile)
                    .results()
                    .findFirst()
                    .orElseThrow()
                    .group(1);
            String image = container(overlay.workload(service)).getImage();

            String plain = "aen/" + service.module() + ":" + version;
            if (image.equals(plain + "-cuda")) {
                assertThat(dockerfile).contains("\nFROM build AS cuda\n");
            } else {
                assertThat(image).isEqualTo(plain);
            }
        }
        String redis = overlay.one("StatefulSet", "redis")
                .json()
                .at("/spec/template/spec/containers/0/image")
                .asText();
        assertThat(Files.readString(Path.of("../docker-compose.yml"))).contains("image: " + redis + "\n");
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void servicesListenWhereTheyAreLookedFor(Overlay overlay) {
        for (DeployedService service : DeployedService.values()) {
            Container container = container(overlay.workload(service));
            assertThat(container.getPorts())
                    .extracting(ContainerPort::getName, ContainerPort::getContainerPort)
                    .containsExactly(tuple("http", service.port()));

            List<Probe> probes =
                    List.of(container.getStartupProbe(), container.getReadinessProbe(), container.getLivenessProbe());
            assertThat(probes)
                    .extracting(Probe::getHttpGet)
                    .extracting(HTTPGetAction::getPort)
                    .containsOnly(new IntOrString("http"));
            assertThat(probes)
                    .extracting(Probe::getHttpGet)
                    .extracting(HTTPGetAction::getPath)
                    .containsExactlyInAnyOrderElementsOf(PROBES);

            assertThat(overlay.all("Service")
                            .map(manifest -> manifest.as(Service.class))
                            .filter(found -> found.getMetadata().getName().equals(service.module())))
                    .singleElement()
                    .satisfies(found -> assertThat(found.getSpec().getPorts())
                            .extracting(ServicePort::getPort)
                            .containsExactly(service.port()));
        }
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void whatSelectsPodsSelectsTheOnesMeant(Overlay overlay) {
        for (Manifest manifest : overlay.all("Service").toList()) {
            Service service = manifest.as(Service.class);
            List<Manifest> selected = selected(overlay, service.getSpec().getSelector());
            assertThat(selected).as(manifest.toString()).hasSize(1);
            for (ServicePort port : service.getSpec().getPorts()) {
                assertThat(container(selected.get(0)).getPorts())
                        .extracting(ContainerPort::getName)
                        .contains(port.getTargetPort().getStrVal());
            }
        }
        assertThat(overlay.all("PodDisruptionBudget")
                        .map(manifest -> manifest.as(PodDisruptionBudget.class))
                        .flatMap(budget ->
                                selected(overlay, budget.getSpec().getSelector().getMatchLabels()).stream())
                        .map(Manifest::name))
                .containsExactlyInAnyOrder(names());
        for (Manifest manifest : overlay.all("StatefulSet").toList()) {
            Service pods = overlay.one(
                            "Service", manifest.json().at("/spec/serviceName").asText())
                    .as(Service.class);
            assertThat(pods.getSpec().getClusterIP()).isEqualTo("None");
            assertThat(selected(overlay, pods.getSpec().getSelector())).containsExactly(manifest);
        }
        for (Manifest manifest : overlay.workloads()) {
            JsonNode selector = manifest.json().at("/spec/selector/matchLabels");
            if (!selector.isMissingNode()) {
                assertThat(selector).isEqualTo(manifest.json().at("/spec/template/metadata/labels"));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void everyServiceIsMonitoredWhereAnythingIs(Overlay overlay) {
        if (overlay.all("PodMonitor").findAny().isEmpty()) {
            assertThat(overlay.name()).isEqualTo("dev");
            return;
        }
        PodMonitor monitor = overlay.one("PodMonitor", "aen-services").as(PodMonitor.class);

        LabelSelector selector = monitor.getSpec().getSelector();
        assertThat(selector.getMatchExpressions()).singleElement().satisfies(expression -> {
            assertThat(expression.getKey()).isEqualTo("app.kubernetes.io/name");
            assertThat(expression.getValues()).containsExactlyInAnyOrder(names());
        });
        assertThat(monitor.getSpec().getPodMetricsEndpoints())
                .singleElement()
                .satisfies(endpoint -> assertThat(endpoint.getPort()).isEqualTo("http"));
    }

    private static String[] names() {
        return Stream.of(DeployedService.values()).map(DeployedService::module).toArray(String[]::new);
    }

    private static List<Manifest> selected(Overlay overlay, Map<String, String> labels) {
        return overlay.workloads().stream()
                .filter(workload -> workload.pods()
                        .orElseThrow()
                        .getMetadata()
                        .getLabels()
                        .entrySet()
                        .containsAll(labels.entrySet()))
                .collect(Collectors.toList());
    }

    static Container container(Manifest workload) {
        return workload.pods().orElseThrow().getSpec().getContainers().get(0);
    }
}
