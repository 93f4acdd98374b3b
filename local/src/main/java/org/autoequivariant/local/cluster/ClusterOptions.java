package org.autoequivariant.local.cluster;

import java.util.OptionalInt;

import picocli.CommandLine;
import picocli.CommandLine.Option;

/** Options of every command that needs a cluster. */
public final class ClusterOptions {

    @Option(names = "--trainers", defaultValue = "2", description = "Trainer processes (default: ${DEFAULT-VALUE}).")
    private int trainers;

    @Option(names = "--port", paramLabel = "PORT", description = "Port of the agent's API (default: a free one).")
    private Integer port;

    /** What was asked for, checked. */
    public Cluster.Size size(CommandLine.Model.CommandSpec spec) {
        if (trainers < 1) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "trainers must be between 1 and 64, not " + trainers);
        }
        try {
            return new Cluster.Size(trainers, port == null ? OptionalInt.empty() : OptionalInt.of(port));
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    public Cluster joinOrStart(CommandLine.Model.CommandSpec spec) throws InterruptedException {
        Home home = Home.ofEnvironment();
        Installation installation = Installation.ofLauncher();
        return Cluster.joinOrStart(home, installation, Servers.Embedded.in(home, installation), size(spec));
    }
}
