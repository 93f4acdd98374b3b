package org.autoequivariant.local.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassArchivesTest {

    private static final String WRITE = "-XX:ArchiveClassesAtExit=";
    private static final String USE = "-XX:SharedArchiveFile=";

    @TempDir
    private Path folder;

    private Path jar;

    @BeforeEach
    void build() throws IOException {
        jar = Files.createFile(folder.resolve("service.jar"));
    }

    private ClassArchives archives() {
        return new ClassArchives(new Home(folder));
    }

    /** The archive an option of that kind names. */
    private static Path archive(List<String> options, String kind) {
        return options.stream()
                .filter(option -> option.startsWith(kind))
                .map(option -> Path.of(option.substring(kind.length())))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + kind + " in " + options));
    }

    @Test
    void oneProcessOfAProgramWritesItsArchiveAndTheOthersDoWithout() throws IOException {
        ClassArchives archives = archives();

        Path written = archive(archives.options("trainer-service", jar), WRITE);

        assertThat(written)
                .hasParentRaw(folder.resolve("classes/trainer-service"))
                .doesNotExist();
        assertThat(archives.options("trainer-service", jar)).isEmpty();
        assertThat(archive(archives.options("agent-service", jar), WRITE)).isNotEqualTo(written);
    }

    @Test
    void anArchiveIsUsedOnceItIsThere() throws IOException {
        Path written = archive(archives().options("agent-service", jar), WRITE);
        Files.createFile(written);

        assertThat(archive(archives().options("agent-service", jar), USE)).isEqualTo(written);
    }

    @Test
    void theArchiveOfAnEarlierBuildGivesWayToANewOne() throws IOException {
        // Given
        Path outdated = archive(archives().options("kafka", jar), WRITE);
        Files.createFile(outdated);
        Path other = archive(archives().options("kafka-connect", jar), WRITE);
        Files.createFile(other);

        // When
        Files.setLastModifiedTime(jar, FileTime.from(Instant.EPOCH));
        Path renewed = archive(archives().options("kafka", jar), WRITE);

        // Then
        assertThat(renewed).isNotEqualTo(outdated);
        assertThat(outdated).doesNotExist();
        assertThat(other).exists();
    }
}
