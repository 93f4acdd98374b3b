package org.autoequivariant.local.cluster;

import java.util.OptionalInt;

import picocli.CommandLine;
import picocli.CommandLine.Option;

/** Options of every command that needs a cluster. */
public final class ClusterOptions {

    @Option(names = "--trainers", defaultValue = "1", description = "Trainer processes (default: ${DEFAULT-VALUE}).")
    private int trainers;

    @Option(
            names = "--capacity",
            description = "Networks a trainer trains at once (default: one for each core up to 8; 32 on a GPU).")
    private Integer capacity;

    @Option(names = "--port", paramLabel = "PORT", description = "Port of the agent's API (default: a free one).")
    private Integer port;

    /** What was asked for, checked. */
    private Cluster.Size size(CommandLine.Model.CommandSpec spec) {
        if (trainers < 1) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "trainers must be between 1 and 64, not " + trainers);
        }
        try {
            return new Cluster.Size(trainers, ifGiven(capacity), ifGiven(port));
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private static OptionalInt ifGiven(Integer value) {
        return value == null ? OptionalInt.empty() : OptionalInt.of(value);
    }

    public Cluster joinOrStart(CommandLine.Model.CommandSpec spec) throws InterruptedException {
        Cluster.Size size = size(spec);
        Home home = Home.ofEnvironment();
        Installation installation = Installation.ofLauncher();
        return Cluster.joinOrStart(home, installation, Servers.Embedded.in(home, installation), size);
    }
}
