package org.autoequivariant.tests.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may talk to whom. */
class NetworkPolicyTest {

    private static final Map<String, String> KAFKA =
            Map.of("strimzi.io/cluster", "aen-kafka", "strimzi.io/name", "aen-kafka-kafka");
    private static final String OUTSIDE = "outside";
    private static final String KUBE_SYSTEM = "kube-system";

    static List<Overlay> overlays() {
        return Overlay.all();
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void nobodyTalksUnlessSomethingSaysSo(Overlay overlay) {
        NetworkPolicy deny = overlay.one("NetworkPolicy", "default-deny").as(NetworkPolicy.class);

        assertThat(deny.getSpec().getPolicyTypes()).containsExactlyInAnyOrder("Ingress", "Egress");
        assertThat(deny.getSpec().getPodSelector()).isEqualTo(new LabelSelector());
        assertThat(deny.getSpec().getIngress()).isEmpty();
        assertThat(deny.getSpec().getEgress()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void podsTalkToThoseTheyNeedAndToNobodyElse(Overlay overlay) {
        assertThat(talks(overlay, NetworkPolicyTest::egress))
                .containsExactlyInAnyOrder(
                        "agent-service → dataset-service 8081",
                        "agent-service → kafka 9093",
                        "cache-service → kafka 9093",
                        "cache-service → redis 6379",
                        "kafka-administrator → kafka 9093",
                        "kafka-reader → kafka 9093",
                        "trainer-service → dataset-service 8081",
                        "trainer-service → kafka 9093",
                        "dataset-service → outside 80",
                        "dataset-service → outside 443");
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void podsListenToThoseThatNeedThemAndToNobodyElse(Overlay overlay) {
        assertThat(talks(overlay, NetworkPolicyTest::ingress))
                .containsExactlyInAnyOrder(
                        "agent-service → dataset-service 8081",
                        "cache-service → redis 6379",
                        "trainer-service → dataset-service 8081",
                        "aen-client → agent-service 8080",
                        "monitoring → agent-service http",
                        "monitoring → cache-service http",
                        "monitoring → dataset-service http",
                        "monitoring → trainer-service http");
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void kafkaListensToThoseThatTalkToIt(Overlay overlay) {
        Set<String> peers = new TreeSet<>();
        overlay.one("Kafka", "aen-kafka")
                .json()
                .at("/spec/kafka/listeners/0/networkPolicyPeers/0/podSelector/matchExpressions/0/values")
                .forEach(value -> peers.add(value.asText()));

        assertThat(talks(overlay, NetworkPolicyTest::egress).stream()
                        .filter(talk -> talk.contains("→ kafka"))
                        .map(talk -> talk.substring(0, talk.indexOf(' '))))
                .containsExactlyInAnyOrderElementsOf(peers);
    }

    /** What policies of one direction allow, over all workloads, but names, which everybody may look up. */
    private static Set<String> talks(Overlay overlay, Function<Context, Stream<String>> direction) {
        Set<String> talks = new TreeSet<>();
        for (Manifest manifest : overlay.all("NetworkPolicy").toList()) {
            NetworkPolicy policy = manifest.as(NetworkPolicy.class);
            for (Manifest workload : overlay.workloads()) {
                Map<String, String> labels =
                        workload.pods().orElseThrow().getMetadata().getLabels();
                if (selects(policy.getSpec().getPodSelector(), labels)) {
                    direction
                            .apply(new Context(overlay, policy, labels.get("app.kubernetes.io/name")))
                            .forEach(talks::add);
                }
            }
        }
        talks.removeIf(talk -> talk.contains("→ " + KUBE_SYSTEM + " 53"));
        return talks;
    }

    private record Context(Overlay overlay, NetworkPolicy policy, String pod) {}

    private static Stream<String> egress(Context context) {
        return context.policy().getSpec().getEgress().stream().flatMap(rule -> rule.getTo().stream()
                .flatMap(peer -> names(context.overlay(), peer).stream())
                .flatMap(peer ->
                        rule.getPorts().stream().map(port -> context.pod() + " → " + peer + " " + number(port))));
    }

    private static Stream<String> ingress(Context context) {
        return context.policy().getSpec().getIngress().stream().flatMap(rule -> rule.getFrom().stream()
                .flatMap(peer -> names(context.overlay(), peer).stream())
                .flatMap(peer ->
                        rule.getPorts().stream().map(port -> peer + " → " + context.pod() + " " + number(port))));
    }

    private static String number(NetworkPolicyPort port) {
        IntOrString number = port.getPort();
        return number.getStrVal() != null ? number.getStrVal() : String.valueOf(number.getIntVal());
    }

    private static List<String> names(Overlay overlay, NetworkPolicyPeer peer) {
        if (peer.getIpBlock() != null) {
            assertThat(peer.getIpBlock().getExcept()).contains("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16");
            return List.of(OUTSIDE);
        }
        if (peer.getNamespaceSelector() != null) {
            Map<String, String> labels = peer.getNamespaceSelector().getMatchLabels();
            return List.of(labels.getOrDefault(
                    "kubernetes.io/metadata.name", labels.keySet().iterator().next()));
        }
        if (selects(peer.getPodSelector(), KAFKA)) {
            return List.of("kafka");
        }
        List<String> names = overlay.workloads().stream()
                .map(workload -> workload.pods().orElseThrow().getMetadata().getLabels())
                .filter(labels -> selects(peer.getPodSelector(), labels))
                .map(labels -> labels.get("app.kubernetes.io/name"))
                .toList();
        assertThat(names).as("pods that %s means", peer.getPodSelector()).isNotEmpty();
        return names;
    }

    private static boolean selects(LabelSelector selector, Map<String, String> labels) {
        return (selector.getMatchLabels() == null
                        || labels.entrySet()
                                .containsAll(selector.getMatchLabels().entrySet()))
                && selector.getMatchExpressions().stream()
                        .allMatch(expression -> expression.getOperator().equals("In")
                                && expression.getValues().contains(labels.get(expression.getKey())));
    }
}
