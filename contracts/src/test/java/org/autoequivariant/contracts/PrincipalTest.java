package org.autoequivariant.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PrincipalTest {

    @ParameterizedTest(name = "{0} is written by {1} and read by {2}")
    @CsvSource({
        "CANDIDATES,AGENT,CACHE",
        "TRAINING_JOBS,CACHE,TRAINER",
        "EVALUATIONS,TRAINER,CACHE",
        "REWARDS,CACHE,AGENT",
        "SEARCHES,AGENT,AGENT"
    })
    void aTopicHasOneWriterAndOneServiceThatReadsIt(Topic topic, Principal writer, Principal reader) {
        assertThat(Stream.of(Principal.values()).filter(principal -> principal.writes(topic)))
                .containsExactly(writer);
        assertThat(Stream.of(Principal.values()).filter(principal -> principal.reads(topic)))
                .containsExactlyInAnyOrder(reader, Principal.READER);
    }

    @Test
    void everyServiceWritesDeadLettersAndOnlyTheReaderReadsThem() {
        assertThat(Stream.of(Principal.values()).filter(principal -> principal.writes(Topic.DEAD_LETTERS)))
                .containsExactly(Principal.AGENT, Principal.CACHE, Principal.TRAINER);
        assertThat(Stream.of(Principal.values()).filter(principal -> principal.reads(Topic.DEAD_LETTERS)))
                .containsExactly(Principal.READER);
    }

    @ParameterizedTest
    @EnumSource
    void theTableInTheDocumentationSaysTheSame(Topic topic) throws IOException {
        String cells = Stream.of(Principal.values())
                .map(principal -> (principal.reads(topic) ? "R" : "") + (principal.writes(topic) ? "W" : ""))
                .map(rights -> rights.isEmpty() ? " " : " " + rights + " ")
                .collect(Collectors.joining("|"));

        assertThat(Files.readAllLines(Path.of("../docs/security.md")))
                .contains("| `" + topic.topicName() + "` |" + cells + "|");
    }

    @ParameterizedTest
    @EnumSource
    void aPrincipalMaySeeWhatItNeedsAndNeverAlterOrDelete(Principal principal) {
        assertThat(principal.acls()).doesNotHaveDuplicates().allSatisfy(acl -> {
            assertThat(acl.entry().principal()).isEqualTo("User:" + principal.userName());
            assertThat(acl.entry().permissionType()).isEqualTo(AclPermissionType.ALLOW);
            assertThat(acl.entry().operation())
                    .isIn(
                            AclOperation.READ,
                            AclOperation.WRITE,
                            AclOperation.CREATE,
                            AclOperation.DESCRIBE,
                            AclOperation.DESCRIBE_CONFIGS);
            assertThat(acl.pattern().resourceType()).isIn(ResourceType.TOPIC, ResourceType.GROUP);
            assertThat(acl.pattern().name()).startsWith("aen");
        });
    }

    @Test
    void onlyTheCacheCreatesTopicsAndOnlyItsOwn() {
        List<AclBinding> creations = Stream.of(Principal.values())
                .flatMap(principal -> principal.acls().stream())
                .filter(acl -> acl.entry().operation() == AclOperation.CREATE)
                .toList();

        assertThat(creations).singleElement().satisfies(acl -> {
            assertThat(acl.entry().principal()).isEqualTo("User:aen-cache");
            assertThat(acl.pattern().patternType()).isEqualTo(PatternType.PREFIXED);
            assertThat(acl.pattern().name()).isEqualTo("aen-cache-");
        });
    }
}
