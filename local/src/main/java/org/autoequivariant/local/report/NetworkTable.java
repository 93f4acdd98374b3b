package org.autoequivariant.local.report;

import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;

import org.autoequivariant.contracts.SearchStatus;

/** The retrained networks as a table, the dense baseline below them. */
public record NetworkTable(SearchStatus search) {

    private static final String ROW = "%-5s %-12s %10s  %10s  %9s  %9s  %s%n";

    public void print(PrintWriter out) {
        out.printf(
                "%n%s, %,d states visited in %,d steps, %,d networks trained%n%n",
                search.settings().dataSet(),
                search.progress().statesVisited(),
                search.progress().steps(),
                search.progress().networksTrained());
        if (search.progress().statesVisited() < search.settings().states()) {
            out.printf(
                    "The search ended at its cap of %,d steps before it had visited %,d states.%n%n",
                    search.settings().maxSteps(), search.settings().states());
        }
        out.printf(ROW, "", "state", "parameters", "validation", "test", "test(1k)", "symmetries");
        int rank = 1;
        for (SearchStatus.Ranked network : search.best()) {
            row(out, rank == 1 ? "AEN" : String.valueOf(rank), network);
            rank++;
        }
        search.dense().ifPresent(dense -> row(out, "dense", dense));
        out.println();
        if (!search.best().isEmpty() && search.dense().isPresent()) {
            interval(out, "AEN", search.best().get(0).repeatedTest());
            interval(out, "dense", search.dense().get().repeatedTest());
        }
        out.println(
                "test: all test images once, at the epoch chosen on validation; test(1k): the paper's way, best epoch on 1,000 test images");
    }

    private static void row(PrintWriter out, String rank, SearchStatus.Ranked network) {
        out.printf(
                ROW,
                rank,
                network.state(),
                "%,d".formatted(network.parameters()),
                percent(network.finalAccuracy()),
                percent(network.test().map(t -> t.atBestEpoch())),
                percent(network.test().map(t -> t.best())),
                network.state().names());
    }

    private static void interval(PrintWriter out, String name, List<Double> accuracies) {
        if (accuracies.size() > 1) {
            MeanInterval interval = MeanInterval.of(accuracies);
            out.printf(
                    "%-5s test accuracy over %d seeds: %.2f ± %.2f %% (95 %% interval)%n",
                    name, accuracies.size(), 100 * interval.mean(), 100 * interval.halfWidth());
        }
    }

    private static String percent(Optional<Double> fraction) {
        return fraction.map(value -> "%.2f %%".formatted(100 * value)).orElse("-");
    }
}
