package org.autoequivariant.local.cluster;

import java.io.IOException;
import java.net.URI;
import java.util.List;

/** The broker and the Redis a cluster runs on. */
public sealed interface Servers {

    /** Kafka's bootstrap servers. */
    String kafka();

    URI redis();

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

    /** Servers that somebody else runs, such as containers. */
    record External(String kafka, URI redis) implements Servers {

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
