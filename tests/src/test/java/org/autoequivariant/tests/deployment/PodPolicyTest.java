package org.autoequivariant.tests.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.strimzi.api.kafka.model.kafka.Kafka;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** No pod may do more than it needs. */
class PodPolicyTest {

    static List<Overlay> overlays() {
        return Overlay.all();
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void theNamespaceLetsNoOtherPodsIn(Overlay overlay) {
        assertThat(overlay.one("Namespace", "aen")
                        .json()
                        .at("/metadata/labels/pod-security.kubernetes.io~1enforce")
                        .asText())
                .isEqualTo("restricted");
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void podsHaveNoPrivilegeNothingOfTheHostAndNoTokenOfTheCluster(Overlay overlay) {
        assertThat(overlay.workloads()).isNotEmpty().allSatisfy(workload -> {
            PodSpec pod = workload.pods().orElseThrow().getSpec();
            assertThat(pod.getAutomountServiceAccountToken()).isFalse();
            assertThat(overlay.one("ServiceAccount", pod.getServiceAccountName())
                            .as(ServiceAccount.class)
                            .getAutomountServiceAccountToken())
                    .isFalse();
            assertThat(pod.getHostNetwork()).isNull();
            assertThat(pod.getHostPID()).isNull();
            assertThat(pod.getHostIPC()).isNull();
            assertThat(pod.getHostUsers()).isNull();
            assertThat(pod.getVolumes()).allSatisfy(volume -> {
                assertThat(volume.getHostPath()).isNull();
                assertThat(volume.getEmptyDir() == null || volume.getEmptyDir().getSizeLimit() != null)
                        .as("limit of %s", volume.getName())
                        .isTrue();
            });
            assertThat(pod.getSecurityContext().getRunAsUser()).isPositive();
            assertThat(pod.getSecurityContext().getRunAsGroup()).isPositive();
            assertThat(pod.getSecurityContext().getFsGroup()).isPositive();
            isNonRoot(pod.getSecurityContext());
            assertThat(Stream.concat(pod.getContainers().stream(), pod.getInitContainers().stream()))
                    .isNotEmpty()
                    .allSatisfy(PodPolicyTest::isConfined);
        });
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void kafkasPodsAreAsConfined(Overlay overlay) {
        Kafka kafka = overlay.one("Kafka", "aen-kafka").as(Kafka.class);
        var brokers = kafka.getSpec().getKafka().getTemplate();
        var operators = kafka.getSpec().getEntityOperator().getTemplate();

        isNonRoot(brokers.getPod().getSecurityContext());
        isNonRoot(operators.getPod().getSecurityContext());
        mayDoNothing(brokers.getKafkaContainer().getSecurityContext());
        mayDoNothing(operators.getTopicOperatorContainer().getSecurityContext());
        mayDoNothing(operators.getUserOperatorContainer().getSecurityContext());
    }

    private static void isConfined(Container container) {
        mayDoNothing(container.getSecurityContext());
        assertThat(container.getPorts())
                .allSatisfy(port -> assertThat(port.getHostPort()).isNull());
        assertThat(container.getResources().getRequests()).containsKeys("cpu", "memory");
        assertThat(container.getResources().getLimits()).containsKeys("cpu", "memory");
        assertThat(container.getResources().getLimits().get("memory"))
                .as("memory that is not promised is taken away when it is needed")
                .isEqualTo(container.getResources().getRequests().get("memory"));
    }

    private static void mayDoNothing(SecurityContext context) {
        assertThat(context.getAllowPrivilegeEscalation()).isFalse();
        assertThat(context.getReadOnlyRootFilesystem()).isTrue();
        assertThat(context.getPrivileged()).isNull();
        assertThat(context.getCapabilities().getDrop()).containsExactly("ALL");
        assertThat(context.getCapabilities().getAdd()).isEmpty();
    }

    private static void isNonRoot(PodSecurityContext context) {
        assertThat(context.getRunAsNonRoot()).isTrue();
        assertThat(context.getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
    }
}
