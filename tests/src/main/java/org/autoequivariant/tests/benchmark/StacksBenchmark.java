package org.autoequivariant.tests.benchmark;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import org.autoequivariant.contracts.Manifest;
import org.autoequivariant.contracts.Protocol;
import org.autoequivariant.contracts.Recipe;
import org.autoequivariant.symmetry.DistinctNetworks;
import org.autoequivariant.symmetry.State;
import org.autoequivariant.symmetry.WeightSharing;
import org.autoequivariant.trainer.network.Images;
import org.autoequivariant.trainer.network.Torch;
import org.autoequivariant.trainer.training.Training;

/**
 * Networks a second of one process, alone and stacked: whether stacks pay on a device, and how large they should be.
 */
@Command(
        name = "stacks",
        description = "Networks a second, one by one and in stacks of several, on the GPU where there is one.",
        mixinStandardHelpOptions = true)
final class StacksBenchmark implements Callable<Integer> {

    @Option(
            names = "--sizes",
            split = ",",
            defaultValue = "1,2,4,8",
            description = "Networks in a stack (default: ${DEFAULT-VALUE}).")
    List<Integer> sizes;

    @Option(
            names = "--epochs",
            defaultValue = "4",
            description = "Epochs of each training; the search's are 4 (default: ${DEFAULT-VALUE}).")
    int epochs;

    @Override
    public Integer call() throws InterruptedException {
        Torch torch = Torch.load(Torch.Choice.AUTO);
        Training training = new Training(torch, flop -> {});
        Protocol protocol = new Protocol(4_000, 1_000, 0, epochs, 64, 1e-3, Recipe.STANDARD, 0);
        Training.Data data = new Training.Data(noise(4_000), noise(1_000), Optional.empty());
        List<State> states = new ArrayList<>();
        new DistinctNetworks().all().values().forEach(of -> states.add(of.get(0)));
        // The same mixture in every stack: no run of large or of small networks.
        Collections.shuffle(states, new Random(0));
        List<WeightSharing> sharings = states.stream()
                .limit(Collections.max(sizes))
                .map(WeightSharing::of)
                .toList();

        training.warmUp();
        double[] alone = {0};
        for (WeightSharing sharing : sharings) {
            alone[0] += seconds(() -> training.run(sharing, protocol, data));
        }
        Table table = new Table("stack", "s", "networks/s", "× one by one");
        double each = alone[0] / sharings.size();
        table.row("one by one", "%.2f".formatted(each), "%.2f".formatted(1 / each), "1.0");
        for (int size : sizes) {
            List<Protocol> protocols = IntStream.range(0, size)
                    .mapToObj(seed -> protocol.withSeed(seed))
                    .toList();
            List<WeightSharing> stack = sharings.subList(0, size);
            double seconds = seconds(() -> training.runStacked(stack, protocols, data));
            table.row(
                    size,
                    "%.2f".formatted(seconds),
                    "%.2f".formatted(size / seconds),
                    "%.2f".formatted(each * size / seconds));
        }
        System.out.printf("%d networks on %s, %d epochs:%n", sharings.size(), torch.device(), epochs);
        table.print();
        return 0;
    }

    private interface Work {
        Object run() throws InterruptedException;
    }

    private static double seconds(Work work) throws InterruptedException {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e9;
    }

    private static Images noise(int count) {
        byte[] raw = new byte[count * Manifest.IMAGE_BYTES];
        new SplittableRandom(count).nextBytes(raw);
        for (int image = 0; image < count; image++) {
            raw[image * Manifest.IMAGE_BYTES] = (byte) (image % WeightSharing.CLASSES);
        }
        return new Images(raw);
    }
}
