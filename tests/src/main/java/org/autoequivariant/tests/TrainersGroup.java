package org.autoequivariant.tests;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;

import org.autoequivariant.contracts.Topics;

/** The share group through which trainers take jobs. */
public final class TrainersGroup {

    private TrainersGroup() {}

    /**
     * Overrules what the broker has for all share groups.
     *
     * @param setting such as {@code share.heartbeat.interval.ms}
     */
    public static void set(String bootstrapServers, String setting, String value) throws InterruptedException {
        ConfigResource group = new ConfigResource(ConfigResource.Type.GROUP, Topics.TRAINERS);
        AlterConfigOp override = new AlterConfigOp(new ConfigEntry(setting, value), AlterConfigOp.OpType.SET);
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers))) {
            admin.incrementalAlterConfigs(Map.of(group, List.of(override)))
                    .all()
                    .get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("cannot configure share group " + Topics.TRAINERS, e);
        }
    }
}
