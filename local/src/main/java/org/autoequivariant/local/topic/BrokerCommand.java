package org.autoequivariant.local.topic;

import java.io.PrintWriter;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

import org.autoequivariant.local.cluster.Cluster;
import org.autoequivariant.local.cluster.ClusterOptions;

/** A command that talks to a broker: the one it is told, or the local cluster's. */
abstract class BrokerCommand implements Callable<Integer> {

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Mixin
    private BrokerOptions broker;

    @Mixin
    private ClusterOptions cluster;

    @Override
    public Integer call() throws InterruptedException {
        Optional<Map<String, Object>> kafka = broker.kafka();
        PrintWriter out = spec.commandLine().getOut();
        if (kafka.isPresent()) {
            talk(kafka.get(), out);
        } else {
            try (Cluster running = cluster.joinOrStart()) {
                talk(Map.of("bootstrap.servers", running.endpoints().kafka()), out);
            }
        }
        return CommandLine.ExitCode.OK;
    }

    /** @param kafka a client's settings */
    abstract void talk(Map<String, Object> kafka, PrintWriter out) throws InterruptedException;

    ParameterException misused(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
