package org.autoequivariant.tests;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import org.apache.commons.io.FileUtils;

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
            FileUtils.deleteDirectory(FOLDER.resolve(folder).toFile());
        }
        return new Home(FOLDER);
    }

    /** Makes the trainers of a running cluster fetch their data again. */
    public static void forgetShards() throws IOException {
        FileUtils.deleteDirectory(FOLDER.resolve("shards").toFile());
    }
}
