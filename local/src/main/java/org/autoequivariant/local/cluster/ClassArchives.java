package org.autoequivariant.local.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Class data sharing: what a program's first run loaded is kept, parsed and laid out, for later runs to map into memory
 * instead of loading it again. The JVM writes an archive when that first run ends, and does without one that is not
 * whole or not of its own version. It shares only what comes from a class path.
 */
final class ClassArchives {

    private final Path folder;
    private final Set<String> written = ConcurrentHashMap.newKeySet();

    ClassArchives(Home home) {
        this.folder = home.at("classes");
    }

    /**
     * What to tell the JVM that runs a program. The first one told of a program without an archive writes it.
     *
     * @param built a file of the program that is new whenever any is
     */
    List<String> options(String program, Path built) throws IOException {
        Path archives = Files.createDirectories(folder.resolve(program));
        Path archive = archives.resolve("%s-%d.jsa"
                .formatted(Runtime.version(), Files.getLastModifiedTime(built).toMillis()));
        if (Files.exists(archive)) {
            return List.of("-Xlog:disable", "-XX:SharedArchiveFile=" + archive);
        }
        if (!written.add(program)) {
            return List.of();
        }
        forget(archives);
        return List.of("-Xlog:disable", "-XX:ArchiveClassesAtExit=" + archive);
    }

    /** Archives of earlier builds and other JVMs. */
    private static void forget(Path archives) throws IOException {
        try (Stream<Path> files = Files.list(archives)) {
            for (Path archive : files.toList()) {
                Files.delete(archive);
            }
        }
    }
}
