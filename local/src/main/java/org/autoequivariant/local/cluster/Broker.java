package org.autoequivariant.local.cluster;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;

import org.apache.kafka.common.Uuid;

/** A one-node Kafka broker in KRaft mode as a child process. */
final class Broker {

    static final Duration READY_WITHIN = Duration.ofSeconds(90);

    private final Home home;
    private final Installation installation;
    private final ClassArchives archives;
    private final int port = Ports.free();

    Broker(Home home, Installation installation) {
        this.home = home;
        this.installation = installation;
        this.archives = new ClassArchives(home);
    }

    String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    /** Whether it has no data yet: what others remember of an earlier broker is void then. */
    boolean isNew() {
        return !Files.exists(home.at("kafka").resolve("data/meta.properties"));
    }

    ChildProcess start() throws IOException {
        Path folder = home.at("kafka");
        Path properties = folder.resolve("server.properties");
        write(properties, configuration(folder));
        Path jar = installation.command();
        List<String> command = new ArrayList<>(List.of(
                Installation.java(),
                "-Xmx384m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Daen.log.level=WARN"));
        command.addAll(archives.options("kafka", jar));
        command.addAll(List.of("-cp", jar.toString(), BrokerProcess.class.getName(), properties.toString()));
        if (isNew()) {
            command.add(Uuid.randomUuid().toString());
        }
        return ChildProcess.start(
                "kafka", command, folder, Map.of(), home.at("logs").resolve("kafka.log"));
    }

    boolean isReady() {
        return Ports.answers(port);
    }

    private Properties configuration(Path folder) {
        int controllerPort = Ports.free();
        Properties settings = new Properties();
        settings.setProperty("process.roles", "broker,controller");
        settings.setProperty("node.id", "1");
        settings.setProperty("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
        settings.setProperty(
                "listeners", "PLAINTEXT://" + bootstrapServers() + ",CONTROLLER://127.0.0.1:" + controllerPort);
        settings.setProperty("advertised.listeners", "PLAINTEXT://" + bootstrapServers());
        settings.setProperty("controller.listener.names", "CONTROLLER");
        settings.setProperty("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.setProperty("log.dirs", folder.resolve("data").toString());
        // One node: internal topics cannot have more replicas than that.
        for (String topic : List.of("offsets.topic", "transaction.state.log", "share.coordinator.state.topic")) {
            settings.setProperty(topic + ".replication.factor", "1");
        }
        settings.setProperty("transaction.state.log.min.isr", "1");
        settings.setProperty("share.coordinator.state.topic.min.isr", "1");
        settings.setProperty("offsets.topic.num.partitions", "4");
        settings.setProperty("share.coordinator.state.topic.num.partitions", "4");
        settings.setProperty("transaction.state.log.num.partitions", "4");
        settings.setProperty("group.initial.rebalance.delay.ms", "0");
        // A trainer learns with its next heartbeat that there are jobs for it: not the default's 5 s later. Shorter
        // still, a busy broker would answer later than that, and clients keep a core busy each while they wait.
        settings.setProperty("group.share.heartbeat.interval.ms", "2000");
        settings.setProperty("group.share.min.heartbeat.interval.ms", "500");
        // The most there may be; the default turns the 201st lane of all trainers away.
        settings.setProperty("group.share.max.size", "1000");
        // The most, too. Jobs count from the oldest without an answer to the newest given out, answered ones included:
        // while one trains for long, no more than so many others go past it.
        settings.setProperty("group.share.partition.max.record.locks", "10000");
        settings.setProperty("auto.create.topics.enable", "false");
        settings.setProperty("log.cleaner.dedupe.buffer.size", String.valueOf(16 << 20));
        return settings;
    }

    private static void write(Path file, Properties settings) throws IOException {
        try (Writer out = Files.newBufferedWriter(file)) {
            settings.store(out, "written at every start");
        }
    }
}
