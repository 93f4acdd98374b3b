package org.autoequivariant.tests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import org.autoequivariant.local.cluster.Home;

/**
 * A home whose cluster knows nothing: no record, no evaluation, no shard. What is slow to get and always the same is
 * kept from one test class to the next: the data sets, PyTorch's libraries and the class archives.
 */
public final class FreshHome {

    private static final Path FOLDER = Path.of("target", "home").toAbsolutePath();
    private static final List<String> KNOWLEDGE = List.of("kafka", "redis", "streams", "shards");

    private FreshHome() {}

    /** The home, emptied. No cluster may run in it. */
    public static Home make() throws IOException {
        for (String folder : KNOWLEDGE) {
            delete(FOLDER.resolve(folder));
        }
        return new Home(FOLDER);
    }

    /** Makes the trainers of a running cluster fetch their data again. */
    public static void forgetShards() throws IOException {
        delete(FOLDER.resolve("shards"));
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> deepestFirst;
        try (Stream<Path> all = Files.walk(folder)) {
            deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : deepestFirst) {
            Files.delete(path);
        }
    }
}
