package org.autoequivariant.tests.benchmark;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.DoubleAdder;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import org.autoequivariant.contracts.Manifest;
import org.autoequivariant.contracts.Protocol;
import org.autoequivariant.contracts.Recipe;
import org.autoequivariant.symmetry.WeightSharing;
import org.autoequivariant.trainer.network.Images;
import org.autoequivariant.trainer.network.TiedNetwork;
import org.autoequivariant.trainer.network.Torch;
import org.autoequivariant.trainer.training.Training;

/**
 * Networks a second of one process, stacked on the GPU where there is one, and one by one on a core of the CPU: whether
 * stacks pay, how large they should be, and how near the products come to what the device can multiply.
 */
@Command(
        name = "stacks",
        description =
                "Networks a second, one by one on a core and in stacks of several, on the GPU where there is one.",
        mixinStandardHelpOptions = true)
final class StacksBenchmark implements Callable<Integer> {

    @Option(
            names = "--sizes",
            split = ",",
            defaultValue = "1,2,4,8",
            description = "Networks in a stack at most (default: ${DEFAULT-VALUE}).")
    List<Integer> sizes;

    @Mixin
    SomeNetworks networks;

    @Option(
            names = "--epochs",
            defaultValue = "4",
            description = "Epochs of each training; the search's are 4 (default: ${DEFAULT-VALUE}).")
    int epochs;

    @Spec
    CommandSpec command;

    private final DoubleAdder work = new DoubleAdder();
    private final Training.Data data = new Training.Data(digits(4_000, 1), digits(1_000, 2), Optional.empty());

    @Override
    public Integer call() throws InterruptedException {
        if (sizes.stream().anyMatch(size -> size < 1)) {
            throw new ParameterException(command.commandLine(), "--sizes must be 1 or more, not " + sizes);
        }
        List<TiedNetwork> chosen = networks.states().parallelStream()
                .map(WeightSharing::of)
                .map(TiedNetwork::of)
                .toList();
        Torch torch = Torch.load(Torch.Choice.AUTO);
        Training stacking = new Training(torch, work::add);
        Training single = new Training(Torch.load(Torch.Choice.CPU), work::add);
        single.warmUp();
        stacking.warmUp();
        double most = LargeProduct.flops(torch);

        work.reset();
        Map<TiedNetwork, Training.Result> alone = new IdentityHashMap<>();
        double core = seconds(() -> {
            for (TiedNetwork network : chosen) {
                alone.put(network, single.run(network.sharing(), protocol(), data));
            }
        });
        Table table = new Table(
                "stack", "s", "networks/s", "× one core", "GFLOP/s", "% of large product", "losses differ by");
        table.row(
                "one by one, one core",
                "%.2f".formatted(core),
                "%.1f".formatted(chosen.size() / core),
                "1.0",
                "%.0f".formatted(work.sumThenReset() / core / 1e9),
                "",
                "");
        for (int size : sizes) {
            List<List<TiedNetwork>> stacks = stacks(chosen, size);
            List<List<Training.Result>> results = new ArrayList<>();
            double seconds = seconds(() -> {
                for (List<TiedNetwork> stack : stacks) {
                    results.add(stacking.runStacked(stack, Collections.nCopies(stack.size(), protocol()), data));
                }
            });
            double flops = work.sumThenReset() / seconds;
            double furthest = 0;
            for (int stack = 0; stack < stacks.size(); stack++) {
                for (int i = 0; i < stacks.get(stack).size(); i++) {
                    furthest = Math.max(
                            furthest,
                            difference(
                                    results.get(stack).get(i),
                                    alone.get(stacks.get(stack).get(i))));
                }
            }
            table.row(
                    "%d, %d times".formatted(size, stacks.size()),
                    "%.2f".formatted(seconds),
                    "%.1f".formatted(chosen.size() / seconds),
                    "%.1f".formatted(core / seconds),
                    "%.0f".formatted(flops / 1e9),
                    "%.1f".formatted(100 * flops / most),
                    "%.1g".formatted(furthest));
        }
        System.out.printf(
                "%d networks, %d epochs, stacks on %s, which multiplies large matrices at %.0f GFLOP/s:%n",
                chosen.size(), epochs, torch.device(), most / 1e9);
        table.print();
        return 0;
    }

    /** As a trainer puts them together. */
    private static List<List<TiedNetwork>> stacks(List<TiedNetwork> networks, int size) {
        List<List<TiedNetwork>> stacks = new ArrayList<>();
        for (TiedNetwork network : networks) {
            stacks.stream()
                    .filter(stack -> stack.size() < size && stack.get(0).isOfASizeWith(network))
                    .findFirst()
                    .orElseGet(() -> {
                        stacks.add(new ArrayList<>());
                        return stacks.get(stacks.size() - 1);
                    })
                    .add(network);
        }
        return stacks;
    }

    private Protocol protocol() {
        return new Protocol(4_000, 1_000, 0, epochs, 64, 1e-3, Recipe.STANDARD, 0);
    }

    /** In nats, of the epoch that differs most. */
    private static double difference(Training.Result one, Training.Result other) {
        double furthest = 0;
        for (int epoch = 0; epoch < one.losses().size(); epoch++) {
            furthest = Math.max(
                    furthest, Math.abs(one.losses().get(epoch) - other.losses().get(epoch)));
        }
        return furthest;
    }

    private interface Work {
        void run() throws InterruptedException;
    }

    private static double seconds(Work work) throws InterruptedException {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e9;
    }

    /** Ten patterns under noise: something to learn, and not at once. */
    private static Images digits(int count, long seed) {
        byte[][] patterns = new byte[WeightSharing.CLASSES][Manifest.IMAGE_BYTES];
        SplittableRandom pattern = new SplittableRandom(0);
        for (byte[] each : patterns) {
            pattern.nextBytes(each);
        }
        SplittableRandom noise = new SplittableRandom(seed);
        byte[] raw = new byte[count * Manifest.IMAGE_BYTES];
        for (int i = 0; i < raw.length; i++) {
            int label = i / Manifest.IMAGE_BYTES % WeightSharing.CLASSES;
            boolean shown = noise.nextInt(8) == 0;
            raw[i] = i % Manifest.IMAGE_BYTES == 0
                    ? (byte) label
                    : shown ? patterns[label][i % Manifest.IMAGE_BYTES] : (byte) noise.nextInt(256);
        }
        return new Images(raw);
    }
}
