package org.autoequivariant.local.cluster;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import redis.embedded.core.ExecutableProvider;

/** A Redis server as a child process; the binary comes with the embedded-redis library. */
final class Redis {

    static final Duration READY_WITHIN = Duration.ofSeconds(30);

    private final Home home;
    private final int port = Ports.free();

    Redis(Home home) {
        this.home = home;
    }

    URI url() {
        return URI.create("redis://127.0.0.1:" + port);
    }

    /** Drops what it kept: the log it was a view of is gone. */
    void forget() throws IOException {
        Files.deleteIfExists(home.at("redis").resolve("dump.rdb"));
    }

    ChildProcess start() throws IOException {
        Path folder = home.at("redis");
        List<String> command = List.of(
                executable(folder).toString(),
                "--bind",
                "127.0.0.1",
                "--port",
                String.valueOf(port),
                "--dir",
                folder.toString(),
                "--save",
                "60 1");
        return ChildProcess.start(
                "redis", command, folder, Map.of(), home.at("logs").resolve("redis.log"));
    }

    boolean isReady() {
        return Ports.answers(port);
    }

    private static Path executable(Path folder) throws IOException {
        Path kept = folder.resolve("redis-server");
        if (!Files.isExecutable(kept)) {
            Path unpacked = ExecutableProvider.newJarResourceProvider().get().toPath();
            Files.copy(unpacked, kept, StandardCopyOption.REPLACE_EXISTING);
            kept.toFile().setExecutable(true);
        }
        return kept;
    }
}
