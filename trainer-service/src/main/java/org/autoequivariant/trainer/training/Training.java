package org.autoequivariant.trainer.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.DoubleConsumer;
import java.util.stream.IntStream;

import ai.djl.ndarray.NDManager;

import org.autoequivariant.contracts.Evaluation.TestAccuracy;
import org.autoequivariant.contracts.Manifest;
import org.autoequivariant.contracts.Protocol;
import org.autoequivariant.contracts.Recipe;
import org.autoequivariant.symmetry.State;
import org.autoequivariant.symmetry.Symmetry;
import org.autoequivariant.symmetry.WeightSharing;
import org.autoequivariant.trainer.network.Flop;
import org.autoequivariant.trainer.network.Images;
import org.autoequivariant.trainer.network.ParameterLayout;
import org.autoequivariant.trainer.network.TiedNetwork;
import org.autoequivariant.trainer.network.Torch;

/**
 * Trains one network under one protocol: batches in stored order, Adam, a score after every epoch. Equal arguments give
 * equal results on the same device, on a GPU up to rounding.
 */
public final class Training {

    /** The paper scores on this many test images. */
    private static final int PAPER_TEST_IMAGES = 1_000;

    private final Torch torch;
    private final DoubleConsumer work;

    /** @param work told of floating point operations once they are done, by any thread */
    public Training(Torch torch, DoubleConsumer work) {
        this.torch = torch;
        this.work = work;
    }

    /**
     * Images of each split, at least as many as the protocol asks for.
     *
     * @param test empty if the protocol leaves test images alone
     */
    public record Data(Images train, Images validation, Optional<Images> test) {}

    /**
     * What came of it.
     *
     * @param losses mean training loss of each epoch, in nats
     * @param validationAccuracies after each epoch, 0…1
     * @param test where the protocol asks for it
     * @param parameters free parameters
     */
    public record Result(
            List<Double> losses, List<Double> validationAccuracies, Optional<TestAccuracy> test, int parameters) {}

    /**
     * Trains and scores a network, in the form that is fastest on a CPU.
     *
     * @throws Untrainable if the loss does not stay finite
     * @throws InterruptedException if the thread is interrupted, within a batch's time
     */
    public Result run(WeightSharing sharing, Protocol protocol, Data data) throws InterruptedException {
        ParameterLayout layout = new ParameterLayout(sharing, protocol.recipe());
        try (NDManager memory = torch.newMemory()) {
            Learners learner = new Learners.Single(memory, layout, protocol);
            return run(learner, List.of(layout), protocol, data).get(0);
        }
    }

    /**
     * Trains and scores several networks at once, each as it would be alone, up to rounding. One stack at a time:
     * PyTorch's gradient collector allows no more.
     *
     * @param protocols one for each network; they differ in nothing but the seed
     * @throws Untrainable if a loss does not stay finite; which networks are to blame, training them alone will tell
     * @throws InterruptedException if the thread is interrupted, within a batch's time
     */
    public synchronized List<Result> runStacked(List<TiedNetwork> networks, List<Protocol> protocols, Data data)
            throws InterruptedException {
        Protocol protocol = protocols.get(0);
        List<ParameterLayout> layouts = networks.stream()
                .map(network -> new ParameterLayout(network.sharing(), protocol.recipe()))
                .toList();
        try (NDManager memory = torch.newMemory()) {
            return run(new Learners.Stack(memory, networks, layouts, protocols), layouts, protocol, data);
        }
    }

    private List<Result> run(Learners learners, List<ParameterLayout> layouts, Protocol protocol, Data data)
            throws InterruptedException {
        int networks = layouts.size();
        Flop flop = learners.flop();
        Learners.Examples train = learners.read(data.train(), protocol.trainingImages());
        Learners.Examples validation = learners.read(data.validation(), protocol.validationImages());
        Optional<Learners.Examples> test = data.test().map(images -> learners.read(images, protocol.testImages()));

        List<double[]> losses = new ArrayList<>();
        List<double[]> accuracies = new ArrayList<>();
        double[] best = new double[networks];
        Arrays.fill(best, -1);
        double[] bestPaperTest = new double[networks];
        for (int epoch = 1; epoch <= protocol.epochs(); epoch++) {
            losses.add(epoch(learners, train, protocol.batchSize(), epoch));
            work.accept(train.count() * flop.toLearn());
            double[] now = validation.accuracies(validation.count());
            work.accept(validation.count() * flop.toScore());
            accuracies.add(now);
            if (test.isPresent()) {
                int count = Math.min(PAPER_TEST_IMAGES, test.get().count());
                double[] paperTest = test.get().accuracies(count);
                work.accept(count * flop.toScore());
                for (int network = 0; network < networks; network++) {
                    bestPaperTest[network] = Math.max(bestPaperTest[network], paperTest[network]);
                    if (now[network] > best[network]) {
                        best[network] = now[network];
                        learners.keep(network);
                    }
                }
            }
        }
        Optional<double[]> atBestEpoch = test.map(examples -> {
            learners.restore();
            double[] restored = examples.accuracies(examples.count());
            work.accept(examples.count() * flop.toScore());
            return restored;
        });
        return IntStream.range(0, networks)
                .mapToObj(network -> new Result(
                        losses.stream().map(of -> of[network]).toList(),
                        accuracies.stream().map(of -> of[network]).toList(),
                        atBestEpoch.map(of -> new TestAccuracy(of[network], bestPaperTest[network])),
                        layouts.get(network).count()))
                .toList();
    }

    /** Trains on noise for about a second, so that the first job is no slower than the rest. */
    public void warmUp() throws InterruptedException {
        byte[] noise = new byte[512 * Manifest.IMAGE_BYTES];
        new SplittableRandom(0).nextBytes(noise);
        for (int start = 0; start < noise.length; start += Manifest.IMAGE_BYTES) {
            noise[start] = (byte) (start % WeightSharing.CLASSES);
        }
        Images images = new Images(noise);
        Data data = new Data(images, images, Optional.empty());
        Protocol protocol = new Protocol(images.count(), images.count(), 0, 1, 64, 1e-3, Recipe.STANDARD, 0);
        for (State state : List.of(State.EMPTY, State.of(Symmetry.HORIZONTAL_FLIP), State.of(Symmetry.values()))) {
            WeightSharing sharing = WeightSharing.of(state);
            if (torch.hasGpu()) {
                runStacked(List.of(TiedNetwork.of(sharing)), List.of(protocol), data);
            } else {
                run(sharing, protocol, data);
            }
        }
    }

    private static double[] epoch(Learners learners, Learners.Examples train, int batchSize, int epoch)
            throws InterruptedException {
        for (int from = 0; from < train.count(); from += batchSize) {
            if (Thread.interrupted()) {
                throw new InterruptedException("training was interrupted");
            }
            train.learn(from, Math.min(train.count(), from + batchSize));
        }
        double[] mean =
                Arrays.stream(learners.losses()).map(sum -> sum / train.count()).toArray();
        for (double loss : mean) {
            if (!Double.isFinite(loss)) {
                throw new Untrainable("training diverged: the loss was " + loss + " in epoch " + epoch);
            }
        }
        return mean;
    }
}
