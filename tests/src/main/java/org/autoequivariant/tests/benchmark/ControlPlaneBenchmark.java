package org.autoequivariant.tests.benchmark;

import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

import org.apache.kafka.clients.producer.Producer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import org.autoequivariant.contracts.Candidate;
import org.autoequivariant.contracts.DataSet;
import org.autoequivariant.contracts.Protocol;
import org.autoequivariant.contracts.Purpose;
import org.autoequivariant.contracts.Recipe;
import org.autoequivariant.contracts.Reward;
import org.autoequivariant.contracts.RewardUnit;
import org.autoequivariant.contracts.SearchStatus;
import org.autoequivariant.contracts.Topic;
import org.autoequivariant.contracts.TrainingJob;
import org.autoequivariant.local.Http;
import org.autoequivariant.local.cluster.Cluster;
import org.autoequivariant.local.cluster.Home;
import org.autoequivariant.local.cluster.Installation;
import org.autoequivariant.local.cluster.Member;
import org.autoequivariant.local.cluster.Servers;
import org.autoequivariant.symmetry.DistinctNetworks;
import org.autoequivariant.symmetry.NetworkSignature;
import org.autoequivariant.symmetry.State;
import org.autoequivariant.symmetry.Symmetry;
import org.autoequivariant.tests.TrainersGroup;

/**
 * What the way from candidate to reward costs and how it scales: the real broker, Redis, cache-service and
 * agent-service, and simulated trainers that wait and take no CPU of their own.
 */
@Command(
        name = "control-plane",
        description = "Latency, throughput, efficiency and CPU from candidate to reward, with simulated trainers.",
        mixinStandardHelpOptions = true)
final class ControlPlaneBenchmark implements Callable<Integer> {

    private static final String SEARCH = "benchmark";

    /** What agent-service allows at the most. */
    private static final int MOST_SEARCHES = 64;

    @Option(
            names = "--trainers",
            split = ",",
            defaultValue = "1,16,64,256",
            description = "Numbers of simulated trainers, ascending (default: ${DEFAULT-VALUE}).")
    List<Integer> trainers;

    @Option(
            names = "--job-millis",
            defaultValue = "300",
            description = "How long a simulated job takes on average, at least (default: ${DEFAULT-VALUE}).")
    int jobMillis;

    @Option(
            names = "--rate",
            defaultValue = "200",
            description =
                    "Jobs a second that many trainers are to take; theirs are the longer (default: ${DEFAULT-VALUE}).")
    int rate;

    @Option(
            names = "--seconds",
            defaultValue = "20",
            description = "How long to measure each load, once warm (default: ${DEFAULT-VALUE}).")
    int seconds;

    @Option(
            names = "--heartbeat-millis",
            description = "How often a trainer's client says that it lives (default: as the broker has it).")
    Optional<Integer> heartbeatMillis;

    @Option(
            names = "--niceness",
            defaultValue = "0",
            description =
                    "How far trainers' clients stand back for the services on these cores: 19 for more of them than "
                            + "the cores can carry; fewer are slowed down by it (default: ${DEFAULT-VALUE}).")
    int niceness;

    @Option(
            names = "--candidates",
            defaultValue = "20000",
            description = "Cached candidates to measure throughput with (default: ${DEFAULT-VALUE}).")
    int candidates;

    private final NetworkSignature signature =
            new DistinctNetworks().of(State.EMPTY).signature();
    /** Of data sets and protocols, so that nothing was evaluated before. */
    private long seed = System.nanoTime() >>> 1;

    private final DataSet dataSet = StandInDataSets.ofSeed(seed++);
    private final Http http = new Http();
    private int step;

    private final Table rates = new Table(
            "trainers",
            "asked by",
            "job ms",
            "jobs/s",
            "rewards/s",
            "efficiency",
            "candidate → reward, median ms",
            "p99 ms",
            "end of training → reward, median ms",
            "p99 ms");
    private final Table costs = new Table(
            "trainers",
            "asked by",
            "CPU: broker",
            "cache",
            "Redis",
            "agent",
            "trainers",
            "benchmark",
            "MB: broker",
            "cache",
            "Redis",
            "agent",
            "trainers");

    /** Everything that is measured together. */
    private record Setting(Cluster cluster, Producer<byte[], byte[]> producer, Answers answers, Simulation simulation) {

        /** What each part has used, by the names of the costs. */
        List<Usage> usage() {
            return List.of(
                    of("kafka"),
                    of("cache-service"),
                    of("redis"),
                    of("agent-service"),
                    Usage.of(simulation.processes()),
                    Usage.of(List.of(ProcessHandle.current())));
        }

        private Usage of(String name) {
            return Usage.of(cluster.members().stream()
                    .filter(member -> member.name().equals(name))
                    .map(Member::process)
                    .map(process -> process.handle())
                    .toList());
        }
    }

