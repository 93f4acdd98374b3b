package org.autoequivariant.tests.benchmark;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine.Command;

import org.autoequivariant.contracts.Manifest;
import org.autoequivariant.contracts.Recipe;
import org.autoequivariant.symmetry.BlockForm;
import org.autoequivariant.symmetry.Quotient;
import org.autoequivariant.symmetry.State;
import org.autoequivariant.symmetry.WeightSharing;
import org.autoequivariant.trainer.network.ChildNetwork;
import org.autoequivariant.trainer.network.Images;
import org.autoequivariant.trainer.network.ParameterLayout;
import org.autoequivariant.trainer.network.StackedNetworks;
import org.autoequivariant.trainer.network.Torch;

/**
 * Loss and gradient of one batch of 64 on one thread: PyTorch's automatic differentiation of the definition, the naive
 * tied network (gather, multiply all, sum by orbit) and ours. The limit is what the dense network's matrix products
 * take alone.
 */
@Command(
        name = "kernels",
        description = "One batch's loss and gradient: autograd, naive tying and ours side by side.",
        mixinStandardHelpOptions = true)
@org.openjdk.jmh.annotations.State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 2, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xmx1g", "-XX:+UseSerialGC", "-Dai.djl.offline=true"})
public class KernelsBenchmark implements Callable<Integer> {

    private static final int BATCH = 64;

    @Param({
        "none",
        "horizontal-flip",
        "rotation",
        "left-vertical-scramble",
        "left-vertical-scramble,top-horizontal-scramble",
        "horizontal-flip,vertical-flip",
        "horizontal-flip,vertical-flip,horizontal-scramble,vertical-scramble",
        "horizontal-translation",
        "111111111111"
    })
    public String state;

    private NDManager memory;
    private StackedNetworks reference;
    private ChildNetwork naive;
    private ChildNetwork ours;
    private StackedNetworks.Batch referenceBatch;
    private ChildNetwork.Batch naiveBatch;
    private ChildNetwork.Batch oursBatch;
    private List<NDList> densePairs;

    @Setup
    public void prepare() {
        memory = Torch.load(Torch.Choice.CPU).newMemory();
        ParameterLayout layout = new ParameterLayout(WeightSharing.of(State.parse(state)), Recipe.STANDARD);
        float[] parameters = layout.initial(0);
        byte[] raw = new byte[BATCH * Manifest.IMAGE_BYTES];
        SplittableRandom random = new SplittableRandom(0);
        random.nextBytes(raw);
        for (int image = 0; image < BATCH; image++) {
            raw[image * Manifest.IMAGE_BYTES] = (byte) (image % WeightSharing.CLASSES);
        }
        Images images = new Images(raw);
        reference = StackedNetworks.naive(memory, layout, parameters);
        naive = ChildNetwork.naive(memory, layout, parameters);
        ours = new ChildNetwork(memory, layout, parameters);
        referenceBatch = reference.read(images, BATCH);
        naiveBatch = naive.read(images, BATCH);
        oursBatch = ours.read(images, BATCH);
        NDArray input = memory.randomNormal(new Shape(BATCH, 784));
        NDArray hidden = memory.randomNormal(new Shape(BATCH, 400));
        NDArray weights1 = memory.randomNormal(new Shape(784, 400));
        NDArray weights2 = memory.randomNormal(new Shape(400, 400));
        densePairs = List.of(
                new NDList(input, weights1),
                new NDList(hidden, weights2),
                new NDList(hidden.transpose(), hidden),
                new NDList(hidden, weights2.transpose()),
                new NDList(input.transpose(), hidden));
    }

    @TearDown
    public void release() {
        memory.close();
    }

    @Benchmark
    public Object autograd() {
        try (NDArray loss = reference.lossesAndGradient(memory, referenceBatch, 0, BATCH)) {
            return loss.getFloat();
        }
    }

    /** A step as training makes it, but for Adam: with the parameters' change carried into the matrices. */
    @Benchmark
    public double naive() {
        naive.parametersChanged();
        Arrays.fill(naive.gradient(), 0);
        return naive.lossAndGradient(naiveBatch, 0, BATCH);
    }

    @Benchmark
    public double ours() {
        ours.parametersChanged();
        Arrays.fill(ours.gradient(), 0);
        return ours.lossAndGradient(oursBatch, 0, BATCH);
    }

    /** The five large products of a dense step, and nothing else. */
    @Benchmark
    public void denseLimit() {
        densePairs.forEach(pair -> pair.get(0).matMul(pair.get(1)).close());
    }

    @Override
    public Integer call() throws Exception {
        Map<String, Map<String, Double>> millis = new TreeMap<>();
        for (RunResult result : new Runner(new OptionsBuilder()
                        .include(getClass().getName())
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .run()) {
            millis.computeIfAbsent(result.getParams().getParam("state"), key -> new TreeMap<>())
                    .put(
                            result.getPrimaryResult().getLabel(),
                            result.getPrimaryResult().getScore());
        }
        Table table = new Table(
                "network", "multiplications", "autograd ms", "naive ms", "ours ms", "× autograd", "× naive", "× limit");
        millis.forEach((text, of) -> {
            WeightSharing sharing = WeightSharing.of(State.parse(text));
            table.row(
                    text,
                    "%,d".formatted(BlockForm.of(sharing, Quotient.of(sharing)).multiplications()),
                    "%.2f".formatted(of.get("autograd")),
                    "%.2f".formatted(of.get("naive")),
                    "%.2f".formatted(of.get("ours")),
                    "%.1f".formatted(of.get("autograd") / of.get("ours")),
                    "%.1f".formatted(of.get("naive") / of.get("ours")),
                    "%.2f".formatted(of.get("denseLimit") / of.get("ours")));
        });
        System.out.println("Loss and gradient of a batch of 64, one thread; × says how many times faster ours is,");
        System.out.println("× limit than the matrix products of the dense network alone:");
        table.print();
        return 0;
    }
}
