package org.autoequivariant.local.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.autoequivariant.local.Failure;

class HomeTest {

    @TempDir
    private Path folder;

    @Test
    void onlyOneClusterHasAHomeAtATime() throws IOException {
        Home home = new Home(folder);
        try (FileLock first = home.lock().orElseThrow()) {
            assertThat(home.lock()).isEmpty();
            assertThat(first.isValid()).isTrue();
        }
        assertThat(home.lock()).isPresent();
    }

    @Test
    void aRunningClusterIsAnnouncedUntilItStops() throws IOException {
        Home home = new Home(folder);
        URI uri = URI.create("http://127.0.0.1:1");
        Endpoints endpoints = new Endpoints(uri, uri, uri, "127.0.0.1:2", URI.create("redis://127.0.0.1:3"));

        home.announce(endpoints);
        assertThat(home.endpoints()).contains(endpoints);

        home.withdraw();
        assertThat(home.endpoints()).isEmpty();
    }

    @Test
    void aHomeThatCannotBeMadeSaysWhatToDo() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        assertThatThrownBy(() -> new Home(file).at("logs"))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("AEN_HOME");
    }

    @Test
    void processesAKilledCommandLeftBehindAreEndedByTheNext() throws Exception {
        // Given
        Home home = new Home(folder);
        ChildProcess left =
                ChildProcess.start("left", List.of("sleep", "600"), folder, Map.of(), folder.resolve("log"));
        new Leftovers(home).remember(List.of(left));

        // When
        new Leftovers(home).end();

        // Then
        left.handle().onExit().get(10, TimeUnit.SECONDS);
        assertThat(left.isAlive()).isFalse();
    }

    @Test
    void aProcessThatDiesWhileStartingIsReportedWithTheEndOfItsLog() {
        ChildProcess dying = ChildProcess.start(
                "dying", List.of("sh", "-c", "echo no space; exit 3"), folder, Map.of(), folder.resolve("log"));

        assertThatThrownBy(() -> dying.await(() -> false, Duration.ofSeconds(30)))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("code 3")
                .hasMessageContaining("no space");
    }
}
