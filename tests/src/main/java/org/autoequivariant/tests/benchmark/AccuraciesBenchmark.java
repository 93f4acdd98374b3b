package org.autoequivariant.tests.benchmark;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;

import dev.failsafe.RetryPolicy;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import org.autoequivariant.contracts.Protocol;
import org.autoequivariant.contracts.Recipe;
import org.autoequivariant.local.cluster.Cluster;
import org.autoequivariant.local.cluster.Home;
import org.autoequivariant.local.report.MeanInterval;
import org.autoequivariant.symmetry.Quotient;
import org.autoequivariant.symmetry.State;
import org.autoequivariant.symmetry.WeightSharing;
import org.autoequivariant.trainer.network.TiedNetwork;
import org.autoequivariant.trainer.network.Torch;
import org.autoequivariant.trainer.shard.DataSets;
import org.autoequivariant.trainer.shard.DatasetService;
import org.autoequivariant.trainer.training.Training;

/**
 * Whole trainings on real digits, once as the network is defined, gathered and differentiated by PyTorch, and once in
 * our form, from the same initial parameters. What rounding does to an accuracy is to be compared with what another
 * seed does to it.
 */
@Command(
        name = "accuracies",
        description = "Networks trained on real digits as they are defined, and as we train them.",
        mixinStandardHelpOptions = true)
final class AccuraciesBenchmark implements Callable<Integer> {

    @Mixin
    SomeNetworks networks;

    private final Table table = new Table(
            "network",
            "parameters",
            "as defined %",
            "ours %",
            "points apart",
            "another seed: points apart",
            "as defined s",
            "ours s",
            "×");
    private final List<Double> ofForm = new ArrayList<>();
    private final List<Double> ofSeed = new ArrayList<>();

    @Override
    public Integer call() throws Exception {
        List<State> states = networks.states();
        Protocol protocol = Protocol.search(Recipe.STANDARD, 0);
        Training.Data data = digits(protocol);
        Training training = new Training(Torch.load(Torch.Choice.CPU), flop -> {});
        training.warmUp();
        for (State state : states) {
            compare(training, state, protocol, data);
        }
        System.out.printf("%d networks under the search protocol, one thread:%n", states.size());
        table.print();
        System.out.printf("another form: %s; another seed: %s%n", summary(ofForm), summary(ofSeed));
        return 0;
    }

    private static Training.Data digits(Protocol protocol) throws Exception {
        Home home = Home.ofEnvironment();
        Cluster.Size noTrainers = new Cluster.Size(0, OptionalInt.empty(), OptionalInt.empty());
        try (Cluster cluster = Cluster.joinOrStart(home, noTrainers)) {
            DatasetService service = new DatasetService(cluster.endpoints().dataSets(), Optional.empty());
            return new DataSets(service, home.at("shards"), RetryPolicy.ofDefaults())
                    .data(GMnist.of(cluster), protocol);
        }
    }

    private void compare(Training training, State state, Protocol protocol, Training.Data data)
            throws InterruptedException {
        WeightSharing sharing = WeightSharing.of(state);
        TiedNetwork asDefined = new TiedNetwork(sharing, Quotient.unmerged());
        long start = System.nanoTime();
        Training.Result expected =
                training.runStacked(List.of(asDefined), List.of(protocol), data).get(0);
        long between = System.nanoTime();
        Training.Result ours = training.run(sharing, protocol, data);
        long end = System.nanoTime();
        Training.Result otherSeed = training.run(sharing, protocol.withSeed(protocol.seed() + 1), data);
        double apart = percent(ours) - percent(expected);
        double seedsApart = percent(otherSeed) - percent(ours);
        ofForm.add(apart);
        ofSeed.add(seedsApart);
        table.row(
                state,
                "%,d".formatted(ours.parameters()),
                "%.1f".formatted(percent(expected)),
                "%.1f".formatted(percent(ours)),
                "%+.1f".formatted(apart),
                "%+.1f".formatted(seedsApart),
                "%.2f".formatted((between - start) / 1e9),
                "%.3f".formatted((end - between) / 1e9),
                "%.1f".formatted((double) (between - start) / (end - between)));
    }

    /** Its score, which is the best epoch's. */
    private static double percent(Training.Result result) {
        return 100 * Collections.max(result.validationAccuracies());
    }

    private static String summary(List<Double> points) {
        double largest = points.stream().mapToDouble(Math::abs).max().orElseThrow();
        if (points.size() == 1) {
            return "%.1f points apart".formatted(largest);
        }
        MeanInterval mean = MeanInterval.of(points);
        return "%+.2f ± %.2f points on average (95 %%), %.1f at most".formatted(mean.mean(), mean.halfWidth(), largest);
    }
}
