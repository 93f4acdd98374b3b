package org.autoequivariant.local.cluster;

import java.io.PrintWriter;
import java.util.concurrent.Callable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "up",
        description = "Starts the cluster and keeps it up until Ctrl-C; searches from other terminals join it.",
        mixinStandardHelpOptions = true)
public final class UpCommand implements Callable<Integer> {

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Mixin
    private ClusterOptions options;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        try (Cluster cluster = options.joinOrStart()) {
            Endpoints endpoints = cluster.endpoints();
            out.printf("agent     %s/searches%n", endpoints.agent());
            out.printf("data sets %s/datasets/g-mnist/aug1%n", endpoints.dataSets());
            out.printf("cache     %s/leaderboard%n", endpoints.cache());
            out.printf("kafka     %s%n", endpoints.kafka());
            out.printf("redis     %s%n", endpoints.redis());
            if (!cluster.isOwn()) {
                out.println("It was up already.");
                return CommandLine.ExitCode.OK;
            }
            out.println("Up. Ctrl-C stops it.");
            out.flush();
            cluster.awaitFailure();
            return CommandLine.ExitCode.SOFTWARE;
        }
    }
}
