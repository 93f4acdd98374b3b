package org.autoequivariant.tests.benchmark;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.clients.producer.Producer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import org.autoequivariant.contracts.Candidate;
import org.autoequivariant.contracts.DataSet;
import org.autoequivariant.contracts.DataSetName;
import org.autoequivariant.contracts.Evaluation;
import org.autoequivariant.contracts.EvaluationKey;
import org.autoequivariant.contracts.MalformedMessage;
import org.autoequivariant.contracts.Messages;
import org.autoequivariant.contracts.Protocol;
import org.autoequivariant.contracts.Purpose;
import org.autoequivariant.contracts.Recipe;
import org.autoequivariant.contracts.Reward;
import org.autoequivariant.contracts.RewardUnit;
import org.autoequivariant.contracts.Topic;
import org.autoequivariant.contracts.TrainingJob;
import org.autoequivariant.local.cluster.Cluster;
import org.autoequivariant.local.cluster.Home;
import org.autoequivariant.local.cluster.Installation;
import org.autoequivariant.local.cluster.Servers;
import org.autoequivariant.symmetry.DistinctNetworks;
import org.autoequivariant.symmetry.NetworkSignature;
import org.autoequivariant.symmetry.State;
import org.autoequivariant.symmetry.Symmetry;

/**
 * What the way from candidate to reward costs: the real broker, Redis and cache-service, and simulated trainers that
 * wait a fixed time for each job and take no CPU.
 */
@Command(
        name = "control-plane",
        description = "Latency, throughput and efficiency from candidate to reward, with simulated trainers.")
final class ControlPlaneBenchmark implements Callable<Integer> {

    private static final String SEARCH = "benchmark";
    private static final Duration JOINING = Duration.ofMinutes(2);

    @Option(
            names = "--trainers",
            split = ",",
            defaultValue = "1,4,16,64",
            description = "Numbers of simulated trainers, ascending (default: ${DEFAULT-VALUE}).")
    List<Integer> trainers;

    @Option(
            names = "--job-millis",
            defaultValue = "300",
            description = "How long a simulated job takes (default: ${DEFAULT-VALUE}).")
    int jobMillis;

    @Option(
            names = "--candidates",
            defaultValue = "20000",
            description = "Cached candidates to measure throughput with (default: ${DEFAULT-VALUE}).")
    int candidates;

    private final DataSet dataSet = new DataSet(DataSetName.parse("g-mnist/011000100001@0"), "0123456789abcdef");
    private final NetworkSignature signature =
            new DistinctNetworks().of(State.EMPTY).signature();

    /** When each job's simulated training ended, in nanoseconds. */
    private final Map<EvaluationKey, Long> ended = new ConcurrentHashMap<>();

    private int step;

