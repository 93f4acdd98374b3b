package org.autoequivariant.dataset.source;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A package client run to its end. */
record Command(List<String> words) {

    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final int TAIL = 300;

    static Command of(String... words) {
        return new Command(List.of(words));
    }

    /**
     * @throws IOException if it cannot be started, takes too long, or ends with another code than 0; with its last
     *     words
     */
    void run(Path folder) throws IOException, InterruptedException {
        Path output = Files.createTempFile(folder, "output", ".log");
        Process process = new ProcessBuilder(words)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        process.getOutputStream().close();
        if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException(String.join(" ", words) + " took longer than " + LIMIT.toMinutes() + " minutes");
        }
        if (process.exitValue() != 0) {
            String said = Files.readString(output, StandardCharsets.UTF_8).strip();
            throw new IOException("%s ended with %d: %s"
                    .formatted(
                            String.join(" ", words),
                            process.exitValue(),
                            said.substring(Math.max(0, said.length() - TAIL))));
        }
    }
}
