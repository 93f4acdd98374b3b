package org.autoequivariant.local.search;

import java.util.concurrent.Callable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import org.autoequivariant.contracts.DataSetName;
import org.autoequivariant.contracts.Recipe;
import org.autoequivariant.contracts.RewardUnit;
import org.autoequivariant.contracts.SearchSettings;
import org.autoequivariant.local.cluster.Cluster;
import org.autoequivariant.local.cluster.ClusterOptions;
import org.autoequivariant.local.dataset.DataSetOptions;
import org.autoequivariant.local.dataset.DataSets;

@Command(
        name = "search",
        description = "Searches a data set for its symmetries and retrains the best networks.",
        mixinStandardHelpOptions = true)
public final class SearchCommand implements Callable<Integer> {

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Mixin
    private DataSetOptions dataSet;

    @Mixin
    private ClusterOptions cluster;

    @Mixin
    private ResultOptions results;

    @Option(
            names = "--states",
            defaultValue = "1200",
            description = "States to visit, 1 to 4096 (default: ${DEFAULT-VALUE}).")
    private int states;

    @Option(
            names = "--steps",
            defaultValue = "10000",
            description = "Steps to end after at the latest (default: ${DEFAULT-VALUE}).")
    private int steps;

    @Option(
            names = "--walkers",
            defaultValue = "8",
            description =
                    "Walkers exploring at once, each asking for a network at a time (default: ${DEFAULT-VALUE}). The same seed with the same number of walkers always gives the same search.")
    private int walkers;

    @Option(
            names = "--best",
            defaultValue = "20",
            description = "Distinct networks to retrain (default: ${DEFAULT-VALUE}).")
    private int best;

    @Option(
            names = "--repeats",
            defaultValue = "5",
            description = "Seeds the final report's interval is over (default: ${DEFAULT-VALUE}).")
    private int repeats;

    @Option(names = "--seed", defaultValue = "0", description = "The agent's seed (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--recipe",
            defaultValue = "standard",
            description = "How networks are built: standard or authors (default: ${DEFAULT-VALUE}).")
    private String recipe;

    @Option(
            names = "--reward-unit",
            defaultValue = "fraction",
            description = "Unit of Eq. 18: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private RewardUnit rewardUnit;

    @Override
    public Integer call() throws InterruptedException {
        SearchSettings settings = settings();
        results.prepare();
        System.err.println("starting the cluster");
        try (Cluster running = cluster.joinOrStart()) {
            System.err.println("preparing " + settings.dataSet());
            new DataSets(running.endpoints().dataSets()).manifest(settings.dataSet());
            Searches searches = new Searches(running.endpoints().agent());
            return new FollowedSearch(running, searches, spec, results).toTheEnd(searches.start(settings));
        }
    }

    private SearchSettings settings() {
        DataSetName name = dataSet.name();
        try {
            return new SearchSettings(
                    name, states, steps, walkers, best, repeats, seed, Recipe.parse(recipe), rewardUnit);
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }
}
