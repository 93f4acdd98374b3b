package org.autoequivariant.trainer.shard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

import org.jboss.logging.Logger;

/**
 * Shards on disk, named by their digest. Several trainers may share the folder: a file appears whole or not at all, and
 * is checked whenever it is read.
 */
final class ShardFolder {

    private static final Logger LOG = Logger.getLogger(ShardFolder.class);

    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    private final Path folder;

    ShardFolder(Path folder) {
        this.folder = folder;
    }

    /** The shard, if it is here and whole; a damaged one is removed. */
    Optional<byte[]> find(String sha256) throws IOException {
        Path file = file(sha256);
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        if (sha256(bytes).equals(sha256)) {
            return Optional.of(bytes);
        }
        LOG.warnf("shard %s is damaged on disk; it will be fetched again", file);
        Files.deleteIfExists(file);
        return Optional.empty();
    }

    /**
     * Keeps a shard.
     *
     * @throws IOException if the bytes do not have this digest, or cannot be written
     */
    void keep(String sha256, byte[] bytes) throws IOException {
        String actual = sha256(bytes);
        if (!actual.equals(sha256)) {
            throw new IOException("a shard's SHA-256 should be " + sha256 + " but is " + actual);
        }
        Path file = file(sha256);
        Files.createDirectories(folder);
        Path partial = Files.createTempFile(folder, "shard", ".partial");
        try {
            Files.write(partial, bytes);
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(partial);
        }
    }

    private Path file(String sha256) throws IOException {
        if (!SHA256.matcher(sha256).matches()) {
            throw new IOException("a shard's digest should be 64 lower-case hexadecimal digits, not '" + sha256 + "'");
        }
        return folder.resolve(sha256 + ".shard");
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
