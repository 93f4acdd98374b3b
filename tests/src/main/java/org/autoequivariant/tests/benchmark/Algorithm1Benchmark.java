package org.autoequivariant.tests.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine.Command;

import org.autoequivariant.symmetry.DistinctNetworks;
import org.autoequivariant.symmetry.State;
import org.autoequivariant.symmetry.Symmetry;
import org.autoequivariant.symmetry.WeightSharing;

/** Algorithm 1's cost as symmetries are added one by one: it follows Σ|Gᵢ|, while Π|Gᵢ| explodes (Claim 2). */
@Command(
        name = "algorithm-1",
        description = "Orbits of both layers, as symmetries are added one by one.",
        mixinStandardHelpOptions = true)
@org.openjdk.jmh.annotations.State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class Algorithm1Benchmark implements Callable<Integer> {

    /** How many symmetries, in the order of {@link #ORDER}. */
    @Param({"1", "2", "4", "6", "8", "10", "12"})
    public int symmetries;

    private static final List<Symmetry> ORDER = List.of(
            Symmetry.HORIZONTAL_FLIP,
            Symmetry.VERTICAL_FLIP,
            Symmetry.HORIZONTAL_SCRAMBLE,
            Symmetry.VERTICAL_SCRAMBLE,
            Symmetry.ROTATION,
            Symmetry.ROTATION_SCRAMBLE,
            Symmetry.LEFT_VERTICAL_SCRAMBLE,
            Symmetry.RIGHT_VERTICAL_SCRAMBLE,
            Symmetry.TOP_HORIZONTAL_SCRAMBLE,
            Symmetry.BOTTOM_HORIZONTAL_SCRAMBLE,
            Symmetry.HORIZONTAL_TRANSLATION,
            Symmetry.VERTICAL_TRANSLATION);

    @Benchmark
    public WeightSharing sharing() {
        return WeightSharing.of(State.of(ORDER.subList(0, symmetries).toArray(Symmetry[]::new)));
    }

    @Override
    public Integer call() throws Exception {
        Table table = new Table("symmetries", "Σ|Gᵢ|", "Π|Gᵢ|", "orbits", "ms", "ms a symmetry");
        for (RunResult result : new Runner(new OptionsBuilder()
                        .include(getClass().getName())
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .run()) {
            int count = Integer.parseInt(result.getParams().getParam("symmetries"));
            List<Integer> orders = orders(count);
            double millis = result.getPrimaryResult().getScore();
            WeightSharing sharing =
                    WeightSharing.of(State.of(ORDER.subList(0, count).toArray(Symmetry[]::new)));
            table.row(
                    count,
                    orders.stream().mapToInt(Integer::intValue).sum(),
                    "%,d"
                            .formatted(orders.stream()
                                    .mapToLong(Integer::longValue)
                                    .reduce(1, (a, b) -> a * b)),
                    "%,d".formatted(sharing.layer1().count() + sharing.layer2().count()),
                    "%.2f".formatted(millis),
                    "%.2f".formatted(millis / count));
        }
        System.out.println("Algorithm 1 on the 473,600 edges of both layers, one thread:");
        table.print();
        long start = System.nanoTime();
        int networks = new DistinctNetworks().all().size();
        System.out.printf(
                "all 4,096 states: %d distinct networks in %.2f s%n", networks, (System.nanoTime() - start) / 1e9);
        return 0;
    }

    /** Orders of the cyclic groups on the pairs of points, which is what Algorithm 1 would go through one by one. */
    private static List<Integer> orders(int count) {
        List<Integer> orders = new ArrayList<>();
        for (Symmetry symmetry : ORDER.subList(0, count)) {
            int onPixels = symmetry.generator(WeightSharing.PIXELS).order();
            int onHidden = symmetry.generator(WeightSharing.HIDDEN).order();
            orders.add(leastCommonMultiple(onPixels, onHidden));
        }
        return orders;
    }

    private static int leastCommonMultiple(int a, int b) {
        int multiple = a;
        while (multiple % b != 0) {
            multiple += a;
        }
        return multiple;
    }
}
