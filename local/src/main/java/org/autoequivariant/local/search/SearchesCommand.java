package org.autoequivariant.local.search;

import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import org.autoequivariant.contracts.Messages;
import org.autoequivariant.contracts.SearchStatus;
import org.autoequivariant.local.cluster.Cluster;
import org.autoequivariant.local.cluster.ClusterOptions;

@Command(name = "searches", description = "Lists all searches.", mixinStandardHelpOptions = true)
public final class SearchesCommand implements Callable<Integer> {

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Mixin
    private ClusterOptions cluster;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        try (Cluster running = cluster.joinOrStart()) {
            List<SearchStatus> all = new Searches(running.endpoints().agent())
                    .list().stream()
                            .sorted(Comparator.comparing(SearchStatus::startedAt))
                            .toList();
            if (json) {
                out.println(Messages.text(all));
            } else if (all.isEmpty()) {
                out.println("No search yet. Start one with: aen search g-mnist --augmentation aug1");
            } else {
                all.forEach(status -> out.printf(
                        "%-40s  %-12s  %,5d states  %s%n",
                        status.search(),
                        status.phase().name().toLowerCase(java.util.Locale.ROOT),
                        status.progress().statesVisited(),
                        status.settings().dataSet()));
            }
            return CommandLine.ExitCode.OK;
        }
    }
}
