package org.autoequivariant.trainer.training;

import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;

import org.autoequivariant.contracts.Protocol;
import org.autoequivariant.trainer.network.ChildNetwork;
import org.autoequivariant.trainer.network.Flop;
import org.autoequivariant.trainer.network.Images;
import org.autoequivariant.trainer.network.ParameterLayout;
import org.autoequivariant.trainer.network.StackedNetworks;
import org.autoequivariant.trainer.network.TiedNetwork;
import org.autoequivariant.trainer.network.Torch;

/** Networks that learn side by side from the same images, one Adam step at a time. */
sealed interface Learners {

    /**
     * Images these networks have read.
     *
     * @param accuracies for each network the fraction of so many of the first images it gets right
     * @param lesson learns from some of them
     */
    record Examples(int count, IntFunction<double[]> accuracies, Lesson lesson) {

        double[] accuracies(int first) {
            return accuracies.apply(first);
        }

        /** As {@link Lesson#learn}. */
        void learn(int from, int to) {
            lesson.learn(from, to);
        }
    }

    /** One Adam step. */
    @FunctionalInterface
    interface Lesson {

        /**
         * @param from first image
         * @param to first image no longer learnt from
         */
        void learn(int from, int to);
    }

    /** What an image costs. */
    Flop flop();

    Examples read(Images images, int count);

    /** Sum of each network's losses, in nats, over all images learnt from since this was last asked for. */
    double[] losses();

    /** Remembers how a network is now. */
    void keep(int network);

    /** Makes every network what it was when it was last kept. */
    void restore();

    /** One network in the form that is fastest on a CPU. */
    final class Single implements Learners {

        private final ChildNetwork network;
        private final Adam adam;
        private final float[] kept;
        private double losses;

        Single(NDManager memory, ParameterLayout layout, Protocol protocol) {
            this.network = new ChildNetwork(memory, layout, layout.initial(protocol.seed()));
            this.adam = new Adam(layout.count(), protocol.learningRate());
            this.kept = network.parameters().clone();
        }

        @Override
        public Flop flop() {
            return network.flop();
        }

        @Override
        public Examples read(Images images, int count) {
            ChildNetwork.Batch batch = network.read(images, count);
            return new Examples(count, first -> new double[] {network.accuracy(batch, first)}, (from, to) -> {
                losses += network.lossAndGradient(batch, from, to) * (to - from);
                adam.step(network.parameters(), network.gradient());
                network.parametersChanged();
            });
        }

        @Override
        public double[] losses() {
            double[] sum = {losses};
            losses = 0;
            return sum;
        }

        @Override
        public void keep(int network) {
            System.arraycopy(this.network.parameters(), 0, kept, 0, kept.length);
        }

        @Override
        public void restore() {
            System.arraycopy(kept, 0, network.parameters(), 0, kept.length);
            network.parametersChanged();
        }
    }

    /** Several networks in one stack, for a GPU. */
    final class Stack implements Learners {

        private final NDManager memory;
        private final StackedNetworks networks;
        private final StackedAdam adam;
        /** Summed on the device: asking it for a loss is waiting for it. */
        private final NDArray losses;

        private final NDArray kept;

        /** @param protocols one for each network; they differ in nothing but the seed */
        Stack(NDManager memory, List<TiedNetwork> networks, List<ParameterLayout> layouts, List<Protocol> protocols) {
            this.memory = memory;
            this.networks = new StackedNetworks(
                    memory,
                    layouts,
                    networks.stream().map(TiedNetwork::quotient).toList(),
                    IntStream.range(0, layouts.size())
                            .mapToObj(
                                    i -> layouts.get(i).initial(protocols.get(i).seed()))
                            .toList());
            this.adam = new StackedAdam(
                    memory,
                    this.networks.parameters().getShape(),
                    protocols.get(0).learningRate());
            this.losses = memory.zeros(new Shape(layouts.size()));
            this.kept = this.networks.parameters().duplicate();
        }

        @Override
        public Flop flop() {
            return networks.flop();
        }

        @Override
        public Examples read(Images images, int count) {
            StackedNetworks.Batch batch = networks.read(images, count);
            return new Examples(count, first -> networks.accuracies(batch, first), (from, to) -> {
                try (NDManager step = memory.newSubManager();
                        NDManager numbers = Torch.newNumbers(memory)) {
                    losses.addi(networks.lossesAndGradient(step, batch, from, to)
                            .muli(numbers.create((float) (to - from))));
                    adam.step(networks);
                }
            });
        }

        @Override
        public double[] losses() {
            float[] sums = losses.toFloatArray();
            losses.subi(losses);
            return IntStream.range(0, sums.length).mapToDouble(i -> sums[i]).toArray();
        }

        @Override
        public void keep(int network) {
            NDIndex own = networks.parametersOf(network);
            try (NDArray now = networks.parameters().get(own)) {
                kept.set(own, now);
            }
        }

        @Override
        public void restore() {
            kept.copyTo(networks.parameters());
        }
    }
}
