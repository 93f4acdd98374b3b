package org.autoequivariant.local.cluster;

import java.nio.file.Files;
import java.nio.file.Path;

import org.autoequivariant.local.Failure;

/**
 * The built project this command belongs to.
 *
 * @param root the folder that holds the modules
 */
public record Installation(Path root) {

    /** The launcher says where it is through the system property {@code aen.root}. */
    public static Installation ofLauncher() {
        String root = System.getProperty("aen.root");
        if (root == null) {
            throw new Failure("the system property aen.root is not set; start through the aen script");
        }
        return new Installation(Path.of(root).toAbsolutePath());
    }

    /**
     * A service's runnable jar.
     *
     * @throws Failure if it is not built
     */
    Path service(String name) {
        Path jar = root.resolve(name).resolve("target/quarkus-app/quarkus-run.jar");
        if (!Files.isRegularFile(jar)) {
            throw new Failure(name + " is not built: " + jar + " is missing; run mvn package -DskipTests");
        }
        return jar;
    }

    /** The libraries of this command, the broker's among them, as a class path. */
    String libraries() {
        return root.resolve("local/target/aen/lib") + java.io.File.separator + "*";
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}