    /** Keeps candidates coming. */
    private interface Load {

        /** @param rewards that have come since it was called last */
        void on(List<Reward> rewards);

        /** Asks no more. */
        void stop() throws InterruptedException;
    }

    @Override
    public Integer call() throws Exception {
        Home home = Home.ofEnvironment();
        Installation installation = Installation.ofLauncher();
        try (StandInDataSets dataSets = new StandInDataSets();
                Cluster cluster = Cluster.joinOrStart(
                        home,
                        installation,
                        Servers.Embedded.in(home, installation, Map.of("agent-service", agent(dataSets))),
                        new Cluster.Size(0, OptionalInt.empty(), OptionalInt.empty()))) {
            if (!cluster.isOwn()) {
                throw new IllegalStateException("a cluster runs in " + home.folder() + "; stop it first");
            }
            Connections broker = new Connections(cluster.endpoints().kafka());
            broker.makeReady();
            if (heartbeatMillis.isPresent()) {
                TrainersGroup.set(
                        broker.bootstrapServers(),
                        "share.heartbeat.interval.ms",
                        String.valueOf(heartbeatMillis.get()));
            }
            try (Producer<byte[], byte[]> producer = broker.producer();
                    Answers answers = new Answers(broker);
                    Simulation simulation =
                            new Simulation(broker, home.at("logs").resolve("simulated-trainers.log"), niceness)) {
                Setting setting = new Setting(cluster, producer, answers, simulation);
                cached(setting);
                for (int count : trainers) {
                    long start = System.nanoTime();
                    simulation.grow(count);
                    System.out.printf("%d trainers after %.1f s%n", count, (System.nanoTime() - start) / 1e9);
                    int millis = Math.max(jobMillis, 1_000 * count / rate);
                    measure(setting, count, "benchmark", millis, () -> new Flood(setting, 2 * count));
                    measure(setting, count, "agent", millis, () -> new AgentLoad(setting, count));
                    // Jobs that take no time: what is measured is what hands them out.
                    measure(setting, count, "flood", 1, () -> new Flood(setting, 2 * Math.max(count, 16)));
                }
            }
        } finally {
            // What was measured before a load that was too much counts all the same.
            rates.print();
            costs.print();
        }
        return 0;
    }

    private static Map<String, String> agent(StandInDataSets dataSets) {
        return Map.of(
                "AEN_DATASET_URL", dataSets.url().toString(), "AEN_AGENT_MAX_SEARCHES", String.valueOf(MOST_SEARCHES));
    }

    private Candidate candidate(Protocol protocol) {
        return new Candidate(
                SEARCH,
                Purpose.STEP,
                0,
                step++,
                State.EMPTY.toggle(Symmetry.ROTATION),
                Optional.of(Symmetry.ROTATION),
                State.EMPTY,
                1,
                dataSet,
                signature,
                protocol,
                Optional.of(0.5),
                RewardUnit.FRACTION,
                Instant.now());
    }

    private void cached(Setting setting) {
        Protocol protocol = Protocol.search(Recipe.STANDARD, seed++);
        Connections.send(
                setting.producer(),
                Topic.EVALUATIONS,
                candidate(protocol).key().text(),
                SimulatedTrainers.evaluation(TrainingJob.of(candidate(protocol), 1), 0));
        // The first rounds warm up both ends.
        ask(setting, protocol, 2_000, 256);
        ask(setting, protocol, 2_000, 1);
        Quantiles alone = ask(setting, protocol, 2_000, 1);
        long start = System.nanoTime();
        Quantiles many = ask(setting, protocol, candidates, 256);
        double wall = (System.nanoTime() - start) / 1e9;
        Table table = new Table("cached candidates", "in flight", "median ms", "p99 ms", "a second");
        table.row("2,000", 1, oneDigit(alone.at(0.5)), oneDigit(alone.at(0.99)), "");
        table.row(
                "%,d".formatted(candidates),
                256,
                oneDigit(many.at(0.5)),
                oneDigit(many.at(0.99)),
                "%,.0f".formatted(candidates / wall));
        table.print();
    }

    /**
     * Asks for one evaluation again and again, so many at a time.
     *
     * @return milliseconds from candidate to reward
     */
    private Quantiles ask(Setting setting, Protocol protocol, int times, int inFlight) {
        Map<Integer, Long> asked = new HashMap<>();
        List<Double> latencies = new ArrayList<>();
        for (int sent = 0; latencies.size() < times; ) {
            while (asked.size() < inFlight && sent < times) {
                Candidate candidate = candidate(protocol);
                asked.put(candidate.step(), System.nanoTime());
                Connections.send(
                        setting.producer(), Topic.CANDIDATES, candidate.key().text(), candidate);
                sent++;
            }
            for (Reward reward : setting.answers().poll()) {
                Long since = asked.remove(reward.step());
                if (since != null) {
                    latencies.add((System.nanoTime() - since) / 1e6);
                }
            }
        }
        setting.answers().forget();
        return new Quantiles(latencies.stream().mapToDouble(Double::doubleValue));
    }

