package org.autoequivariant.tests;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;

import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

import org.autoequivariant.local.cluster.Cluster;
import org.autoequivariant.local.cluster.Endpoints;
import org.autoequivariant.local.cluster.Home;
import org.autoequivariant.local.cluster.Installation;
import org.autoequivariant.local.cluster.Servers;

/**
 * The real thing for a test class: broker, Redis and the service processes. Kafka and Redis come from containers where
 * Docker answers and are child processes where it does not; it says which.
 */
final class RunningCluster implements AutoCloseable {

    private final Cluster cluster;
    private final Runnable stopServers;

    private RunningCluster(Cluster cluster, Runnable stopServers) {
        this.cluster = cluster;
        this.stopServers = stopServers;
    }

    /** @param trainers trainer processes */
    static RunningCluster start(int trainers) throws IOException, InterruptedException {
        Home home = FreshHome.make();
        Installation installation =
                new Installation(Path.of("..").toAbsolutePath().normalize());
        Cluster.Size size = new Cluster.Size(trainers, OptionalInt.of(1), OptionalInt.empty());
        if (DockerClientFactory.instance().isDockerAvailable()) {
            System.out.println("Kafka and Redis: containers, because Docker answers");
            KafkaContainer kafka = new KafkaContainer(DockerImageName.parse("apache/kafka-native:4.2.0"))
                    .withEnv("KAFKA_SHARE_COORDINATOR_STATE_TOPIC_REPLICATION_FACTOR", "1")
                    .withEnv("KAFKA_SHARE_COORDINATOR_STATE_TOPIC_MIN_ISR", "1");
            GenericContainer<?> redis =
                    new GenericContainer<>(DockerImageName.parse("redis:7-alpine")).withExposedPorts(6379);
            kafka.start();
            redis.start();
            Servers servers = new Servers.External(
                    kafka.getBootstrapServers(),
                    URI.create("redis://" + redis.getHost() + ":" + redis.getMappedPort(6379)),
                    Map.of());
            return new RunningCluster(Cluster.joinOrStart(home, installation, servers, size), () -> {
                redis.stop();
                kafka.stop();
            });
        }
        System.out.println("Kafka and Redis: child processes, because Docker does not answer");
        return new RunningCluster(
                Cluster.joinOrStart(home, installation, Servers.Embedded.in(home, installation), size), () -> {});
    }

    Endpoints endpoints() {
        return cluster.endpoints();
    }

    Cluster cluster() {
        return cluster;
    }

    @Override
    public void close() {
        cluster.close();
        stopServers.run();
    }
}
