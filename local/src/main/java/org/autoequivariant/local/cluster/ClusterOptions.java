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

    /** How many trainer processes were asked for. */
    public int trainers() {
        return trainers;
    }

    public Cluster joinOrStart(CommandLine.Model.CommandSpec spec) throws InterruptedException {
        Cluster.Size size;
        try {
            size = new Cluster.Size(trainers, port == null ? OptionalInt.empty() : OptionalInt.of(port));
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(spec.commandLine(), e.getMessage(), e);
        }
        Home home = Home.ofEnvironment();
        Installation installation = Installation.ofLauncher();
        return Cluster.joinOrStart(home, installation, Servers.Embedded.in(home, installation), size);
    }
}
