package org.autoequivariant.local.cluster;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The broker and the Redis a cluster runs on. */
public sealed interface Servers {

    /** Kafka's bootstrap servers. */
    String kafka();

    URI redis();

    /** Those this cluster is to run itself, in the order to start them. */
    List<Member> members() throws IOException;

    /**
     * What a service must know to be let in, as its environment.
     *
     * @param module the service's, such as {@code agent-service}
     */
    Map<String, String> access(String module);

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
        public List<Member> members() throws IOException {
            if (broker.isNew()) {
                redisServer.forget();
            }
            return List.of(
                    new Member("kafka", Optional.empty(), broker::start, broker::awaitReady),
                    new Member("redis", Optional.empty(), redisServer::start, redisServer::awaitReady));
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
        public List<Member> members() {
            return List.of();
        }
    }
}
