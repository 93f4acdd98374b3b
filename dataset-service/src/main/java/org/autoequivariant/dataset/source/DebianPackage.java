package org.autoequivariant.dataset.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * A Debian package that holds a collection's files gzipped, taken by {@code apt-get download} and unpacked by
 * {@code dpkg}.
 *
 * @param collection what it holds
 * @param name the package
 * @param folder where the package is kept
 */
record DebianPackage(String collection, String name, Path folder) implements Place {

    @Override
    public boolean holds(String other) {
        return collection.equals(other);
    }

    @Override
    public byte[] read(RawFile file) throws IOException, InterruptedException {
        Path unpacked = folder.resolve("unpacked");
        if (!Files.isDirectory(unpacked)) {
            download();
            Command.of("dpkg", "-x", archive().toString(), unpacked.toString()).run(folder);
        }
        try (Stream<Path> files = Files.walk(unpacked)) {
            Path found = files.filter(path -> path.endsWith(file.name()))
                    .findFirst()
                    .orElseThrow(() -> new IOException("has no " + file.name()));
            return RawFile.bytes(found);
        }
    }

    private void download() throws IOException, InterruptedException {
        try {
            Command.of("apt-get", "download", name).run(folder);
        } catch (IOException e) {
            // A machine whose lists are empty or old knows the package only after an update.
            Command.of("apt-get", "update").run(folder);
            Command.of("apt-get", "download", name).run(folder);
        }
    }

    private Path archive() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(path -> path.toString().endsWith(".deb"))
                    .findFirst()
                    .orElseThrow(() -> new IOException("apt-get left no package"));
        }
    }

    @Override
    public String describe(RawFile file) {
        return "Debian package " + name;
    }
}
