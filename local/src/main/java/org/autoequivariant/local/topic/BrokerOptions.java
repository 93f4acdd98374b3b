package org.autoequivariant.local.topic;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

import picocli.CommandLine.Option;

import org.autoequivariant.local.Failure;

/** Options of every command that talks to a broker itself. */
public final class BrokerOptions {

    @Option(
            names = "--bootstrap",
            paramLabel = "HOST:PORT",
            description = "The cluster's bootstrap servers (default: the local cluster's, started if need be).")
    private String bootstrap;

    @Option(
            names = "--command-config",
            paramLabel = "FILE",
            description = "Kafka client properties, such as how to be let in; as Kafka's own tools take them.")
    private Path commandConfig;

    /** Kafka client settings of the cluster asked for; empty if none was. */
    public Optional<Map<String, Object>> kafka() {
        return Optional.ofNullable(bootstrap).map(servers -> {
            Map<String, Object> settings = new HashMap<>();
            if (commandConfig != null) {
                read(commandConfig).forEach((name, value) -> settings.put(name.toString(), value));
            }
            settings.put("bootstrap.servers", servers);
            return settings;
        });
    }

    private static Properties read(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new Failure("cannot read --command-config " + file + ": " + e, e);
        }
        return properties;
    }
}
