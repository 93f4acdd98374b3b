package org.autoequivariant.tests.benchmark;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import org.autoequivariant.contracts.DataSet;
import org.autoequivariant.contracts.Evaluation;
import org.autoequivariant.contracts.EvaluationKey;
import org.autoequivariant.contracts.Protocol;
import org.autoequivariant.contracts.Recipe;
import org.autoequivariant.contracts.Topic;
import org.autoequivariant.contracts.TrainingJob;
import org.autoequivariant.local.cluster.Cluster;
import org.autoequivariant.local.cluster.Home;
import org.autoequivariant.local.cluster.Member;
import org.autoequivariant.symmetry.BlockForm;
import org.autoequivariant.symmetry.DistinctNetworks;
import org.autoequivariant.symmetry.DistinctNetworks.Network;
import org.autoequivariant.symmetry.Quotient;
import org.autoequivariant.symmetry.State;
import org.autoequivariant.symmetry.WeightSharing;
import org.autoequivariant.tests.Metrics;
import org.autoequivariant.trainer.network.Flop;
import org.autoequivariant.trainer.network.Torch;

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

    @Spec
    CommandSpec command;

    /**
     * A network's size and form, and what training and scoring it costs.
     *
     * @param flop floating point operations of the products
     */
    private record Cost(String kind, double flop) {

        /** As we compute it. */
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
            return new Cost(kind, flop(form));
        }

        static double flop(BlockForm form) {
            Flop image = Flop.of(form);
            Protocol protocol = Protocol.search(Recipe.STANDARD, 0);
            return protocol.epochs()
                    * (protocol.trainingImages() * image.toLearn() + protocol.validationImages() * image.toScore());
        }
    }

    @Override
    public Integer call() throws Exception {
        if (trainers < 1 || rounds < 1) {
            throw new ParameterException(
                    command.commandLine(),
                    "--trainers and --rounds must be 1 or more, not %d and %d".formatted(trainers, rounds));
        }
        List<Evaluation.Trained> evaluations = List.of();
        Map<State, Network> networks = new HashMap<>();
        new DistinctNetworks().all().forEach((network, states) -> networks.put(states.get(0), network));
        try (Cluster cluster = Cluster.joinOrStart(
                Home.ofEnvironment(), new Cluster.Size(trainers, OptionalInt.of(1), OptionalInt.empty()))) {
            DataSet dataSet = GMnist.of(cluster);
            long salt = System.nanoTime() >>> 1;
            for (int round = 1; round <= rounds; round++) {
                long start = System.nanoTime();
                evaluations = train(new Connections(cluster.endpoints().kafka()), dataSet, networks, salt + round);
                double wall = (System.nanoTime() - start) / 1e9;
                System.out.printf(
                        "round %d: %d networks by %d trainers in %.1f s, %.3f s a network; %.3f s of a trainer each%s%n",
                        round,
                        evaluations.size(),
                        trainers,
                        wall,
                        wall / evaluations.size(),
                        mean(evaluations),
                        memory(cluster));
            }
        }
        print(evaluations, networks, LargeProduct.flops(Torch.load(Torch.Choice.CPU)));
        return 0;
    }

    private static List<Evaluation.Trained> train(
            Connections broker, DataSet dataSet, Map<State, Network> networks, long seed) {
        Protocol protocol = Protocol.search(Recipe.STANDARD, seed);
        List<Evaluation.Trained> evaluations = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> answers = broker.tail(Topic.EVALUATIONS);
                Producer<byte[], byte[]> producer = broker.producer()) {
            networks.forEach((state, network) -> {
                EvaluationKey key = EvaluationKey.of(dataSet, network.signature(), protocol);
                Connections.send(
                        producer,
                        Topic.TRAINING_JOBS,
                        key.text(),
                        new TrainingJob(key, dataSet, state, network.signature(), protocol, 1));
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

    /** The last round by kind of network, beside what a core could do at most. */
    private static void print(List<Evaluation.Trained> evaluations, Map<State, Network> networks, double largeProduct) {
        Map<State, Cost> costs = new HashMap<>();
        networks.forEach((state, network) -> costs.put(state, Cost.of(network)));
        Map<String, List<Evaluation.Trained>> byKind = evaluations.stream()
                .collect(Collectors.groupingBy(
                        evaluation -> costs.get(evaluation.state()).kind()));
        double denseLimit = Cost.flop(BlockForm.undivided(Quotient.unmerged())) / largeProduct;
        Table table =
                new Table("kind", "networks", "mean s", "slowest s", "GFLOP/s", "% of large product", "× dense limit");
        byKind.entrySet().stream()
                .sorted(Comparator.comparingDouble(entry -> -mean(entry.getValue())))
                .forEach(entry -> {
                    List<Evaluation.Trained> of = entry.getValue();
                    double slowest = of.stream()
                            .mapToDouble(Evaluation.Trained::seconds)
                            .max()
                            .orElseThrow();
                    double flops = costs.get(of.get(0).state()).flop() / mean(of);
                    table.row(
                            entry.getKey(),
                            of.size(),
                            "%.3f".formatted(mean(of)),
                            "%.3f".formatted(slowest),
                            "%.1f".formatted(flops / 1e9),
                            "%.0f".formatted(100 * flops / largeProduct),
                            "%.1f".formatted(denseLimit / mean(of)));
                });
        System.out.printf(
                "One core multiplies large matrices at %.0f GFLOP/s; the dense network's products would take it %.3f s:%n",
                largeProduct / 1e9, denseLimit);
        table.print();
    }

    /** What the trainers hold; of the old generation of their heaps, much is garbage nobody needed to collect yet. */
    private static String memory(Cluster cluster) throws InterruptedException {
        List<Member> trainers = cluster.members().stream()
                .filter(member -> member.name().startsWith("trainer"))
                .toList();
        if (trainers.isEmpty()) {
            // They are of a cluster that runs already.
            return "";
        }
        double old = 0;
        for (Member trainer : trainers) {
            old += Metrics.of(trainer).sum("jvm_memory_used_bytes", "id=\"Tenured Gen\"");
        }
        Usage usage = Usage.of(
                trainers.stream().map(trainer -> trainer.process().handle()).toList());
        return "; trainers hold %d MB, %.0f of them in the old generation"
                .formatted(usage.megabytes(), old / (1 << 20));
    }

    private static double mean(List<Evaluation.Trained> evaluations) {
        return evaluations.stream()
                .mapToDouble(Evaluation.Trained::seconds)
                .average()
                .orElseThrow();
    }
}
