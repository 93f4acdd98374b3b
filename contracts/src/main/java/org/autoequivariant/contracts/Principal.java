package org.autoequivariant.contracts;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.security.auth.KafkaPrincipal;

/**
 * Who talks to Kafka, and what each may do there; nobody may do anything else. dataset-service uses no Kafka.
 *
 * <table>
 * <caption>Rights on topics (R read, W write), groups and topics of one's own</caption>
 * <tr><th></th><th>{@code AGENT}</th><th>{@code CACHE}</th><th>{@code TRAINER}</th><th>{@code READER}</th></tr>
 * <tr><td>{@code aen.candidates}</td><td>W</td><td>R</td><td></td><td>R</td></tr>
 * <tr><td>{@code aen.training-jobs}</td><td></td><td>W</td><td>R</td><td>R</td></tr>
 * <tr><td>{@code aen.evaluations}</td><td></td><td>R</td><td>W</td><td>R</td></tr>
 * <tr><td>{@code aen.rewards}</td><td>R</td><td>W</td><td></td><td>R</td></tr>
 * <tr><td>{@code aen.searches}</td><td>RW</td><td></td><td></td><td>R</td></tr>
 * <tr><td>{@code aen.dead-letters}</td><td>W</td><td>W</td><td>W</td><td>R</td></tr>
 * <tr><td>group, to read</td><td>{@code aen-agents}</td><td>{@code aen-cache}</td><td>{@code aen-trainers}</td>
 * <td>{@code aen-reader*}</td></tr>
 * <tr><td>topics, to create, read and write</td><td></td><td>{@code aen-cache-*}</td><td></td><td></td></tr>
 * </table>
 *
 * <p>Services also look at what is there before they work ({@link Topics#ensure}): Describe on every topic, which
 * reading and writing imply, and DescribeConfigs on group {@code aen-trainers}. Nobody uses transactions.
 */
public enum Principal {
    AGENT(
            "aen-agent",
            Topics.AGENTS,
            Set.of(Topic.REWARDS, Topic.SEARCHES),
            Set.of(Topic.CANDIDATES, Topic.SEARCHES, Topic.DEAD_LETTERS)),

    CACHE(
            "aen-cache",
            Topics.CACHE,
            Set.of(Topic.CANDIDATES, Topic.EVALUATIONS),
            Set.of(Topic.TRAINING_JOBS, Topic.REWARDS, Topic.DEAD_LETTERS)),

    TRAINER("aen-trainer", Topics.TRAINERS, Set.of(Topic.TRAINING_JOBS), Set.of(Topic.EVALUATIONS, Topic.DEAD_LETTERS)),

    /** Dashboards and people, in groups of any name that starts so. */
    READER("aen-reader", "aen-reader", Set.of(Topic.values()), Set.of());

    private static final String ANY_HOST = "*";

    private final String userName;
    private final String group;
    private final Set<Topic> reads;
    private final Set<Topic> writes;

    Principal(String userName, String group, Set<Topic> reads, Set<Topic> writes) {
        this.userName = userName;
        this.group = group;
        this.reads = reads;
        this.writes = writes;
    }

    /** The name it authenticates with; Kafka calls it {@code User:} and this. */
    public String userName() {
        return userName;
    }

    public boolean reads(Topic topic) {
        return reads.contains(topic);
    }

    public boolean writes(Topic topic) {
        return writes.contains(topic);
    }

    /** Exactly what it needs. */
    public List<AclBinding> acls() {
        List<AclBinding> acls = new ArrayList<>();
        for (Topic topic : Topic.values()) {
            if (reads(topic)) {
                acls.add(on(topic, AclOperation.READ));
            }
            if (writes(topic)) {
                acls.add(on(topic, AclOperation.WRITE));
            }
        }
        PatternType groups = this == READER ? PatternType.PREFIXED : PatternType.LITERAL;
        acls.add(allow(ResourceType.GROUP, group, groups, AclOperation.READ));
        if (this == CACHE) {
            // The changelogs of its stores: Streams makes them, writes them and restores from them.
            for (AclOperation operation : List.of(AclOperation.CREATE, AclOperation.READ, AclOperation.WRITE)) {
                acls.add(allow(ResourceType.TOPIC, Topics.CACHE + "-", PatternType.PREFIXED, operation));
            }
        }
        if (this != READER) {
            acls.addAll(toSeeThatAllIsReady());
        }
        return List.copyOf(acls);
    }

    private List<AclBinding> toSeeThatAllIsReady() {
        List<AclBinding> acls = new ArrayList<>();
        for (Topic topic : Topic.values()) {
            if (!reads(topic) && !writes(topic)) {
                acls.add(on(topic, AclOperation.DESCRIBE));
            }
        }
        acls.add(allow(ResourceType.GROUP, Topics.TRAINERS, PatternType.LITERAL, AclOperation.DESCRIBE_CONFIGS));
        return acls;
    }

    private AclBinding on(Topic topic, AclOperation operation) {
        return allow(ResourceType.TOPIC, topic.topicName(), PatternType.LITERAL, operation);
    }

    private AclBinding allow(ResourceType type, String name, PatternType pattern, AclOperation operation) {
        return new AclBinding(
                new ResourcePattern(type, name, pattern),
                new AccessControlEntry(
                        new KafkaPrincipal(KafkaPrincipal.USER_TYPE, userName).toString(),
                        ANY_HOST,
                        operation,
                        AclPermissionType.ALLOW));
    }
}
