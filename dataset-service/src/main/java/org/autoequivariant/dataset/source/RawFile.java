package org.autoequivariant.dataset.source;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

import org.autoequivariant.contracts.DataSetName;
import org.autoequivariant.dataset.idx.Idx;

/**
 * One of the eight original files.
 *
 * @param collection {@code mnist} or {@code fashion-mnist}
 * @param name such as {@code train-images-idx3-ubyte}; Fashion-MNIST's end in {@code .gz}
 * @param sha256 digest of its bytes
 */
public record RawFile(String collection, String name, String sha256) {

    /** The files whose digests are known: the resource {@code datasets.sha256}. */
    public static List<RawFile> all() {
        try (InputStream in = RawFile.class.getResourceAsStream("/datasets.sha256");
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return lines.lines().map(RawFile::parse).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the digests", e);
        }
    }

    private static RawFile parse(String line) {
        String[] parts = line.split("\\s+|/");
        return new RawFile(parts[1], parts[2], parts[0]);
    }

    /** What a stream holds; fails if that is more than any of these files. */
    static byte[] bytes(InputStream in) throws IOException {
        return new Bounded(in, Idx.LARGEST).readAllBytes();
    }

    /** As {@link #bytes(InputStream)}. */
    static byte[] bytes(Path path) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            return bytes(in);
        }
    }

    static String collection(DataSetName.Family family) {
        return switch (family) {
            case G_MNIST -> "mnist";
            case G_FASHION_MNIST -> "fashion-mnist";
        };
    }

    boolean isGzip() {
        return name.endsWith(".gz");
    }

    /** Whether these are its bytes. */
    boolean matches(byte[] bytes) {
        return sha256.equals(digest(bytes));
    }

    /** SHA-256 in hexadecimal. */
    public static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return collection + "/" + name;
    }
}
