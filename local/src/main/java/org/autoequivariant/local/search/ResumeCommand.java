package org.autoequivariant.local.search;

import java.util.Comparator;
import java.util.concurrent.Callable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import org.autoequivariant.contracts.SearchStatus;
import org.autoequivariant.local.Failure;
import org.autoequivariant.local.cluster.Cluster;
import org.autoequivariant.local.cluster.ClusterOptions;

@Command(
        name = "resume",
        description = "Goes on with an interrupted search where it was.",
        mixinStandardHelpOptions = true)
public final class ResumeCommand implements Callable<Integer> {

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "SEARCH",
            description = "Id of the search (default: the last one interrupted).")
    private String search;

    @Mixin
    private ClusterOptions cluster;

    @Mixin
    private ResultOptions results;

    @Override
    public Integer call() throws InterruptedException {
        results.prepare();
        try (Cluster running = cluster.joinOrStart()) {
            Searches searches = new Searches(running.endpoints().agent());
            String id = search == null ? lastInterrupted(searches) : search;
            return new FollowedSearch(running, searches, spec, results).toTheEnd(searches.resume(id));
        }
    }

    private static String lastInterrupted(Searches searches) throws InterruptedException {
        return searches.list().stream()
                .filter(status ->
                        status.phase() != SearchStatus.Phase.FINISHED && status.phase() != SearchStatus.Phase.FAILED)
                .max(Comparator.comparing(SearchStatus::updatedAt))
                .map(SearchStatus::search)
                .orElseThrow(() -> new Failure("no search was interrupted; see them all with: aen searches"));
    }
}
