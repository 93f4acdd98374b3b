package org.autoequivariant.local.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Remembers the processes of the running cluster, so that those a killed command left behind can be ended before the
 * next cluster opens the same files. A process is known by id and start time, so that a stranger with a reused id is
 * safe.
 */
final class Leftovers {

    private static final Duration GRACE = Duration.ofSeconds(10);

    private final Path file;

    Leftovers(Home home) {
        this.file = home.folder().resolve("processes");
    }

    synchronized void remember(List<ChildProcess> processes) throws IOException {
        List<String> lines = new ArrayList<>();
        for (ChildProcess process : processes) {
            lines.add(process.handle().pid() + " " + started(process.handle()));
        }
        Files.write(file, lines);
    }

    void forget() throws IOException {
        Files.deleteIfExists(file);
    }

    /** Ends what is still running of an earlier cluster. Only to be called by who holds the home's lock. */
    void end() throws IOException, InterruptedException {
        if (!Files.exists(file)) {
            return;
        }
        List<ProcessHandle> handles = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            String[] parts = line.split(" ");
            find(Long.parseLong(parts[0]), Instant.parse(parts[1])).ifPresent(handles::add);
        }
        handles.forEach(ProcessHandle::destroy);
        for (ProcessHandle handle : handles) {
            try {
                handle.onExit().get(GRACE.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException | ExecutionException e) {
                handle.destroyForcibly();
            }
        }
        forget();
    }

    private static Optional<ProcessHandle> find(long pid, Instant started) {
        return ProcessHandle.of(pid).filter(handle -> started(handle).equals(started));
    }

    private static Instant started(ProcessHandle handle) {
        return handle.info().startInstant().orElse(Instant.EPOCH);
    }
}
