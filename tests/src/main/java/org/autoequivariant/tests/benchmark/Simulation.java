package org.autoequivariant.tests.benchmark;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.autoequivariant.local.cluster.Installation;

/** Any number of simulated trainers, in processes of so many that one is never what is short. */
final class Simulation implements AutoCloseable {

    private static final int MOST_IN_A_PROCESS = 250;
    private static final Duration JOINING = Duration.ofMinutes(10);
    private static final Duration LEAVING = Duration.ofSeconds(30);

    private final Connections broker;
    private final Path log;
    private final int niceness;
    private final List<Process> processes = new ArrayList<>();
    private int size;

    /**
     * @param log file for what the processes say
     * @param niceness how far they stand back for everybody else on these cores, 0…19
     */
    Simulation(Connections broker, Path log, int niceness) {
        this.broker = broker;
        this.log = log;
        this.niceness = niceness;
    }

    /** Adds trainers until there are {@code count}, and waits until the share group has them all. */
    void grow(int count) throws IOException, InterruptedException {
        while (size < count) {
            int more = Math.min(MOST_IN_A_PROCESS, count - size);
            processes.add(start(more));
            size += more;
        }
        long deadline = System.nanoTime() + JOINING.toNanos();
        int joined = broker.trainers();
        while (joined < count) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("only " + joined + " of " + count + " trainers joined; see " + log);
            }
            TimeUnit.MILLISECONDS.sleep(200);
            joined = broker.trainers();
        }
    }

    private Process start(int trainers) throws IOException {
        return new ProcessBuilder(
                        "nice",
                        "-n",
                        String.valueOf(niceness),
                        Installation.java(),
                        "-Xmx512m",
                        "-Xss256k",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Daen.log.level=WARN",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Benchmarks.class.getName(),
                        "simulated-trainers",
                        "--bootstrap",
                        broker.bootstrapServers(),
                        "--trainers",
                        String.valueOf(trainers))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(new File(log.toString())))
                .start();
    }

    /** How long jobs take from now on, on average. */
    void jobsTake(long millis) {
        for (Process process : processes) {
            try {
                process.getOutputStream().write((millis + "\n").getBytes(StandardCharsets.UTF_8));
                process.getOutputStream().flush();
            } catch (IOException e) {
                throw new UncheckedIOException("simulated trainers have died; see " + log, e);
            }
        }
    }

    List<ProcessHandle> processes() {
        return processes.stream().map(Process::toHandle).toList();
    }

    @Override
    public void close() {
        processes.forEach(Simulation::askToStop);
        try {
            for (Process process : processes) {
                if (!process.waitFor(LEAVING.toSeconds(), TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            }
        } catch (InterruptedException e) {
            processes.forEach(Process::destroyForcibly);
            Thread.currentThread().interrupt();
        }
    }

    private static void askToStop(Process process) {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // It has stopped already.
            process.destroy();
        }
    }
}
