package org.autoequivariant.trainer.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

import ai.djl.ndarray.NDManager;

import org.autoequivariant.contracts.Evaluation.TestAccuracy;
import org.autoequivariant.contracts.Manifest;
import org.autoequivariant.contracts.Protocol;
import org.autoequivariant.contracts.Recipe;
import org.autoequivariant.symmetry.State;
import org.autoequivariant.symmetry.Symmetry;
import org.autoequivariant.symmetry.WeightSharing;
import org.autoequivariant.trainer.network.ChildNetwork;
import org.autoequivariant.trainer.network.Images;
import org.autoequivariant.trainer.network.ParameterLayout;
import org.autoequivariant.trainer.network.Torch;

/**
 * Trains one network under one protocol: batches in stored order, Adam, a score after every epoch. Equal arguments give
 * equal results on the same device.
 */
public final class Training {

    /** The paper scores on this many test images. */
    private static final int PAPER_TEST_IMAGES = 1_000;

    private final Torch torch;

    public Training(Torch torch) {
        this.torch = torch;
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
     * Trains and scores.
     *
     * @throws Untrainable if the loss does not stay finite
     * @throws InterruptedException if the thread is interrupted, within a batch's time
     */
    public Result run(WeightSharing sharing, Protocol protocol, Data data) throws InterruptedException {
        ParameterLayout layout = new ParameterLayout(sharing, protocol.recipe());
        try (NDManager memory = torch.newMemory()) {
            ChildNetwork network = new ChildNetwork(memory, layout, layout.initial(protocol.seed()));
            float[] parameters = network.parameters();
            Adam adam = new Adam(parameters.length, protocol.learningRate());
            ChildNetwork.Batch train = network.read(data.train(), protocol.trainingImages());
            ChildNetwork.Batch validation = network.read(data.validation(), protocol.validationImages());
            Optional<ChildNetwork.Batch> test = data.test().map(images -> network.read(images, protocol.testImages()));

            List<Double> losses = new ArrayList<>();
            List<Double> accuracies = new ArrayList<>();
            double best = -1;
            double bestPaperTest = 0;
            float[] bestParameters = parameters.clone();
            for (int epoch = 1; epoch <= protocol.epochs(); epoch++) {
                losses.add(epoch(network, adam, train, protocol.batchSize(), epoch));
                double accuracy = network.accuracy(validation, validation.count());
                accuracies.add(accuracy);
                if (test.isPresent()) {
                    int count = Math.min(PAPER_TEST_IMAGES, test.get().count());
                    bestPaperTest = Math.max(bestPaperTest, network.accuracy(test.get(), count));
                    if (accuracy > best) {
                        best = accuracy;
                        System.arraycopy(parameters, 0, bestParameters, 0, parameters.length);
                    }
                }
            }
            Optional<TestAccuracy> tested = Optional.empty();
            if (test.isPresent()) {
                System.arraycopy(bestParameters, 0, parameters, 0, parameters.length);
                network.parametersChanged();
                double atBestEpoch = network.accuracy(test.get(), test.get().count());
                tested = Optional.of(new TestAccuracy(atBestEpoch, bestPaperTest));
            }
            return new Result(List.copyOf(losses), List.copyOf(accuracies), tested, layout.count());
        }
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
        for (Recipe recipe : Recipe.values()) {
            Protocol protocol = new Protocol(images.count(), images.count(), 0, 1, 64, 1e-3, recipe, 0);
            for (State state : List.of(State.EMPTY, State.of(Symmetry.HORIZONTAL_FLIP), State.of(Symmetry.values()))) {
                run(WeightSharing.of(state), protocol, data);
            }
        }
    }

    private static double epoch(ChildNetwork network, Adam adam, ChildNetwork.Batch train, int batchSize, int epoch)
            throws InterruptedException {
        double total = 0;
        for (int from = 0; from < train.count(); from += batchSize) {
            if (Thread.interrupted()) {
                throw new InterruptedException("training was interrupted");
            }
            int to = Math.min(train.count(), from + batchSize);
            double loss = network.lossAndGradient(train, from, to);
            if (!Double.isFinite(loss)) {
                throw new Untrainable("training diverged: the loss was " + loss + " in epoch " + epoch);
            }
            total += loss * (to - from);
            adam.step(network.parameters(), network.gradient());
            network.parametersChanged();
        }
        return total / train.count();
    }
}
