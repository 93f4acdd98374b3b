package org.autoequivariant.local.topic;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

import org.apache.kafka.clients.CommonClientConfigs;
import picocli.CommandLine.Option;

import org.autoequivariant.local.Failure;

/** Options of every command that talks to a broker itself. */
public final class BrokerOptions {

    @Option(
            names = "--bootstrap",
            paramLabel = "HOST:PORT",
            description = "The broker (default: bootstrap.servers of the --command-config, or the local cluster's).")
    private String bootstrap;

    @Option(
            names = "--command-config",
            paramLabel = "FILE",
            description = "Properties of Kafka's clients, as for Kafka's own tools: how to be let in.")
    private Path commandConfig;

    /**
     * A client's settings for the broker asked for; empty if none was.
     *
     * @throws Failure if the properties cannot be read
     */
    public Optional<Map<String, Object>> kafka() {
        Map<String, Object> settings = new HashMap<>();
        if (commandConfig != null) {
            read(commandConfig).forEach((name, value) -> settings.put(name.toString(), value));
        }
        if (bootstrap != null) {
            settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        }
        return Optional.of(settings).filter(named -> named.containsKey(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG));
    }

    private static Properties read(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new Failure("cannot read the properties in " + file + ": " + e, e);
        }
        return properties;
    }
}