    private void measure(Setting setting, int count, String by, int millis, Supplier<Load> start)
            throws InterruptedException {
        Answers answers = setting.answers();
        setting.simulation().jobsTake(millis);
        Load load = start.get();
        // The first jobs all begin at once; two jobs later they are spread out.
        follow(answers, load, 3 + 2 * millis / 1e3);
        answers.forget();
        List<Usage> before = setting.usage();
        double wall = follow(answers, load, seconds);
        report(answers, count, by, millis, wall, before, setting.usage());
        load.stop();
        setting.simulation().jobsTake(1);
        drain(answers);
    }

    private static double follow(Answers answers, Load load, double seconds) {
        long start = System.nanoTime();
        do {
            load.on(answers.poll());
        } while (System.nanoTime() - start < seconds * 1e9);
        return (System.nanoTime() - start) / 1e9;
    }

    /** Waits until nobody trains any more. */
    private static void drain(Answers answers) {
        int known;
        do {
            known = answers.trainings();
            long start = System.nanoTime();
            while (System.nanoTime() - start < 3e9) {
                answers.poll();
            }
        } while (answers.trainings() > known);
        answers.forget();
    }

    private void report(
            Answers answers, int count, String by, int millis, double wall, List<Usage> before, List<Usage> after) {
        Quantiles asked = answers.sinceAsked();
        Quantiles trained = answers.sinceTrained();
        rates.row(
                count,
                by,
                millis,
                oneDigit(answers.trainings() / wall),
                oneDigit(answers.rewards() / wall),
                "%.0f %%".formatted(100 * answers.trainingSeconds() / (count * wall)),
                "%.0f".formatted(asked.at(0.5)),
                "%.0f".formatted(asked.at(0.99)),
                "%.0f".formatted(trained.at(0.5)),
                "%.0f".formatted(trained.at(0.99)));
        List<Object> row = new ArrayList<>(List.of(count, by));
        for (int i = 0; i < after.size(); i++) {
            row.add("%.2f".formatted((after.get(i).cpuSeconds() - before.get(i).cpuSeconds()) / wall));
        }
        // All but the benchmark itself.
        after.subList(0, after.size() - 1).forEach(usage -> row.add(usage.megabytes()));
        costs.row(row.toArray());
    }

    private static String oneDigit(double value) {
        return "%.1f".formatted(value);
    }

    /** So many candidates in flight, each of a network nobody has trained. */
    private final class Flood implements Load {

        private final Setting setting;

        Flood(Setting setting, int inFlight) {
            this.setting = setting;
            ask(inFlight);
        }

        private void ask(int more) {
            for (int i = 0; i < more; i++) {
                Candidate candidate = candidate(Protocol.search(Recipe.STANDARD, seed++));
                Connections.send(
                        setting.producer(), Topic.CANDIDATES, candidate.key().text(), candidate);
            }
        }

        @Override
        public void on(List<Reward> rewards) {
            ask((int) rewards.stream()
                    .filter(reward -> reward.search().equals(SEARCH))
                    .count());
        }

        @Override
        public void stop() {
            // Nothing is asked unless it is called.
        }
    }

    /** Searches of the real agent, each on a data set of its own, with two walkers a trainer in all. */
    private final class AgentLoad implements Load {

        private final URI searches;
        private final int most;
        private final int walkers;
        private final List<String> running = new ArrayList<>();

        AgentLoad(Setting setting, int trainers) {
            searches = setting.cluster().endpoints().agent().resolve("/searches");
            most = Math.max(1, Math.min(MOST_SEARCHES, trainers / 4));
            walkers = 2 * trainers / most;
            while (running.size() < most) {
                begin();
            }
        }

        private void begin() {
            DataSet fresh = StandInDataSets.ofSeed(seed++);
            try {
                SearchStatus begun = http.post(
                        searches,
                        Map.of("dataSet", fresh.name(), "walkers", walkers, "seed", seed),
                        SearchStatus.class);
                running.add(begun.search());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while starting a search", e);
            }
        }

        @Override
        public void on(List<Reward> rewards) {
            // The agent goes on by itself.
        }

        @Override
        public void stop() throws InterruptedException {
            for (String search : running) {
                http.post(searches.resolve("/searches/" + search + "/cancel"), Map.of(), SearchStatus.class);
            }
        }
    }
}
