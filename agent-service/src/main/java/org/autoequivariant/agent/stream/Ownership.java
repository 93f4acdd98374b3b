package org.autoequivariant.agent.stream;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jboss.logging.Logger;

import org.autoequivariant.contracts.Topic;
import org.autoequivariant.contracts.Topics;

/**
 * Shares the searches out among agents: a consumer group over {@code aen.searches} whose members own the searches of
 * their partitions. It reads nothing; what matters is who is given which partition, and that a dead agent's go to
 * another.
 */
public final class Ownership implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Ownership.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final int SESSION_MILLIS = 10_000;
    private static final int HEARTBEAT_MILLIS = 2_000;

    /** Who is told. All calls come from one thread. */
    public interface Listener {

        /** The searches of these partitions of {@code aen.searches} are this agent's now. */
        void onOwned(Set<Integer> partitions);

        /** They are this agent's no longer; another may drive them already. */
        void onDisowned(Set<Integer> partitions);
    }

    private final Map<String, Object> settings;
    private final Listener listener;
    private final Thread thread = new Thread(this::run, "ownership");
    private volatile KafkaConsumer<byte[], byte[]> consumer;
    private volatile boolean closed;

    /**
     * @param kafka where the broker is, and how to be let in
     * @param name unique among agents and kept over restarts: then an agent that is started again at once gets its
     *     searches back at once, instead of after the session of its dead self
     */
    public Ownership(Map<String, Object> kafka, Optional<String> name, Listener listener) {
        this.settings = new HashMap<>(kafka);
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, Topics.AGENTS);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
        settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_MILLIS);
        settings.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, HEARTBEAT_MILLIS);
        name.ifPresent(instance -> settings.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, instance));
        this.listener = listener;
    }

    /** To be called once the topics exist. */
    public void start() {
        thread.start();
    }

    private void run() {
        while (!closed) {
            try (KafkaConsumer<byte[], byte[]> opened =
                    new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
                consumer = opened;
                hold(opened);
            } catch (WakeupException e) {
                LOG.debug("closed");
            } catch (KafkaException e) {
                LOG.warnf("cannot own searches, trying again: %s", e.getMessage());
                pause();
            }
        }
    }

    private void hold(KafkaConsumer<byte[], byte[]> member) {
        Told told = new Told(member);
        member.subscribe(List.of(Topic.SEARCHES.topicName()), told);
        try {
            while (!closed) {
                member.poll(POLL);
            }
        } finally {
            if (closed) {
                // Others need not wait for the session to expire.
                member.close(CloseOptions.timeout(RETRY)
                        .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
            } else {
                told.onPartitionsLost(member.assignment());
            }
        }
    }

    private final class Told implements ConsumerRebalanceListener {

        private final KafkaConsumer<byte[], byte[]> member;

        Told(KafkaConsumer<byte[], byte[]> member) {
            this.member = member;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            member.pause(partitions);
            listener.onOwned(numbers(partitions));
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            listener.onDisowned(numbers(partitions));
        }

        private Set<Integer> numbers(Collection<TopicPartition> partitions) {
            return partitions.stream().map(TopicPartition::partition).collect(Collectors.toSet());
        }
    }

    private void pause() {
        try {
            Thread.sleep(RETRY.toMillis());
        } catch (InterruptedException e) {
            closed = true;
        }
    }

    @Override
    public void close() {
        closed = true;
        if (consumer != null) {
            consumer.wakeup();
        }
        thread.interrupt();
    }
}
