package org.autoequivariant.local.cluster;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import dev.failsafe.Failsafe;
import dev.failsafe.RetryPolicy;

import org.autoequivariant.local.Failure;

/**
 * A process the cluster cannot do without: once supervised, it is started again whenever it dies, on the same port and
 * files. One that does not become ready again, however often it is started, is given up.
 */
public final class Member {

    private static final RetryPolicy<Object> AGAIN = RetryPolicy.builder()
            .withMaxAttempts(5)
            .withBackoff(Duration.ofMillis(500), Duration.ofSeconds(8))
            .build();

    /** Starts the process. */
    interface Launch {
        ChildProcess start() throws IOException, InterruptedException;
    }

    private final String name;
    private final Launch launch;
    private final BooleanSupplier ready;
    private final Duration readyWithin;
    private final Executor restarts;
    private final CompletableFuture<Failure> givenUp = new CompletableFuture<>();
    private final Optional<URI> url;
    private volatile ChildProcess process;
    private volatile boolean stopping;

    /**
     * @param url where it answers HTTP, if it does
     * @param ready whether it does its work
     * @param readyWithin how long it may take to start
     */
    Member(String name, Optional<URI> url, Launch launch, BooleanSupplier ready, Duration readyWithin) {
        this.name = name;
        this.url = url;
        this.launch = launch;
        this.ready = ready;
        this.readyWithin = readyWithin;
        this.restarts = task -> {
            Thread thread = new Thread(task, "restart-" + name);
            thread.setDaemon(true);
            thread.start();
        };
    }

    public String name() {
        return name;
    }

    /** Where it answers HTTP, if it does. */
    public Optional<URI> url() {
        return url;
    }

    /** The process as it runs now, or ran last. */
    public ChildProcess process() {
        return process;
    }

    /** Completes with the reason when it is given up. */
    CompletableFuture<Failure> givenUp() {
        return givenUp;
    }

    /** Starts it for the first time, or after it was stopped. */
    void start() throws IOException, InterruptedException {
        stopping = false;
        process = launch.start();
    }

    /** Whether it does its work; one that is being started does not yet. */
    public boolean isReady() {
        return process.isAlive() && ready.getAsBoolean();
    }

    /** @throws Failure if it does not become ready */
    public void awaitReady() throws InterruptedException {
        process.await(ready, readyWithin);
    }

    /** @param restarted told of each new process, before it is ready */
    void supervise(Consumer<Member> restarted) {
        process.handle().onExit().thenRunAsync(() -> restart(restarted), restarts);
    }

    private void restart(Consumer<Member> restarted) {
        if (stopping) {
            return;
        }
        System.err.println(name + " died; starting it again");
        try {
            Failsafe.with(AGAIN).run(() -> again(restarted));
            supervise(restarted);
        } catch (RuntimeException e) {
            givenUp.complete(new Failure(
                    "%s died and does not start again: %s"
                            .formatted(
                                    name,
                                    e.getCause() == null
                                            ? e.getMessage()
                                            : e.getCause().getMessage()),
                    e));
        }
    }

    private void again(Consumer<Member> restarted) throws IOException, InterruptedException {
        synchronized (this) {
            if (stopping) {
                return;
            }
            process = launch.start();
        }
        restarted.accept(this);
        try {
            awaitReady();
        } catch (Failure e) {
            process.handle().destroyForcibly();
            if (!stopping) {
                throw e;
            }
        }
    }

    /** From now on it may die for good. */
    void unsupervise() {
        stopping = true;
    }

    /** Asks it to end; it is not started again by itself. */
    synchronized void stop() {
        stopping = true;
        if (process != null) {
            process.stop();
        }
    }

    void awaitEnd() {
        if (process != null) {
            process.awaitEnd();
        }
    }
}
