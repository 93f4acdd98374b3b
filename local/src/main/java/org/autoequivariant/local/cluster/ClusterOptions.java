package org.autoequivariant.local.cluster;

import java.util.OptionalInt;
import java.util.function.Supplier;

import picocli.CommandLine;
import picocli.CommandLine.Option;

/** Options of every command that needs a cluster; what is impossible is refused before the command does anything. */
public final class ClusterOptions {

    @CommandLine.Spec(CommandLine.Spec.Target.MIXEE)
    private CommandLine.Model.CommandSpec command;

    private Cluster.Size size = new Cluster.Size(1, OptionalInt.empty(), OptionalInt.empty());

    @Option(
            names = "--trainers",
            paramLabel = "N",
            defaultValue = "1",
            description = "Trainer processes (default: ${DEFAULT-VALUE}).")
    void trainers(int trainers) {
        // A cluster may be without, but a command would wait for others' for ever.
        size = possible(() ->
                new Cluster.Size(Cluster.Size.within(1, trainers, "trainers"), size.capacity(), size.agentPort()));
    }

    @Option(
            names = "--capacity",
            paramLabel = "N",
            description = "Networks a trainer trains at once (default: one for each core up to 8; 64 on a GPU).")
    void capacity(int capacity) {
        size = possible(() -> new Cluster.Size(size.trainers(), OptionalInt.of(capacity), size.agentPort()));
    }

    @Option(names = "--port", paramLabel = "PORT", description = "Port of the agent's API (default: a free one).")
    void port(int port) {
        size = possible(() -> new Cluster.Size(size.trainers(), size.capacity(), OptionalInt.of(port)));
    }

    private Cluster.Size possible(Supplier<Cluster.Size> asked) {
        try {
            return asked.get();
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(command.commandLine(), e.getMessage(), e);
        }
    }

    public Cluster joinOrStart() throws InterruptedException {
        return Cluster.joinOrStart(Home.ofEnvironment(), size);
    }
}
