package org.autoequivariant.tests.benchmark;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Measures how fast AEN is. Each measurement prints a table; compare numbers of one table, not of two machines. */
@Command(
        name = "benchmark",
        description = "Measures how fast AEN is.",
        mixinStandardHelpOptions = true,
        subcommands = {
            Algorithm1Benchmark.class,
            KernelsBenchmark.class,
            AccuraciesBenchmark.class,
            NetworksBenchmark.class,
            StacksBenchmark.class,
            ControlPlaneBenchmark.class,
            SimulatedTrainers.class
        })
public final class Benchmarks {

    private Benchmarks() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Benchmarks()).execute(arguments));
    }
}
