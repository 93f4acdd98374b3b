package org.autoequivariant.contracts;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;

/** Makes a broker ready for AEN. */
public final class Topics {

    /** The share group trainers take jobs through (KIP-932). */
    public static final String TRAINERS = "aen-trainers";

    /** The consumer group agents share the searches out in. */
    public static final String AGENTS = "aen-agents";

    private Topics() {}

    /**
     * Creates the topics that are missing and sets the share group's start to the earliest job, so that jobs sent
     * before the first trainer joins are not lost. Safe to call from any number of services at once.
     *
     * @throws IllegalStateException if the broker refuses
     */
    public static void ensure(Admin admin) throws InterruptedException {
        admin.createTopics(Topic.definitions()).values().forEach(Topics::awaitCreation);
        ConfigResource group = new ConfigResource(ConfigResource.Type.GROUP, TRAINERS);
        AlterConfigOp earliest =
                new AlterConfigOp(new ConfigEntry("share.auto.offset.reset", "earliest"), AlterConfigOp.OpType.SET);
        try {
            admin.incrementalAlterConfigs(Map.of(group, List.of(earliest)))
                    .all()
                    .get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("cannot configure share group " + TRAINERS + ": " + e.getCause(), e);
        }
    }

    private static void awaitCreation(String name, KafkaFuture<Void> creation) {
        try {
            creation.get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw new IllegalStateException("cannot create topic " + name + ": " + e.getCause(), e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while creating topic " + name, e);
        }
    }
}
