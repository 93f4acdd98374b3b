package org.autoequivariant.local.search;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;

import picocli.CommandLine;

import org.autoequivariant.contracts.Messages;
import org.autoequivariant.contracts.Reward;
import org.autoequivariant.contracts.SearchStatus;
import org.autoequivariant.local.Failure;
import org.autoequivariant.local.cluster.Cluster;
import org.autoequivariant.local.cluster.Home;
import org.autoequivariant.local.report.NetworkTable;
import org.autoequivariant.local.report.Results;

/** Follows a running search on this terminal to its end and reports it. */
final class FollowedSearch {

    private final Cluster cluster;
    private final Searches searches;
    private final CommandLine.Model.CommandSpec spec;
    private final ResultOptions options;

    FollowedSearch(Cluster cluster, Searches searches, CommandLine.Model.CommandSpec spec, ResultOptions options) {
        this.cluster = cluster;
        this.searches = searches;
        this.spec = spec;
        this.options = options;
    }

    /** @return the exit code */
    int toTheEnd(SearchStatus search) throws InterruptedException {
        PrintStream progress = System.err;
        progress.println("search " + search.search());
        Thread interrupted =
                new Thread(() -> progress.printf("%nInterrupted. Go on with: aen resume %s%n", search.search()));
        Runtime.getRuntime().addShutdownHook(interrupted);
        SearchStatus last = follow(search, new ProgressLine(progress, System.console() != null));
        Runtime.getRuntime().removeShutdownHook(interrupted);
        if (last.phase() == SearchStatus.Phase.FAILED) {
            throw new Failure(
                    "search " + last.search() + " failed: " + last.reason().orElse("no reason given"));
        }
        if (last.phase() != SearchStatus.Phase.FINISHED) {
            throw new Failure("search " + last.search() + " was cancelled; go on with: aen resume " + last.search());
        }
        List<Reward> rewards = searches.rewards(last.search());
        Path folder = options.out() == null ? Home.ofEnvironment().at("results").resolve(last.search()) : options.out();
        new Results(last, rewards).write(folder);
        PrintWriter out = spec.commandLine().getOut();
        if (options.json()) {
            out.println(Messages.text(last));
        } else {
            new NetworkTable(last).print(out);
            out.println("Results are in " + folder);
        }
        return CommandLine.ExitCode.OK;
    }

    private SearchStatus follow(SearchStatus search, ProgressLine progress) {
        try {
            return searches.follow(search.search(), progress, cluster::isHealthy);
        } catch (Failure e) {
            // The reason behind it, if there is one.
            cluster.requireHealthy();
            throw e;
        }
    }
}
