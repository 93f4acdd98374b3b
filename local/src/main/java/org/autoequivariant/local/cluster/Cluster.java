package org.autoequivariant.local.cluster;

import java.io.IOException;
import java.nio.channels.FileLock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;

import org.autoequivariant.local.Failure;

/**
 * A whole AEN on one machine: a real Kafka broker, a real Redis and the four services, each a child process bound to
 * loopback. Closing it, or the end of this process, ends them all.
 */
public final class Cluster implements AutoCloseable {

    private static final Set<String> SERVERS = Set.of("kafka", "redis");

    private final Home home;
    private final Endpoints endpoints;
    private final List<ChildProcess> processes;
    private final Runnable release;
    private final Thread atExit = new Thread(this::stop, "cluster-stop");
    private final boolean own;
    private volatile boolean stopping;

    private Cluster(Home home, Endpoints endpoints, List<ChildProcess> processes, Runnable release, boolean own) {
        this.home = home;
        this.endpoints = endpoints;
        this.processes = processes;
        this.release = release;
        this.own = own;
    }

    /**
     * What to start.
     *
     * @param trainers trainer processes; 0 if others bring theirs
     * @param agentPort port of the agent's API; a free one if empty
     */
    public record Size(int trainers, OptionalInt agentPort) {

        public Size {
            if (trainers < 0 || trainers > 64) {
                throw new IllegalArgumentException("trainers must be between 0 and 64, not " + trainers);
            }
        }
    }

    /**
     * Joins the cluster that runs in this home, or starts one.
     *
     * @throws Failure if one of its processes cannot be started
     */
    public static Cluster joinOrStart(Home home, Installation installation, Servers servers, Size size)
            throws InterruptedException {
        Optional<FileLock> lock = home.lock();
        if (lock.isEmpty()) {
            Endpoints running = home.endpoints()
                    .orElseThrow(() -> new Failure("another aen is starting or stopping in " + home.folder()
                            + "; wait for it, or set AEN_HOME to another folder"));
            return new Cluster(home, running, List.of(), () -> {}, false);
        }
        home.requireSpace();
        Runnable release = () -> {
            try {
                lock.get().channel().close();
            } catch (IOException e) {
                System.err.println("cannot release the lock of " + home.folder() + ": " + e);
            }
        };
        try {
            return start(home, installation, servers, size, release);
        } catch (IOException e) {
            release.run();
            throw new Failure("cannot start the cluster in " + home.folder() + ": " + e, e);
        } catch (RuntimeException | InterruptedException e) {
            release.run();
            throw e;
        }
    }

    private static Cluster start(Home home, Installation installation, Servers servers, Size size, Runnable release)
            throws IOException, InterruptedException {
        Leftovers leftovers = new Leftovers(home);
        leftovers.end();
        int agentPort =
                size.agentPort().isPresent() ? Ports.require(size.agentPort().getAsInt(), "--port") : Ports.free();
        List<Service> services = services(home, size.trainers(), agentPort, servers);
        Endpoints endpoints = new Endpoints(
                services.get(1).url(), services.get(0).url(), services.get(2).url(), servers.kafka(), servers.redis());

        List<ChildProcess> processes = new CopyOnWriteArrayList<>();
        Cluster cluster = new Cluster(home, endpoints, processes, release, true);
        Runtime.getRuntime().addShutdownHook(cluster.atExit);
        try {
            // Side by side: services wait for the broker themselves.
            List<ChildProcess> serverProcesses = servers.start();
            processes.addAll(serverProcesses);
            Map<Service, ChildProcess> started = new LinkedHashMap<>();
            for (Service service : services) {
                ChildProcess process = service.start(home, installation);
                processes.add(process);
                started.put(service, process);
            }
            leftovers.remember(processes);
            servers.awaitReady(serverProcesses);
            for (Map.Entry<Service, ChildProcess> entry : started.entrySet()) {
                entry.getKey().awaitReady(entry.getValue());
            }
            home.announce(endpoints);
            return cluster;
        } catch (IOException | RuntimeException | InterruptedException e) {
            cluster.close();
            throw e;
        }
    }

