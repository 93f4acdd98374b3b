package org.autoequivariant.tests.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.autoequivariant.contracts.Principal;
import org.autoequivariant.contracts.Topic;
import org.autoequivariant.contracts.Topics;

/** Who makes a secured broker ready, and what those are told who may not. */
class TopicsEndToEndTest {

    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
    private static final ConfigResource TRAINERS = new ConfigResource(ConfigResource.Type.GROUP, Topics.TRAINERS);

    @TempDir
    private static Path folder;

    private static SecuredServers servers;
    private static Admin admin;

    @BeforeAll
    static void start() throws Exception {
        servers = SecuredServers.start(folder.resolve("servers"), PROJECT);
        admin = Admin.create(servers.kafka(SecuredServers.ADMIN));
    }

    @AfterAll
    static void stop() {
        if (servers != null) {
            admin.close();
            servers.close();
        }
    }

    @BeforeEach
    void makeBare() throws Exception {
        admin.deleteTopics(admin.listTopics().names().get()).all().get();
        admin.deleteAcls(List.of(AclBindingFilter.ANY)).all().get();
        forgetWhereTrainersStart();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> admin.listTopics().names().get().isEmpty());
    }

    private static void forgetWhereTrainersStart() throws InterruptedException, ExecutionException {
        admin.incrementalAlterConfigs(Map.of(
                        TRAINERS,
                        List.of(new AlterConfigOp(
                                new ConfigEntry("share.auto.offset.reset", ""), AlterConfigOp.OpType.DELETE))))
                .all()
                .get();
    }

    private static AenTopics aenTopics(String user, String... options) throws Exception {
        String file = servers.commandConfig(user).toString();
        return AenTopics.run(
                PROJECT,
                Stream.concat(Stream.of("--command-config", file), Stream.of(options))
                        .toArray(String[]::new));
    }

    private static void ensureAs(Principal principal) throws InterruptedException {
        try (Admin client = Admin.create(servers.kafka(principal.userName()))) {
            Topics.ensure(client);
        }
    }

    @Test
    void anAdministratorReadiesTheBrokerOnceAndEveryServiceFindsItReady() throws Exception {
        // When
        AenTopics first = aenTopics(SecuredServers.ADMIN, "--acls", "--replication", "1");
        AenTopics second = aenTopics(SecuredServers.ADMIN, "--acls");

        // Then
        assertThat(first.code()).as(first.output()).isZero();
        assertThat(first.output()).contains("created").doesNotContain("was there");
        assertThat(second.code()).as(second.output()).isZero();
        assertThat(second.output()).contains("was there").doesNotContain("created");
        Map<String, TopicDescription> topics = admin.describeTopics(
                        Stream.of(Topic.values()).map(Topic::topicName).toList())
                .allTopicNames()
                .get();
        assertThat(topics.get("aen.training-jobs").partitions()).hasSize(1);
        assertThat(topics.get("aen.rewards").partitions()).hasSize(Topic.PARTITIONS);
        assertThat(admin.describeConfigs(List.of(TRAINERS))
                        .all()
                        .get()
                        .get(TRAINERS)
                        .get("share.auto.offset.reset")
                        .value())
                .isEqualTo("earliest");
        assertThat(admin.describeAcls(AclBindingFilter.ANY).values().get())
                .containsExactlyInAnyOrderElementsOf(allAcls());
        for (Principal principal : Set.of(Principal.AGENT, Principal.CACHE, Principal.TRAINER)) {
            assertThatCode(() -> ensureAs(principal)).doesNotThrowAnyException();
        }
    }

    private static List<AclBinding> allAcls() {
        return Stream.of(Principal.values())
                .flatMap(principal -> principal.acls().stream())
                .toList();
    }

    @Test
    void aServiceThatMaySeeNothingSaysSo() {
        assertThatThrownBy(() -> ensureAs(Principal.TRAINER))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll(
                        "not allowed to see topics", "aen.candidates", "aen topics --acls", "grant Describe");
    }

    @Test
    void aServiceThatMayNotCreateTopicsNamesThoseThatAreMissing() throws Exception {
        // Given
        admin.createAcls(Principal.TRAINER.acls()).all().get();
        admin.createTopics(List.of(Topic.REWARDS.definition(Optional.empty())))
                .all()
                .get();

        // Then
        assertThatThrownBy(() -> ensureAs(Principal.TRAINER))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll("missing", "aen.evaluations", "aen topics", "grant Create")
                .message()
                .doesNotContain("aen.rewards");
    }

    @Test
    void aServiceThatMayNotSetWhereTrainersStartSaysSo() throws Exception {
        // Given
        assertThat(aenTopics(SecuredServers.ADMIN, "--acls").code()).isZero();
        forgetWhereTrainersStart();

        // Then
        assertThatThrownBy(() -> ensureAs(Principal.CACHE))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll("share.auto.offset.reset", Topics.TRAINERS, "grant AlterConfigs");
    }

    @Test
    void aWrongPasswordIsCalledThat() {
        try (Admin client = Admin.create(servers.kafka("aen-agent", "wrong"))) {
            assertThatThrownBy(() -> Topics.ensure(client))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContainingAll("not let in", "invalid credentials")
                    .message()
                    .doesNotContain("wrong");
        }
    }

    @Test
    void whoIsNoAdministratorCannotGrantAnything() throws Exception {
        // Given
        assertThat(aenTopics(SecuredServers.ADMIN, "--acls").code()).isZero();

        // When
        AenTopics run = aenTopics("aen-trainer", "--acls");

        // Then
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.output()).contains("error: not allowed to grant ACLs: be a super user");
    }
}
