package org.autoequivariant.local.cluster;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.stream.Stream;

import org.autoequivariant.contracts.MalformedMessage;
import org.autoequivariant.contracts.Messages;
import org.autoequivariant.local.Failure;

/**
 * The folder everything is kept in: {@code $AEN_HOME}, or {@code ~/.aen}.
 *
 * @param folder absolute path
 */
public record Home(Path folder) {

    /** Free disk space below which nothing is started, because a broker on a full disk dies half way. */
    private static final long LEAST_FREE_BYTES = 1L << 30;

    public static Home ofEnvironment() {
        String folder = System.getenv("AEN_HOME");
        Path path =
                folder == null || folder.isBlank() ? Path.of(System.getProperty("user.home"), ".aen") : Path.of(folder);
        return new Home(path.toAbsolutePath().normalize());
    }

    /**
     * A subfolder, made if missing.
     *
     * @throws Failure if it cannot be made
     */
    public Path at(String name) {
        Path subfolder = folder.resolve(name);
        try {
            return Files.createDirectories(subfolder);
        } catch (IOException e) {
            throw new Failure(
                    "cannot make the folder " + subfolder + ": " + e + "; set AEN_HOME to a folder you can write to",
                    e);
        }
    }

    /**
     * Takes the folder for one cluster.
     *
     * @return empty if another process has it
     */
    Optional<FileLock> lock() {
        try {
            FileChannel channel =
                    FileChannel.open(at(".").resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                channel.close();
            }
            return Optional.ofNullable(lock);
        } catch (OverlappingFileLockException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new Failure("cannot lock " + folder + ": " + e + "; set AEN_HOME to a folder you can write to", e);
        }
    }

    /** @throws Failure if the disk is nearly full */
    void requireSpace() {
        try {
            long free = Files.getFileStore(at(".")).getUsableSpace();
            if (free < LEAST_FREE_BYTES) {
                throw new Failure(
                        "only %,d MB are free under %s and a search needs about %,d; free some space or set AEN_HOME elsewhere"
                                .formatted(free >> 20, folder, LEAST_FREE_BYTES >> 20));
            }
        } catch (IOException e) {
            throw new Failure("cannot read the free space of " + folder + ": " + e, e);
        }
    }

    /** Logs are of one cluster; a process that is started again appends to its own. */
    void forgetLogs() throws IOException {
        try (Stream<Path> logs = Files.list(at("logs"))) {
            for (Path log : logs.toList()) {
                Files.delete(log);
            }
        }
    }

    /** Where a running cluster can be reached; empty if none was announced. */
    public Optional<Endpoints> endpoints() {
        try {
            return Optional.of(Messages.read(Files.readAllBytes(announcement()), Endpoints.class));
        } catch (IOException | MalformedMessage e) {
            return Optional.empty();
        }
    }

    void announce(Endpoints endpoints) throws IOException {
        Path draft = folder.resolve("cluster.json.new");
        Files.write(draft, Messages.write(endpoints));
        Files.move(draft, announcement(), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    void withdraw() {
        try {
            Files.deleteIfExists(announcement());
        } catch (IOException e) {
            System.err.println("cannot delete " + announcement() + ": " + e);
        }
    }

    private Path announcement() {
        return folder.resolve("cluster.json");
    }
}
