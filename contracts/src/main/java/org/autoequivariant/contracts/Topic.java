package org.autoequivariant.contracts;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import org.apache.kafka.clients.admin.NewTopic;

/**
 * The topics: names, value types and how long they are kept.
 *
 * <p>One writer each: agent ({@link #CANDIDATES}, {@link #SEARCHES}), cache ({@link #TRAINING_JOBS}, {@link #REWARDS}),
 * trainers ({@link #EVALUATIONS}); any service writes {@link #DEAD_LETTERS}. {@link Principal} has who may what.
 */
public enum Topic {
    /** Key: evaluation key. */
    CANDIDATES("aen.candidates", Candidate.class, Kept.SEVEN_DAYS),
    /** Key: evaluation key. Read through the share group {@link Topics#TRAINERS}. */
    TRAINING_JOBS("aen.training-jobs", TrainingJob.class, Kept.SEVEN_DAYS),
    /** Key: evaluation key. The source of truth. */
    EVALUATIONS("aen.evaluations", Evaluation.class, Kept.COMPACTED),
    /** Key: search id. */
    REWARDS("aen.rewards", Reward.class, Kept.FOR_EVER),
    /** Key: search id. */
    SEARCHES("aen.searches", SearchStatus.class, Kept.COMPACTED),
    /** Key and value: the failed record's, untouched; the reason is in the headers of {@link DeadLetter}. */
    DEAD_LETTERS("aen.dead-letters", byte[].class, Kept.THIRTY_DAYS);

    private enum Kept {
        SEVEN_DAYS(Map.of("retention.ms", millis(7))),
        // A record just small enough for its own topic must fit with its reason.
        THIRTY_DAYS(Map.of("retention.ms", millis(30), "max.message.bytes", String.valueOf(LARGEST_RECORD))),
        FOR_EVER(Map.of("retention.ms", "-1")),
        COMPACTED(Map.of("cleanup.policy", "compact"));

        private final Map<String, String> configuration;

        Kept(Map<String, String> configuration) {
            this.configuration = configuration;
        }

        private static String millis(int days) {
            return String.valueOf(Duration.ofDays(days).toMillis());
        }
    }

    /** What a producer must be let send, in bytes: a record of the broker's default limit, given up with a reason. */
    public static final int LARGEST_RECORD = 2 << 20;

    /** Topics have as many partitions, because the stream joins them by key; training jobs have one. */
    public static final int PARTITIONS = 4;

    private final String topicName;
    private final Class<?> valueType;
    private final Kept kept;

    Topic(String topicName, Class<?> valueType, Kept kept) {
        this.topicName = topicName;
        this.valueType = valueType;
        this.kept = kept;
    }

    /** The name in Kafka. */
    public String topicName() {
        return topicName;
    }

    /** What {@link Messages#read} reads its values as. */
    public Class<?> valueType() {
        return valueType;
    }

    /**
     * How it is to be created.
     *
     * @param replication the broker's default if empty
     */
    public NewTopic definition(Optional<Short> replication) {
        // A share group gives each partition to few members while there are fewer members than partitions: one trainer
        // would idle beside another's queue, and a dead one's partitions would wait for its session to expire.
        int partitions = this == TRAINING_JOBS ? 1 : PARTITIONS;
        return new NewTopic(topicName, Optional.of(partitions), replication)
                .configs(new LinkedHashMap<>(kept.configuration));
    }
}