    @Override
    public Integer call() throws Exception {
        Home home = Home.ofEnvironment();
        Installation installation = Installation.ofLauncher();
        try (Cluster cluster = Cluster.joinOrStart(
                home,
                installation,
                Servers.Embedded.in(home, installation),
                new Cluster.Size(0, OptionalInt.empty()))) {
            Connections broker = new Connections(cluster.endpoints().kafka());
            broker.makeReady();
            long seed = System.nanoTime() >>> 1;
            try (Producer<byte[], byte[]> producer = broker.producer();
                    KafkaConsumer<byte[], byte[]> rewards = broker.tail(Topic.REWARDS)) {
                cached(producer, rewards, seed);
                Table table = new Table(
                        "trainers", "jobs", "jobs/s", "efficiency", "end of training → reward, median ms", "p99 ms");
                try (SimulatedTrainers simulated = new SimulatedTrainers(broker)) {
                    for (int count : trainers) {
                        simulated.grow(count);
                        trained(producer, rewards, seed + 1 + count * 1_000_000L, count, table);
                    }
                }
                System.out.printf(
                        "jobs of %d ms through the share group, two for each trainer in flight:%n", jobMillis);
                table.print();
            }
        }
        return 0;
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

    private void cached(Producer<byte[], byte[]> producer, KafkaConsumer<byte[], byte[]> rewards, long seed) {
        Protocol protocol = Protocol.search(Recipe.STANDARD, seed);
        Connections.send(
                producer,
                Topic.EVALUATIONS,
                candidate(protocol).key().text(),
                evaluation(TrainingJob.of(candidate(protocol), 1)));
        List<Protocol> same = Collections.nCopies(2_000, protocol);
        // The first rounds warm up both ends.
        run(producer, rewards, same, 256);
        run(producer, rewards, same, 1);
        double[] alone = run(producer, rewards, same, 1).latencies();
        Run flood = run(producer, rewards, Collections.nCopies(candidates, protocol), 256);
        Table table = new Table("cached candidates", "in flight", "median ms", "p99 ms", "a second");
        table.row(
                "%,d".formatted(alone.length),
                1,
                "%.1f".formatted(quantile(alone, 0.5)),
                "%.1f".formatted(quantile(alone, 0.99)),
                "%,.0f".formatted(1e3 / Arrays.stream(alone).average().orElseThrow()));
        table.row(
                "%,d".formatted(candidates),
                256,
                "%.1f".formatted(quantile(flood.latencies(), 0.5)),
                "%.1f".formatted(quantile(flood.latencies(), 0.99)),
                "%,.0f".formatted(candidates / flood.seconds()));
        table.print();
    }

    private void trained(
            Producer<byte[], byte[]> producer,
            KafkaConsumer<byte[], byte[]> rewards,
            long firstSeed,
            int count,
            Table table) {
        int jobs = count * 20;
        List<Protocol> warmUp = new ArrayList<>();
        List<Protocol> measured = new ArrayList<>();
        for (int i = 0; i < 4 * count + jobs; i++) {
            (i < 4 * count ? warmUp : measured).add(Protocol.search(Recipe.STANDARD, firstSeed + i));
        }
        run(producer, rewards, warmUp, 2 * count);
        Run run = run(producer, rewards, measured, 2 * count);
        double ideal = jobs / (double) count * jobMillis / 1e3;
        table.row(
                count,
                jobs,
                "%.1f".formatted(jobs / run.seconds()),
                "%.0f %%".formatted(100 * ideal / run.seconds()),
                "%.1f".formatted(quantile(run.sinceTrained(), 0.5)),
                "%.1f".formatted(quantile(run.sinceTrained(), 0.99)));
    }

    /**
     * What came of some candidates.
     *
     * @param seconds from the first candidate to the last reward
     * @param latencies milliseconds from candidate to reward
     * @param sinceTrained milliseconds from the end of the simulated training to the reward
     */
    private record Run(double seconds, double[] latencies, double[] sinceTrained) {}

    /** Asks for all, so many at a time. */
    private Run run(
            Producer<byte[], byte[]> producer,
            KafkaConsumer<byte[], byte[]> rewards,
            List<Protocol> protocols,
            int inFlight) {
        Map<Integer, Long> asked = new HashMap<>();
        List<Double> latencies = new ArrayList<>();
        List<Double> sinceTrained = new ArrayList<>();
        long start = System.nanoTime();
        int next = 0;
        while (latencies.size() < protocols.size()) {
            while (asked.size() < inFlight && next < protocols.size()) {
                Candidate candidate = candidate(protocols.get(next++));
                asked.put(candidate.step(), System.nanoTime());
                Connections.send(producer, Topic.CANDIDATES, candidate.key().text(), candidate);
            }
            for (Reward reward : Connections.poll(rewards, Reward.class)) {
                long now = System.nanoTime();
                Long since = reward.search().equals(SEARCH) ? asked.remove(reward.step()) : null;
                if (since != null) {
                    latencies.add((now - since) / 1e6);
                    Long end = ended.get(reward.key());
                    if (end != null) {
                        sinceTrained.add((now - end) / 1e6);
                    }
                }
            }
        }
        return new Run((System.nanoTime() - start) / 1e9, sorted(latencies), sorted(sinceTrained));
    }

    private static double[] sorted(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    }

    private static double quantile(double[] sorted, double q) {
        return sorted.length == 0 ? Double.NaN : sorted[(int) Math.min(sorted.length - 1, q * sorted.length)];
    }

    private static Evaluation.Trained evaluation(TrainingJob job) {
        return new Evaluation.Trained(
                job.key(), job.dataSet(), job.state(), List.of(0.5), Optional.empty(), 1, 0, "none", "simulated", "-");
    }

    /** Trainers that take jobs as real ones do, wait, and answer. */
    private final class SimulatedTrainers implements AutoCloseable {

        private final Connections broker;
        private final CountDownLatch stop = new CountDownLatch(1);
        private final List<Thread> threads = new ArrayList<>();
        private final Producer<byte[], byte[]> answers;

        SimulatedTrainers(Connections broker) {
            this.broker = broker;
            this.answers = broker.producer();
        }

        void grow(int count) throws InterruptedException {
            while (threads.size() < count) {
                Thread thread = new Thread(this::train, "simulated-trainer-" + threads.size());
                thread.start();
                threads.add(thread);
            }
            long deadline = System.nanoTime() + JOINING.toNanos();
            while (broker.trainers() < count) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("only " + broker.trainers() + " of " + count + " trainers joined");
                }
                Thread.sleep(200);
            }
        }

        private void train() {
            try (ShareConsumer<byte[], byte[]> jobs = broker.jobs()) {
                jobs.subscribe(List.of(Topic.TRAINING_JOBS.topicName()));
                while (stop.getCount() > 0) {
                    for (ConsumerRecord<byte[], byte[]> record : jobs.poll(Duration.ofMillis(500))) {
                        TrainingJob job = Messages.read(record.value(), TrainingJob.class);
                        stop.await(jobMillis, TimeUnit.MILLISECONDS);
                        ended.put(job.key(), System.nanoTime());
                        Connections.send(answers, Topic.EVALUATIONS, job.key().text(), evaluation(job));
                        jobs.acknowledge(record, AcknowledgeType.ACCEPT);
                        jobs.commitSync();
                    }
                }
            } catch (MalformedMessage e) {
                throw new IllegalStateException("a service wrote what cannot be read", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void close() {
            stop.countDown();
            try {
                for (Thread thread : threads) {
                    thread.join();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            answers.close();
        }
    }
}
