package org.autoequivariant.tests.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;

import org.autoequivariant.contracts.Evaluation;
import org.autoequivariant.contracts.EvaluationKey;
import org.autoequivariant.contracts.MalformedMessage;
import org.autoequivariant.contracts.Messages;
import org.autoequivariant.contracts.Reward;
import org.autoequivariant.contracts.Topic;

/** What trainers and the cache answer, from now on. */
final class Answers implements AutoCloseable {

    /** @param receivedAt epoch milliseconds */
    record Received(Reward reward, long receivedAt) {

        boolean isTrained() {
            return reward instanceof Reward.Rewarded rewarded && rewarded.source() == Reward.Source.TRAINED;
        }
    }

    /** When a training ended, in epoch milliseconds, and how long it took. */
    private record Training(long endedAt, double seconds) {}

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<EvaluationKey, Training> trainings = new HashMap<>();
    private final List<Received> rewards = new ArrayList<>();

    Answers(Connections broker) {
        consumer = broker.tail(Topic.REWARDS, Topic.EVALUATIONS);
    }

    /** Waits a little for more, and gives the rewards among it. */
    List<Reward> poll() {
        List<Reward> polled = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(50))) {
            try {
                if (record.topic().equals(Topic.REWARDS.topicName())) {
                    Reward reward = Messages.read(record.value(), Reward.class);
                    rewards.add(new Received(reward, System.currentTimeMillis()));
                    polled.add(reward);
                } else if (Messages.read(record.value(), Evaluation.class) instanceof Evaluation.Trained trained) {
                    trainings.put(trained.key(), new Training(record.timestamp(), trained.seconds()));
                }
            } catch (MalformedMessage e) {
                throw new IllegalStateException("a service wrote what cannot be read", e);
            }
        }
        return polled;
    }

    void forget() {
        trainings.clear();
        rewards.clear();
    }

    /** How many trainings have ended. */
    int trainings() {
        return trainings.size();
    }

    /** Seconds trainers spent on the trainings that have ended. */
    double trainingSeconds() {
        return trainings.values().stream().mapToDouble(Training::seconds).sum();
    }

    int rewards() {
        return rewards.size();
    }

    /** Milliseconds from candidate to reward, of those that were trained. */
    Quantiles sinceAsked() {
        return new Quantiles(rewards.stream().filter(Received::isTrained).mapToDouble(received -> received.reward()
                .latencyMillis()));
    }

    /** Milliseconds from the end of the training to the reward, for whoever was waiting. */
    Quantiles sinceTrained() {
        return new Quantiles(rewards.stream()
                .filter(received -> received.isTrained()
                        && trainings.containsKey(received.reward().key()))
                .mapToDouble(received -> received.receivedAt()
                        - trainings.get(received.reward().key()).endedAt()));
    }

    @Override
    public void close() {
        consumer.close();
    }
}
