package org.autoequivariant.local.cluster;

import java.io.IOException;
import java.nio.channels.FileLock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

import org.autoequivariant.local.Failure;

/**
 * A whole AEN on one machine: a real Kafka broker, a real Redis and the four services, each a child process bound to
 * loopback. One that dies is started again. Closing the cluster, or the end of this process, ends them all.
 */
public final class Cluster implements AutoCloseable {

    private static final Set<String> SERVERS = Set.of("kafka", "redis");

    private final Home home;
    private final Endpoints endpoints;
    private final List<Member> members = new CopyOnWriteArrayList<>();
    private final Growth growth;
    private final AtomicInteger trainersStarted = new AtomicInteger();
    private final AtomicInteger agentsStarted = new AtomicInteger();
    private final Runnable release;
    private final Thread atExit = new Thread(this::stopAll, "cluster-stop");
    private final boolean own;
    private volatile boolean supervised;
    private volatile boolean stopping;

    /** Makes the members a cluster can have any number of, by their number from 1. */
    private record Growth(IntFunction<Member> agent, IntFunction<Member> trainer) {

        /** Of a cluster another command started. */
        static final Growth NONE = new Growth(Growth::refuse, Growth::refuse);

        private static Member refuse(int number) {
            throw new IllegalStateException("processes are added by the command that started the cluster");
        }
    }

    private Cluster(Home home, Endpoints endpoints, Growth growth, Runnable release, boolean own) {
        this.home = home;
        this.endpoints = endpoints;
        this.growth = growth;
        this.release = release;
        this.own = own;
    }

    /**
     * What to start.
     *
     * @param trainers trainer processes; 0 if others bring theirs
     * @param capacity networks each trains at once; what its device suggests if empty
     * @param agentPort port of the agent's API; a free one if empty
     */
    public record Size(int trainers, OptionalInt capacity, OptionalInt agentPort) {

        private static final int MOST = 64;

        public Size {
            within(0, trainers, "trainers");
            capacity.ifPresent(networks -> within(1, networks, "capacity"));
        }

        /** @throws IllegalArgumentException if it is less than {@code least} or more than 64 */
        static int within(int least, int value, String name) {
            if (value < least || value > MOST) {
                throw new IllegalArgumentException(
                        "%s must be between %d and %d, not %d".formatted(name, least, MOST, value));
            }
            return value;
        }
    }

    /**
     * As {@link #joinOrStart(Home, Installation, Servers, Size)}, of what the launcher built, with a broker and a Redis
     * of the cluster's own.
     */
    public static Cluster joinOrStart(Home home, Size size) throws InterruptedException {
        Installation installation = Installation.ofLauncher();
        return joinOrStart(home, installation, Servers.Embedded.in(home, installation), size);
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
            return new Cluster(home, running, Growth.NONE, () -> {}, false);
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
        home.forgetLogs();
        int agentPort =
                size.agentPort().isPresent() ? Ports.require(size.agentPort().getAsInt(), "--port") : Ports.free();
        Services services = new Services(home, installation, servers, new ClassArchives(home));
        Service dataSets = services.dataSets();
        Service agent = services.agent(1, agentPort, dataSets);
        Service cache = services.cache();
        Endpoints endpoints = new Endpoints(agent.url(), dataSets.url(), cache.url(), servers.kafka(), servers.redis());

        Growth growth = new Growth(
                number -> services.member(number == 1 ? agent : services.agent(number, Ports.free(), dataSets)),
                number -> services.member(services.trainer(number, size.capacity(), dataSets)));
        Cluster cluster = new Cluster(home, endpoints, growth, release, true);
        Runtime.getRuntime().addShutdownHook(cluster.atExit);
        try {
            // Side by side: services wait for the broker themselves.
            for (Member server : servers.members()) {
                cluster.add(server);
            }
            cluster.add(services.member(dataSets));
            cluster.addAgent();
            cluster.add(services.member(cache));
            for (int i = 0; i < size.trainers(); i++) {
                cluster.addTrainer();
            }
            for (Member member : cluster.members()) {
                member.awaitReady();
            }
            cluster.supervised = true;
            cluster.members().forEach(cluster::supervise);
            home.announce(endpoints);
            return cluster;
        } catch (IOException | RuntimeException | InterruptedException e) {
            cluster.close();
            throw e;
        }
    }

    /** Starts one trainer more; it joins the others when it is ready. */
    public Member addTrainer() throws IOException, InterruptedException {
        return add(growth.trainer().apply(trainersStarted.incrementAndGet()));
    }

    /** Starts one agent more; it shares the searches with the others. */
    public Member addAgent() throws IOException, InterruptedException {
        return add(growth.agent().apply(agentsStarted.incrementAndGet()));
    }

    private Member add(Member member) throws IOException, InterruptedException {
        start(member);
        members.add(member);
        remember();
        return member;
    }

    /** Starts a process that was stopped. */
    public void start(Member member) throws IOException, InterruptedException {
        member.start();
        if (supervised) {
            supervise(member);
        }
    }

    private void supervise(Member member) {
        member.supervise(restarted -> remember());
    }

    /** Ends a process; a trainer hands back what it is training. It stays away until it is started. */
    public void stop(Member member) {
        member.stop();
        member.awaitEnd();
    }

    private void remember() {
        try {
            new Leftovers(home).remember(members.stream().map(Member::process).toList());
        } catch (IOException e) {
            // Only the next start misses it, should this command be killed.
            System.err.println("cannot write down the processes of the cluster: " + e);
        }
    }

    public Endpoints endpoints() {
        return endpoints;
    }

    /** Whether this process started the cluster, rather than joining one that ran already. */
    public boolean isOwn() {
        return own;
    }

    /** What it runs on: servers, services and trainers. */
    public List<Member> members() {
        return List.copyOf(members);
    }

    /**
     * Waits as long as all is well.
     *
     * @throws Failure if a process dies and does not start again
     */
    void awaitFailure() throws InterruptedException {
        try {
            CompletableFuture.anyOf(members.stream().map(Member::givenUp).toArray(CompletableFuture<?>[]::new))
                    .get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("waiting for a process's end failed", e);
        }
        requireHealthy();
    }

    /** Whether what is away now can come back. */
    public boolean isHealthy() {
        return own
                ? !stopping
                        && members.stream().noneMatch(member -> member.givenUp().isDone())
                : home.endpoints().filter(endpoints::equals).isPresent();
    }

    /** @throws Failure if a process died and does not start again */
    public void requireHealthy() {
        for (Member member : members) {
            Failure reason = member.givenUp().getNow(null);
            if (reason != null) {
                throw reason;
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
        stopAll();
    }

    /** Services first, so that services can say goodbye to a broker that still answers. */
    private synchronized void stopAll() {
        stopping = true;
        if (members.isEmpty()) {
            return;
        }
        home.withdraw();
        // Ctrl-C reaches all processes at once: none is missed any more.
        members.forEach(Member::unsupervise);
        List<Member> services = members.stream()
                .filter(member -> !SERVERS.contains(member.name()))
                .toList();
        services.forEach(Member::stop);
        services.forEach(Member::awaitEnd);
        members.forEach(Member::stop);
        members.forEach(Member::awaitEnd);
        try {
            new Leftovers(home).forget();
        } catch (IOException e) {
            System.err.println("cannot delete the list of processes: " + e);
        }
        members.clear();
        release.run();
    }
}
