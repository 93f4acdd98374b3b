package org.autoequivariant.agent.stream;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jboss.logging.Logger;

import org.autoequivariant.contracts.MalformedMessage;
import org.autoequivariant.contracts.Messages;
import org.autoequivariant.contracts.Reward;
import org.autoequivariant.contracts.SearchStatus;
import org.autoequivariant.contracts.Topic;
import org.autoequivariant.contracts.Topics;
import org.autoequivariant.contracts.Traces;

/**
 * Reads all rewards and search statuses from the beginning, then goes on with new ones. It has no consumer group: every
 * start reads everything, because that is what searches are rebuilt from.
 */
public final class RewardFeed implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(RewardFeed.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration RETRY = Duration.ofSeconds(1);

    /** Who is told. All calls come from one thread. */
    public interface Listener {

        void on(Reward reward);

        /**
         * Also told of this agent's own statuses.
         *
         * @param partition of {@code aen.searches} that holds the search
         */
        void on(SearchStatus status, int partition);

        /** All that was written before the feed started has been told. */
        void onCaughtUp();
    }

    private final Map<String, Object> kafka;
    private final Listener listener;
    private final KafkaSearchStream deadLetters;
    private final Traces traces;
    private final Runnable onTopics;
    private final Thread thread = new Thread(this::run, "reward-feed");
    private volatile KafkaConsumer<byte[], byte[]> consumer;
    private volatile boolean closed;

    /**
     * @param kafka where the broker is and how to be let in
     * @param onTopics called once the topics are there
     */
    public RewardFeed(
            Map<String, Object> kafka,
            Listener listener,
            KafkaSearchStream deadLetters,
            Traces traces,
            Runnable onTopics) {
        this.kafka = Map.copyOf(kafka);
        this.listener = listener;
        this.deadLetters = deadLetters;
        this.traces = traces;
        this.onTopics = onTopics;
    }

    public void start() {
        thread.start();
    }

    private void run() {
        try {
            awaitTopics();
            onTopics.run();
            while (!closed) {
                try {
                    follow();
                } catch (WakeupException e) {
                    LOG.debug("closed");
                } catch (KafkaException e) {
                    // Such as a right that was taken away. What is told again is known and does no harm.
                    LOG.errorf("cannot read rewards and searches, starting over: %s", e.getMessage());
                    Thread.sleep(RETRY.toMillis());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void follow() {
        Map<String, Object> settings = new HashMap<>(kafka);
        // The name of the service, which every client is given: as a group it would need rights of its own.
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        try (KafkaConsumer<byte[], byte[]> opened =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer = opened;
            if (!closed) {
                read(opened);
            }
        }
    }

    private void awaitTopics() throws InterruptedException {
        while (!closed) {
            try (Admin admin = Admin.create(kafka)) {
                Topics.ensure(admin);
                return;
            } catch (KafkaException | IllegalStateException e) {
                LOG.warnf(
                        "the broker %s is not ready, waiting for it: %s",
                        kafka.get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG), e.getMessage());
                Thread.sleep(RETRY.toMillis());
            }
        }
    }

    private void read(KafkaConsumer<byte[], byte[]> source) {
        List<TopicPartition> partitions = Stream.of(Topic.REWARDS, Topic.SEARCHES)
                .flatMap(topic -> source.partitionsFor(topic.topicName(), Duration.ofMinutes(5)).stream())
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        source.assign(partitions);
        source.seekToBeginning(partitions);
        Map<TopicPartition, Long> kept = source.endOffsets(partitions);
        boolean caughtUp = false;
        while (!closed) {
            if (!caughtUp && partitions.stream().allMatch(p -> source.position(p) >= kept.get(p))) {
                caughtUp = true;
                listener.onCaughtUp();
            }
            for (ConsumerRecord<byte[], byte[]> record : source.poll(POLL)) {
                tell(record, kept);
            }
        }
    }

    private void tell(ConsumerRecord<byte[], byte[]> record, Map<TopicPartition, Long> kept) {
        boolean old = record.offset() < kept.get(new TopicPartition(record.topic(), record.partition()));
        try {
            if (record.topic().equals(Topic.REWARDS.topicName())) {
                tell(Messages.read(record.value(), Reward.class), record, old);
            } else {
                listener.on(Messages.read(record.value(), SearchStatus.class), record.partition());
            }
        } catch (MalformedMessage e) {
            // What was there at the start was reported when it came.
            if (!old) {
                deadLetters.deadLetter(record, e.getMessage());
            }
        }
    }

    private void tell(Reward reward, ConsumerRecord<byte[], byte[]> record, boolean old) {
        if (old) {
            // Its trace ended in an earlier life.
            listener.on(reward);
            return;
        }
        try (Traces.Work work = traces.read(record.topic(), record.headers())) {
            listener.on(reward);
            if (reward instanceof Reward.Skipped skipped) {
                work.failed(skipped.reason());
            }
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
