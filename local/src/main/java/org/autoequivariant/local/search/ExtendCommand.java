package org.autoequivariant.local.search;

import java.util.OptionalInt;
import java.util.concurrent.Callable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import org.autoequivariant.local.cluster.Cluster;
import org.autoequivariant.local.cluster.ClusterOptions;

@Command(
        name = "extend",
        description = "Goes on with a finished search to more states, and reports it anew.",
        mixinStandardHelpOptions = true)
public final class ExtendCommand implements Callable<Integer> {

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Parameters(index = "0", paramLabel = "SEARCH", description = "Id of the search.")
    private String search;

    @Option(names = "--states", required = true, description = "States to visit beyond those it was to visit.")
    private int states;

    @Option(names = "--steps", description = "Steps it may take beyond those it might (default: ten a state).")
    private Integer steps;

    @Mixin
    private ClusterOptions cluster;

    @Mixin
    private ResultOptions results;

    @Override
    public Integer call() throws InterruptedException {
        results.prepare();
        try (Cluster running = cluster.joinOrStart()) {
            Searches searches = new Searches(running.endpoints().agent());
            return new FollowedSearch(running, searches, spec, results)
                    .toTheEnd(searches.extend(
                            search, states, steps == null ? OptionalInt.empty() : OptionalInt.of(steps)));
        }
    }
}
