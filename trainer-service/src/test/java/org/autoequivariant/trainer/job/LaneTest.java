package org.autoequivariant.trainer.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockShareConsumer;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LaneTest {

    private final ShareGroup group = new ShareGroup();
    private Lane lane;
    private Thread thread;

    /**
     * One member's view of a share group: a poll gives one record, refuses while one is unacknowledged, and gives a
     * renewed record again.
     */
    private static final class ShareGroup extends MockShareConsumer<byte[], byte[]> {

        final Deque<ConsumerRecord<byte[], byte[]>> waiting = new ArrayDeque<>();
        final BlockingQueue<String> committed = new LinkedBlockingQueue<>();
        private final List<String> acknowledged = new ArrayList<>();
        private ConsumerRecord<byte[], byte[]> inFlight;
        private boolean renewed;
        volatile boolean renewalsAreRefused;

        @Override
        public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
            if (inFlight != null && !renewed) {
                throw new IllegalStateException("a record is unacknowledged");
            }
            if (inFlight == null) {
                inFlight = waiting.poll();
            }
            renewed = false;
            if (inFlight == null) {
                Thread.yield();
                return ConsumerRecords.empty();
            }
            TopicPartition partition = new TopicPartition(inFlight.topic(), inFlight.partition());
            return new ConsumerRecords<>(Map.of(partition, List.of(inFlight)), Map.of());
        }

        @Override
        public synchronized void acknowledge(ConsumerRecord<byte[], byte[]> record, AcknowledgeType type) {
            if (inFlight == null || inFlight.offset() != record.offset()) {
                throw new IllegalStateException("no such record to acknowledge");
            }
            acknowledged.add(type.name() + " " + record.offset());
            if (type != AcknowledgeType.RENEW || renewalsAreRefused) {
                inFlight = null;
            } else {
                renewed = true;
            }
        }

        @Override
        public synchronized Map<TopicIdPartition, Optional<KafkaException>> commitSync(Duration timeout) {
            committed.addAll(acknowledged);
            acknowledged.clear();
            return Map.of();
        }

        @Override
        public Optional<Integer> acquisitionLockTimeoutMs() {
            return Optional.of(60);
        }

        @Override
        public void close(Duration timeout) {}
    }

    private void start(Supplier<ShareConsumer<byte[], byte[]>> connect, Lane.RecordAnswerer answerer) {
        lane = new Lane("lane", connect, answerer);
        thread = new Thread(lane);
        thread.start();
    }

    @AfterEach
    void stop() throws InterruptedException {
        lane.stop();
        thread.join();
    }

    private String committed() throws InterruptedException {
        return group.committed.poll(10, TimeUnit.SECONDS);
    }

    @Test
    void jobsAreAcknowledgedOneByOneAsTheirAnswersSay() throws InterruptedException {
        group.waiting.add(Records.of(new byte[0], 1));
        group.waiting.add(Records.of(new byte[0], 2));

        start(() -> group, record -> record.offset() == 1 ? AcknowledgeType.ACCEPT : AcknowledgeType.REJECT);

        assertThat(committed()).isEqualTo("ACCEPT 1");
        assertThat(committed()).isEqualTo("REJECT 2");
        assertThat(lane.takingJobs()).isTrue();
    }

    @Test
    void theLockOnALongJobIsRenewedUntilItIsAnswered() throws InterruptedException {
        CountDownLatch training = new CountDownLatch(1);
        group.waiting.add(Records.of(new byte[0], 1));
        group.waiting.add(Records.of(new byte[0], 2));

        start(() -> group, record -> {
            training.await();
            return AcknowledgeType.ACCEPT;
        });

        assertThat(committed()).isEqualTo("RENEW 1");
        assertThat(committed()).isEqualTo("RENEW 1");
        training.countDown();
        String next = committed();
        while (next.equals("RENEW 1")) {
            next = committed();
        }
        assertThat(next).isEqualTo("ACCEPT 1");
        assertThat(committed()).isEqualTo("ACCEPT 2");
    }

    @Test
    void aJobWhoseLockIsLostIsFinishedButNotAcknowledged() throws InterruptedException {
        CountDownLatch training = new CountDownLatch(1);
        BlockingQueue<Long> answered = new LinkedBlockingQueue<>();
        group.renewalsAreRefused = true;
        group.waiting.add(Records.of(new byte[0], 1));

        start(() -> group, record -> {
            training.await();
            answered.add(record.offset());
            return AcknowledgeType.ACCEPT;
        });

        assertThat(committed()).isEqualTo("RENEW 1");
        training.countDown();
        assertThat(answered.poll(10, TimeUnit.SECONDS)).isEqualTo(1);
        lane.stop();
        thread.join();
        assertThat(group.committed).doesNotContain("ACCEPT 1");
    }

    @Test
    void jobsAreTakenByANewConsumerAfterALockIsLost() throws InterruptedException {
        ShareGroup fresh = new ShareGroup();
        Iterator<ShareGroup> consumers = List.of(group, fresh).iterator();
        CountDownLatch training = new CountDownLatch(1);
        group.renewalsAreRefused = true;
        group.waiting.add(Records.of(new byte[0], 1));
        fresh.waiting.add(Records.of(new byte[0], 2));

        start(consumers::next, record -> {
            training.await();
            return AcknowledgeType.ACCEPT;
        });
        assertThat(committed()).isEqualTo("RENEW 1");
        training.countDown();

        String next = fresh.committed.poll(10, TimeUnit.SECONDS);
        assertThat(next).isEqualTo("ACCEPT 2");
    }

    @Test
    void aJobThatComesInPlaceOfALostOneIsHandedBackAtOnce() throws InterruptedException {
        group.renewalsAreRefused = true;
        group.waiting.add(Records.of(new byte[0], 1));
        group.waiting.add(Records.of(new byte[0], 2));

        start(() -> group, record -> {
            new CountDownLatch(1).await();
            return AcknowledgeType.ACCEPT;
        });

        assertThat(committed()).isEqualTo("RENEW 1");
        assertThat(committed()).isEqualTo("RELEASE 2");
    }

    @Test
    void aJobWhoseAnswerCannotBeStoredIsHandedBack() throws InterruptedException {
        group.waiting.add(Records.of(new byte[0], 1));

        start(() -> group, record -> {
            throw new IllegalStateException("no broker");
        });

        assertThat(committed()).isEqualTo("RELEASE 1");
    }

    @Test
    void stoppingHandsTheUnfinishedJobBackAtOnce() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        group.waiting.add(Records.of(new byte[0], 1));
        start(() -> group, record -> {
            begun.countDown();
            new CountDownLatch(1).await();
            return AcknowledgeType.ACCEPT;
        });
        begun.await();

        lane.stop();
        thread.join();

        assertThat(group.committed).contains("RELEASE 1").doesNotContain("ACCEPT 1");
        assertThat(lane.takingJobs()).isFalse();
    }

    @Test
    void aBrokerThatIsAwayIsTriedAgain() throws InterruptedException {
        AtomicInteger attempts = new AtomicInteger();
        group.waiting.add(Records.of(new byte[0], 1));

        start(
                () -> {
                    if (attempts.incrementAndGet() == 1) {
                        throw new KafkaException("no broker");
                    }
                    return group;
                },
                record -> AcknowledgeType.ACCEPT);

        assertThat(committed()).isEqualTo("ACCEPT 1");
        assertThat(attempts).hasValue(2);
    }
}
