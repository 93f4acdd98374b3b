package org.autoequivariant.local.cluster;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** The services of a cluster, set up to find each other. */
record Services(Home home, Installation installation, Servers servers, ClassArchives archives) {

    Member member(Service service) {
        Service letIn = service.with(servers.access(service.module()));
        return new Member(
                service.name(),
                Optional.of(service.url()),
                () -> letIn.start(home, installation, archives),
                service::isReady,
                Service.READY_WITHIN);
    }

    Service dataSets() {
        return new Service(
                "dataset-service",
                "dataset-service",
                Ports.free(),
                512,
                false,
                Map.of("AEN_DATASET_FOLDER", home.at("datasets").toString()));
    }

    /** @param number from 1 */
    Service agent(int number, int port, Service dataSets) {
        return new Service(
                number == 1 ? "agent-service" : "agent-service-" + number,
                "agent-service",
                port,
                256,
                false,
                Map.of(
                        "KAFKA_BOOTSTRAP_SERVERS",
                        servers.kafka(),
                        "AEN_DATASET_URL",
                        dataSets.url().toString(),
                        "AEN_AGENT_NAME",
                        "local-" + number,
                        // What this cluster ran goes on when the agent dies; what an earlier one ran waits to be asked
                        // for, instead of competing with the next search.
                        "AEN_AGENT_RESUME_SINCE",
                        Instant.now().toString()));
    }

    Service cache() {
        return new Service(
                "cache-service",
                "cache-service",
                Ports.free(),
                192,
                false,
                Map.of(
                        "KAFKA_BOOTSTRAP_SERVERS",
                        servers.kafka(),
                        "AEN_REDIS_URL",
                        servers.redis().toString(),
                        "AEN_CACHE_NAME",
                        "local",
                        // Children here take seconds: a job that got lost must not hold a search up for longer than
                        // this.
                        "AEN_CACHE_JOB_TIMEOUT",
                        "2m",
                        "AEN_CACHE_STATE",
                        home.at("streams").toString()));
    }

    /**
     * @param number from 1
     * @param capacity networks it trains at once; what its device suggests if empty
     */
    Service trainer(int number, OptionalInt capacity, Service dataSets) {
        Service trainer = new Service(
                "trainer-" + number,
                "trainer-service",
                Ports.free(),
                320,
                true,
                Map.of(
                        "KAFKA_BOOTSTRAP_SERVERS",
                        servers.kafka(),
                        "AEN_DATASET_URL",
                        dataSets.url().toString(),
                        "AEN_TRAINER_NAME",
                        "trainer-" + number,
                        "AEN_TRAINER_SHARDS",
                        home.at("shards").toString()));
        return capacity.isPresent()
                ? trainer.with(Map.of("AEN_TRAINER_CAPACITY", String.valueOf(capacity.getAsInt())))
                : trainer;
    }
}
