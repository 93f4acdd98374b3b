package org.autoequivariant.tests.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.SecretVolumeSource;
import io.strimzi.api.kafka.model.kafka.Kafka;
import io.strimzi.api.kafka.model.kafka.KafkaClusterSpec;
import io.strimzi.api.kafka.model.nodepool.KafkaNodePool;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import io.strimzi.api.kafka.model.user.KafkaUser;
import io.strimzi.api.kafka.model.user.KafkaUserAuthorizationSimple;
import io.strimzi.api.kafka.model.user.acl.AclResourcePatternType;
import io.strimzi.api.kafka.model.user.acl.AclRule;
import io.strimzi.api.kafka.model.user.acl.AclRuleGroupResource;
import io.strimzi.api.kafka.model.user.acl.AclRuleTopicResource;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.coordinator.group.GroupCoordinatorConfig;
import org.apache.kafka.server.config.AbstractKafkaConfig;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.autoequivariant.contracts.Principal;
import org.autoequivariant.contracts.Topic;
import org.autoequivariant.contracts.Topics;

/** The Kafka that manifests ask for is the one that the services need. */
class KafkaManifestsTest {

    private static final String ADMINISTRATOR = "aen-administrator";

    static List<Overlay> overlays() {
        return Overlay.all();
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void topicsAreTheOnesThereAre(Overlay overlay) {
        Map<String, KafkaTopic> topics = overlay.all("KafkaTopic")
                .map(manifest -> manifest.as(KafkaTopic.class))
                .collect(Collectors.toMap(topic -> topic.getMetadata().getName(), topic -> topic));

        assertThat(topics.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(Topic.values()).map(Topic::topicName).toList());
        for (Topic topic : Topic.values()) {
            NewTopic definition = topic.definition(Optional.empty());
            KafkaTopic manifest = topics.get(topic.topicName());
            assertThat(manifest.getSpec().getTopicName()).isNull();
            assertThat(manifest.getSpec().getPartitions()).isEqualTo(definition.numPartitions());
            assertThat(manifest.getSpec().getReplicas())
                    .as("the broker's default")
                    .isNull();
            Map<String, String> config = new HashMap<>();
            manifest.getSpec().getConfig().forEach((name, value) -> config.put(name, String.valueOf(value)));
            assertThat(config).as(topic.topicName()).isEqualTo(definition.configs());
        }
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void usersMayDoExactlyWhatTheirPrincipalsMay(Overlay overlay) {
        for (Principal principal : Principal.values()) {
            assertThat(acls(overlay, principal.userName()))
                    .as(principal.userName())
                    .containsExactlyInAnyOrderElementsOf(principal.acls());
        }
        assertThat(acls(overlay, ADMINISTRATOR))
                .extracting(AclBinding::pattern)
                .containsOnly(new ResourcePattern(ResourceType.GROUP, Topics.TRAINERS, PatternType.LITERAL));
        assertThat(overlay.all("KafkaUser")).hasSize(Principal.values().length + 1);
    }

    private static List<AclBinding> acls(Overlay overlay, String user) {
        KafkaUser manifest = overlay.one("KafkaUser", user).as(KafkaUser.class);
        assertThat(manifest.getSpec().getAuthentication().getType()).isEqualTo("scram-sha-512");
        return ((KafkaUserAuthorizationSimple) manifest.getSpec().getAuthorization())
                .getAcls().stream()
                        .flatMap(rule -> rule.getOperations().stream()
                                .map(operation -> new AclBinding(
                                        resource(rule),
                                        new AccessControlEntry(
                                                "User:" + user,
                                                rule.getHost(),
                                                AclOperation.fromString(
                                                        operation.toValue().replaceAll("(?<=[a-z])(?=[A-Z])", "_")),
                                                AclPermissionType.ALLOW))))
                        .toList();
    }

    private static ResourcePattern resource(AclRule rule) {
        if (rule.getResource() instanceof AclRuleTopicResource topic) {
            return new ResourcePattern(ResourceType.TOPIC, topic.getName(), pattern(topic.getPatternType()));
        }
        AclRuleGroupResource group = (AclRuleGroupResource) rule.getResource();
        return new ResourcePattern(ResourceType.GROUP, group.getName(), pattern(group.getPatternType()));
    }

    private static PatternType pattern(AclResourcePatternType type) {
        return type == AclResourcePatternType.PREFIX ? PatternType.PREFIXED : PatternType.LITERAL;
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void eachServiceIsTheUserItIsMeantToBe(Overlay overlay) {
        for (DeployedService service : DeployedService.values()) {
            List<String> users = overlay.workload(service).pods().orElseThrow().getSpec().getVolumes().stream()
                    .flatMap(volume -> Stream.ofNullable(volume.getSecret()))
                    .map(SecretVolumeSource::getSecretName)
                    .filter(secret -> overlay.has("KafkaUser", secret))
                    .toList();

            assertThat(users)
                    .containsExactlyElementsOf(service.principal().map(Principal::userName).stream()
                            .toList());
        }
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void brokersKnowEverySettingAndHaveAsManyReplicasAsTheyCan(Overlay overlay) {
        Map<String, Object> config = overlay.one("Kafka", "aen-kafka")
                .as(Kafka.class)
                .getSpec()
                .getKafka()
                .getConfig();
        int brokers = overlay.all("KafkaNodePool")
                .mapToInt(pool -> pool.as(KafkaNodePool.class).getSpec().getReplicas())
                .sum();

        assertThat(config.keySet()).isSubsetOf(AbstractKafkaConfig.CONFIG_DEF.names());
        Set<String> kept = Set.of(KafkaClusterSpec.FORBIDDEN_PREFIXES.split(", "));
        assertThat(config.keySet()).noneMatch(name -> kept.stream().anyMatch(name::startsWith));
        Map<String, String> complete = new HashMap<>(
                Map.of("node.id", "0", "process.roles", "broker", "controller.listener.names", "CONTROLLER"));
        config.forEach((setting, value) -> complete.put(setting, String.valueOf(value)));
        AbstractKafkaConfig.CONFIG_DEF.parse(complete);

        int least = brokers > 1 ? brokers - 1 : 1;
        assertThat(config)
                .containsEntry("default.replication.factor", brokers)
                .containsEntry("min.insync.replicas", least);
        assertThat(config.entrySet())
                .filteredOn(entry -> entry.getKey().endsWith("replication.factor"))
                .allSatisfy(entry -> assertThat(entry.getValue()).isEqualTo(brokers));
        assertThat(config.entrySet())
                .filteredOn(entry -> entry.getKey().endsWith(".min.isr"))
                .allSatisfy(entry -> assertThat(entry.getValue()).isEqualTo(least));
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void allTrainersThatScalingMayStartFindRoomInTheShareGroup(Overlay overlay) {
        Map<String, Object> broker = overlay.one("Kafka", "aen-kafka")
                .as(Kafka.class)
                .getSpec()
                .getKafka()
                .getConfig();
        String settings = ManifestsTest.container(overlay.workload(DeployedService.TRAINER))
                .getEnvFrom()
                .get(0)
                .getConfigMapRef()
                .getName();
        int lanes = Integer.parseInt(
                overlay.one("ConfigMap", settings).as(ConfigMap.class).getData().get("AEN_TRAINER_CAPACITY"));
        int most = (int) broker.get(GroupCoordinatorConfig.SHARE_GROUP_MAX_SIZE_CONFIG);

        assertThat((int) broker.get("group.share.partition.max.record.locks")).isGreaterThanOrEqualTo(most);
        for (Manifest manifest : overlay.all("ScaledObject").toList()) {
            ScaledObject.Spec scaled = manifest.as(ScaledObject.class).spec();
            assertThat(scaled.scaleTargetRef().name()).isEqualTo(DeployedService.TRAINER.module());
            assertThat(scaled.minReplicaCount()).isZero();
            assertThat(scaled.maxReplicaCount() * lanes).isLessThanOrEqualTo(most);
            assertThat(scaled.fallback().replicas()).isBetween(1, scaled.maxReplicaCount());
        }
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void theShareGroupIsSetToStartAtTheEarliestJob(Overlay overlay) {
        assertThat(ManifestsTest.container(overlay.one("Job", "kafka-share-group"))
                        .getCommand())
                .contains(
                        "--entity-type=groups",
                        "--entity-name=" + Topics.TRAINERS,
                        "--add-config=share.auto.offset.reset=earliest");
    }
}
