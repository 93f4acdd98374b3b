package org.autoequivariant.contracts;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Makes a broker ready for AEN. */
public final class Topics {

    /** The share group trainers take jobs through (KIP-932). */
    public static final String TRAINERS = "aen-trainers";

    /** The consumer group agents share the searches out in. */
    public static final String AGENTS = "aen-agents";

    /** The cache's consumer group, which is its Streams application; its own topics are called {@code aen-cache-…}. */
    public static final String CACHE = "aen-cache";

    private static final String START = "share.auto.offset.reset";
    private static final String EARLIEST = "earliest";

    private Topics() {}

    /**
     * Creates the topics that are missing, at the broker's default replication, and sets the share group's start to the
     * earliest job, so that jobs sent before the first trainer joins are not lost. Safe to call from any number of
     * services at once. What is there already is only looked at, so a principal that may neither create topics nor
     * alter the group can call it when somebody who may has.
     *
     * @throws IllegalStateException if the broker refuses, saying what and what to do
     */
    public static void ensure(Admin admin) throws InterruptedException {
        ensure(admin, Optional.empty());
    }

    /**
     * The same.
     *
     * @param replication of topics that are missing; the broker's default if empty
     * @return the topics that were missing
     */
    public static Set<Topic> ensure(Admin admin, Optional<Short> replication) throws InterruptedException {
        Set<Topic> missing = missing(admin);
        create(admin, missing, replication);
        if (!startsAtEarliest(admin)) {
            startAtEarliest(admin);
        }
        return missing;
    }

    private static Set<Topic> missing(Admin admin) throws InterruptedException {
        List<String> names = Stream.of(Topic.values()).map(Topic::topicName).toList();
        Map<String, ? extends KafkaFuture<?>> descriptions =
                admin.describeTopics(names).topicNameValues();
        Set<Topic> missing = EnumSet.noneOf(Topic.class);
        Set<Topic> hidden = EnumSet.noneOf(Topic.class);
        for (Topic topic : Topic.values()) {
            try {
                descriptions.get(topic.topicName()).get();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                    missing.add(topic);
                } else if (e.getCause() instanceof AuthorizationException) {
                    hidden.add(topic);
                } else if (e.getCause() instanceof AuthenticationException refusal) {
                    throw new IllegalStateException("not let in: " + refusal.getMessage(), e);
                } else {
                    throw new IllegalStateException("cannot look for topic " + topic.topicName() + why(e), e);
                }
            }
        }
        if (!hidden.isEmpty()) {
            throw new IllegalStateException(
                    "not allowed to see %s: let an administrator run `aen topics --acls`, or grant Describe on it"
                            .formatted(names(hidden)));
        }
        return missing;
    }

    private static void create(Admin admin, Set<Topic> topics, Optional<Short> replication)
            throws InterruptedException {
        List<NewTopic> definitions =
                topics.stream().map(topic -> topic.definition(replication)).toList();
        Map<String, KafkaFuture<Void>> creations =
                admin.createTopics(definitions).values();
        List<Topic> refused = new ArrayList<>();
        for (Topic topic : topics) {
            try {
                creations.get(topic.topicName()).get();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof AuthorizationException) {
                    refused.add(topic);
                } else if (!(e.getCause() instanceof TopicExistsException)) {
                    throw new IllegalStateException("cannot create topic " + topic.topicName() + why(e), e);
                }
            }
        }
        if (!refused.isEmpty()) {
            throw new IllegalStateException(
                    "missing, and not allowed to be created here: %s: let an administrator run `aen topics`, or grant Create on it"
                            .formatted(names(refused)));
        }
    }

    private static boolean startsAtEarliest(Admin admin) throws InterruptedException {
        try {
            Config config = admin.describeConfigs(List.of(trainers()))
                    .values()
                    .get(trainers())
                    .get();
            ConfigEntry start = config.get(START);
            return start != null && EARLIEST.equals(start.value());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AuthorizationException) {
                throw refusedGroup("see", "DescribeConfigs", e);
            }
            throw new IllegalStateException("cannot read the settings of share group " + TRAINERS + why(e), e);
        }
    }

    private static void startAtEarliest(Admin admin) throws InterruptedException {
        AlterConfigOp earliest = new AlterConfigOp(new ConfigEntry(START, EARLIEST), AlterConfigOp.OpType.SET);
        try {
            admin.incrementalAlterConfigs(Map.of(trainers(), List.of(earliest)))
                    .all()
                    .get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AuthorizationException) {
                throw refusedGroup("set", "AlterConfigs", e);
            }
            throw new IllegalStateException("cannot configure share group " + TRAINERS + why(e), e);
        }
    }

    private static IllegalStateException refusedGroup(String action, String operation, ExecutionException e) {
        return new IllegalStateException(
                "not allowed to %s %s of group %s: let an administrator run `aen topics --acls`, or grant %s on it"
                        .formatted(action, START, TRAINERS, operation),
                e);
    }

    private static ConfigResource trainers() {
        return new ConfigResource(ConfigResource.Type.GROUP, TRAINERS);
    }

    private static String names(Iterable<Topic> topics) {
        List<String> names = new ArrayList<>();
        topics.forEach(topic -> names.add(topic.topicName()));
        return names.stream().collect(Collectors.joining(", ", names.size() == 1 ? "topic " : "topics ", ""));
    }

    private static String why(ExecutionException e) {
        return ": " + e.getCause();
    }
}