    private static List<Service> services(Home home, int trainers, int agentPort, Servers servers) {
        List<Service> services = new ArrayList<>();
        Service dataSets = new Service(
                "dataset-service",
                "dataset-service",
                Ports.free(),
                512,
                false,
                Map.of("AEN_DATASET_FOLDER", home.at("datasets").toString()));
        services.add(dataSets);
        services.add(new Service(
                "agent-service",
                "agent-service",
                agentPort,
                256,
                false,
                Map.of(
                        "KAFKA_BOOTSTRAP_SERVERS",
                        servers.kafka(),
                        "AEN_DATASET_URL",
                        dataSets.url().toString(),
                        // An interrupted search waits to be asked for, instead of competing with the next one.
                        "AEN_AGENT_RESUME_AT_START",
                        "false")));
        services.add(new Service(
                "cache-service",
                "cache-service",
                Ports.free(),
                192,
                false,
                Map.of(
                        "KAFKA_BOOTSTRAP_SERVERS",
                        servers.kafka(),
                        "AEN_REDIS_URL",
                        servers.redis().toString(),
                        "AEN_CACHE_STATE",
                        home.at("streams").toString())));
        for (int i = 1; i <= trainers; i++) {
            services.add(new Service(
                    "trainer-" + i,
                    "trainer-service",
                    Ports.free(),
                    320,
                    true,
                    Map.of(
                            "KAFKA_BOOTSTRAP_SERVERS",
                            servers.kafka(),
                            "AEN_DATASET_URL",
                            dataSets.url().toString(),
                            "AEN_TRAINER_NAME",
                            "trainer-" + i,
                            "AEN_TRAINER_SHARDS",
                            home.at("shards").toString())));
        }
        return services.stream()
                .map(service -> service.with(servers.access(service.module())))
                .toList();
    }

    public Endpoints endpoints() {
        return endpoints;
    }

    /** Whether this process started the cluster, rather than joining one that ran already. */
    public boolean isOwn() {
        return own;
    }

    public List<ChildProcess> processes() {
        return List.copyOf(processes);
    }

    /**
     * Waits as long as all is well.
     *
     * @throws Failure naming the first process that dies
     */
    void awaitDeath() throws InterruptedException {
        CompletableFuture<?>[] ends =
                processes().stream().map(process -> process.handle().onExit()).toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.anyOf(ends).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("waiting for a process's end failed", e);
        }
        if (!stopping) {
            requireAlive();
        }
    }

    /** @throws Failure naming the process that died, if one did */
    public void requireAlive() {
        if (stopping) {
            return;
        }
        for (ChildProcess process : processes) {
            if (!process.isAlive()) {
                throw new Failure(
                        "%s died; its log %s ends with:%n%s".formatted(process.name(), process.log(), process.tail()));
            }
        }
    }

    @Override
    public void close() {
        if (!isOwn()) {
            return;
        }
        if (stopping) {
            return;
        }
        Runtime.getRuntime().removeShutdownHook(atExit);
        stop();
    }

    /** Services first, so that services can say goodbye to a broker that still answers. */
    private synchronized void stop() {
        stopping = true;
        if (processes.isEmpty()) {
            return;
        }
        home.withdraw();
        List<ChildProcess> services = processes.stream()
                .filter(process -> !SERVERS.contains(process.name()))
                .toList();
        services.forEach(ChildProcess::stop);
        services.forEach(ChildProcess::awaitEnd);
        processes.forEach(ChildProcess::stop);
        processes.forEach(ChildProcess::awaitEnd);
        try {
            new Leftovers(home).forget();
        } catch (IOException e) {
            System.err.println("cannot delete the list of processes: " + e);
        }
        processes.clear();
        release.run();
    }
}
