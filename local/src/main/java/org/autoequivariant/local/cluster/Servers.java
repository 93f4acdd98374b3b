package org.autoequivariant.local.cluster;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;

/** The broker and the Redis a cluster runs on. */
public sealed interface Servers {

    /** Kafka's bootstrap servers. */
    String kafka();

    URI redis();

    /**
     * What a service must know to be let in, as its environment.
     *
     * @param module the service's, such as {@code agent-service}
     */
    Map<String, String> access(String module);

    /** Starts what is not running yet. */
    List<ChildProcess> start() throws IOException, InterruptedException;

    /** @param processes what {@link #start} returned */
    void awaitReady(List<ChildProcess> processes) throws InterruptedException;

    /** A real broker and a real Redis as child processes, their data in the home folder. */
    record Embedded(Broker broker, Redis redisServer) implements Servers {

        public static Embedded in(Home home, Installation installation) {
            return new Embedded(new Broker(home, installation), new Redis(home));
        }

        @Override
        public String kafka() {
            return broker.bootstrapServers();
        }

        @Override
        public URI redis() {
            return redisServer.url();
        }

        /** Everybody on this machine is let in. */
        @Override
        public Map<String, String> access(String module) {
            return Map.of();
        }

        @Override
        public List<ChildProcess> start() throws IOException, InterruptedException {
            if (broker.isNew()) {
                redisServer.forget();
            }
            return List.of(broker.start(), redisServer.start());
        }

        @Override
        public void awaitReady(List<ChildProcess> processes) throws InterruptedException {
            broker.awaitReady(processes.get(0));
            redisServer.awaitReady(processes.get(1));
        }
    }

    /**
     * Servers that somebody else runs, such as containers.
     *
     * @param accesses what the services must know to be let in, by module
     */
    record External(String kafka, URI redis, Map<String, Map<String, String>> accesses) implements Servers {

        public External {
            accesses = Map.copyOf(accesses);
        }

        @Override
        public Map<String, String> access(String module) {
            return accesses.getOrDefault(module, Map.of());
        }

        @Override
        public List<ChildProcess> start() {
            return List.of();
        }

        @Override
        public void awaitReady(List<ChildProcess> processes) {
            // Whoever runs them has waited.
        }
    }
}
