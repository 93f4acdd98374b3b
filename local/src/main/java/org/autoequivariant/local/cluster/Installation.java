package org.autoequivariant.local.cluster;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
    Path service(String module) {
        Path jar = root.resolve(module).resolve("target/quarkus-app/quarkus-run.jar");
        if (!Files.isRegularFile(jar)) {
            throw new Failure(module + " is not built: " + jar + " is missing; run mvn package -DskipTests");
        }
        return jar;
    }

    /**
     * All that a service's runnable jar would load, as a class path: what the JVM loads itself it can share.
     *
     * @throws Failure if it is not built
     */
    String classPath(String module) {
        Path app = service(module).getParent();
        return Stream.of("quarkus", "app", "lib/boot", "lib/main")
                .map(folder -> app.resolve(folder).resolve("*").toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    /**
     * The command line of a program that a service's module holds beside the service.
     *
     * @param module such as {@code agent-service}
     * @param main class with the main method
     * @throws Failure if the module is not built
     */
    public List<String> program(String module, String main) {
        return List.of(
                java(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dai.djl.offline=true",
                "-cp",
                classPath(module),
                main);
    }

    /** The jar of this command. It names its libraries itself, the broker's among them. */
    public Path command() {
        return root.resolve("local/target/aen/aen.jar");
    }

    /** The Java that runs this, to run others with. */
    public static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}
