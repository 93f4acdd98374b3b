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

    /**
     * A real broker and a real Redis as child processes, their data in the home folder.
     *
     * @param settings of services, by module, that differ from what the cluster gives them
     */
    record Embedded(Broker broker, Redis redisServer, Map<String, Map<String, String>> settings) implements Servers {

        public Embedded {
            settings = Map.copyOf(settings);
        }

        public static Embedded in(Home home, Installation installation) {
            return in(home, installation, Map.of());
        }

        public static Embedded in(Home home, Installation installation, Map<String, Map<String, String>> settings) {
            return new Embedded(new Broker(home, installation), new Redis(home), settings);
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
            return settings.getOrDefault(module, Map.of());
        }

        @Override
        public List<Member> members() throws IOException {
            if (broker.isNew()) {
                redisServer.forget();
            }
            return List.of(
                    new Member("kafka", Optional.empty(), broker::start, broker::isReady, Broker.READY_WITHIN),
                    new Member(
                            "redis", Optional.empty(), redisServer::start, redisServer::isReady, Redis.READY_WITHIN));
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
