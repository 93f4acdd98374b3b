package org.autoequivariant.tests.security;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.autoequivariant.local.cluster.Installation;

/**
 * A run of {@code aen topics}.
 *
 * @param code exit code
 * @param output all it printed
 */
record AenTopics(int code, String output) {

    static AenTopics run(Path project, String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Installation.java(),
                "-Xmx128m",
                "-jar",
                new Installation(project).command().toString(),
                "topics"));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new AenTopics(process.waitFor(), output);
    }
}
