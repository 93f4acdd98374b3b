package org.autoequivariant.tests.benchmark;

import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.Callable;

import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import org.autoequivariant.contracts.Evaluation;
import org.autoequivariant.contracts.EvaluationKey;
import org.autoequivariant.contracts.Manifest;
import org.autoequivariant.contracts.Protocol;
import org.autoequivariant.contracts.Recipe;
import org.autoequivariant.contracts.Topic;
import org.autoequivariant.contracts.TrainingJob;
import org.autoequivariant.local.Http;
import org.autoequivariant.local.cluster.Cluster;
import org.autoequivariant.local.cluster.Home;
import org.autoequivariant.local.cluster.Installation;
import org.autoequivariant.local.cluster.Servers;
import org.autoequivariant.symmetry.BlockForm;
import org.autoequivariant.symmetry.DistinctNetworks;
import org.autoequivariant.symmetry.DistinctNetworks.Network;
import org.autoequivariant.symmetry.Quotient;
import org.autoequivariant.symmetry.State;
import org.autoequivariant.symmetry.WeightSharing;

/** All distinct networks, trained and scored on real G-MNIST by real trainers that take them from the real queue. */
@Command(
        name = "networks",
        description = "Trains every distinct network under the search protocol.",
        mixinStandardHelpOptions = true)
final class NetworksBenchmark implements Callable<Integer> {

    @Option(names = "--trainers", defaultValue = "2", description = "Trainer processes (default: ${DEFAULT-VALUE}).")
    int trainers;

    @Option(
            names = "--rounds",
            defaultValue = "2",
            description = "Rounds; the first warms up (default: ${DEFAULT-VALUE}).")
    int rounds;

    /** A network's size and what it costs as it is computed. */
    private record Cost(String kind, long multiplications, long dense) {

        static Cost of(Network network) {
            WeightSharing sharing = WeightSharing.of(network.closure());
            Quotient quotient = Quotient.of(sharing);
            BlockForm form = BlockForm.of(sharing, quotient);
            String kind = "%d-%d-%d%s%s"
                    .formatted(
                            quotient.pixels().count(),
                            quotient.hidden1().count(),
                            quotient.hidden2().count(),
                            form.order() == 1 ? "" : " in " + form.order() + " blocks",
                            form.groups().size() == 1 ? "" : " of unequal size");
            long dense =
                    (long) WeightSharing.HIDDEN.size() * (WeightSharing.PIXELS.size() + WeightSharing.HIDDEN.size());
            return new Cost(kind, form.multiplications(), dense);
        }
    }

    @Override
    public Integer call() throws Exception {
        Home home = Home.ofEnvironment();
        Installation installation = Installation.ofLauncher();
        Map<State, Network> networks = new HashMap<>();
        new DistinctNetworks().all().forEach((network, states) -> networks.put(states.get(0), network));
        try (Cluster cluster = Cluster.joinOrStart(
                home,
                installation,
                Servers.Embedded.in(home, installation),
                new Cluster.Size(trainers, OptionalInt.of(1), OptionalInt.empty()))) {
            URI manifest = cluster.endpoints()
                    .dataSets()
                    .resolve("/datasets/g-mnist/" + State.parse("rotation,horizontal-flip,vertical-flip") + "?seed=0");
            Manifest dataSet = new Http().get(manifest, Manifest.class);
            long salt = System.nanoTime() >>> 1;
            for (int round = 1; round <= rounds; round++) {
                long start = System.nanoTime();
                List<Evaluation.Trained> evaluations =
                        train(new Connections(cluster.endpoints().kafka()), dataSet, networks, salt + round);
                print(round, (System.nanoTime() - start) / 1e9, evaluations, networks);
            }
        }
        return 0;
    }

    private static List<Evaluation.Trained> train(
            Connections broker, Manifest dataSet, Map<State, Network> networks, long seed) {
        Protocol protocol = Protocol.search(Recipe.STANDARD, seed);
        List<Evaluation.Trained> evaluations = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> answers = broker.tail(Topic.EVALUATIONS);
                Producer<byte[], byte[]> producer = broker.producer()) {
            networks.forEach((state, network) -> {
                EvaluationKey key = EvaluationKey.of(dataSet.dataSet(), network.signature(), protocol);
                Connections.send(
                        producer,
                        Topic.TRAINING_JOBS,
                        key.text(),
                        new TrainingJob(key, dataSet.dataSet(), state, network.signature(), protocol, 1));
            });
            while (evaluations.size() < networks.size()) {
                for (Evaluation evaluation : Connections.poll(answers, Evaluation.class)) {
                    if (evaluation instanceof Evaluation.Trained trained) {
                        evaluations.add(trained);
                    } else {
                        throw new IllegalStateException("a network could not be trained: " + evaluation);
                    }
                }
            }
        }
        return evaluations;
    }

    private void print(int round, double wall, List<Evaluation.Trained> evaluations, Map<State, Network> networks) {
        // A protocol's step multiplies each weight three times per image: forward, and backward to inputs and weights
        // (but for the first layer's inputs); scoring multiplies once.
        Protocol protocol = Protocol.search(Recipe.STANDARD, 0);
        double images = protocol.epochs() * (2.66 * protocol.trainingImages() + protocol.validationImages());
        Map<String, List<Evaluation.Trained>> byKind = new TreeMap<>();
        Map<Evaluation.Trained, Cost> costs = new HashMap<>();
        for (Evaluation.Trained evaluation : evaluations) {
            Cost cost = Cost.of(networks.get(evaluation.state()));
            costs.put(evaluation, cost);
            byKind.computeIfAbsent(cost.kind, kind -> new ArrayList<>()).add(evaluation);
        }
        double dense = evaluations.stream()
                .filter(evaluation -> evaluation.state().equals(State.EMPTY))
                .findFirst()
                .orElseThrow()
                .seconds();
        Table table = new Table("kind", "networks", "mean s", "slowest s", "GFLOP/s", "× dense");
        byKind.entrySet().stream()
                .sorted(Comparator.comparingDouble(entry -> -mean(entry.getValue())))
                .forEach(entry -> {
                    List<Evaluation.Trained> of = entry.getValue();
                    double flop = 2 * images * costs.get(of.get(0)).multiplications;
                    table.row(
                            entry.getKey(),
                            of.size(),
                            "%.3f".formatted(mean(of)),
                            "%.3f"
                                    .formatted(of.stream()
                                            .mapToDouble(Evaluation.Trained::seconds)
                                            .max()
                                            .orElseThrow()),
                            "%.1f".formatted(flop / mean(of) / 1e9),
                            "%.1f".formatted(dense / mean(of)));
                });
        System.out.printf(
                "round %d: %d networks by %d trainers in %.1f s, %.3f s a network; %.3f s of a trainer each%n",
                round, evaluations.size(), trainers, wall, wall / evaluations.size(), mean(evaluations));
        if (round == rounds) {
            table.print();
        }
    }

    private static double mean(List<Evaluation.Trained> evaluations) {
        return evaluations.stream()
                .mapToDouble(Evaluation.Trained::seconds)
                .average()
                .orElseThrow();
    }
}
