package org.autoequivariant.local.verify;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.apache.kafka.clients.consumer.ConsumerRecord;

import org.autoequivariant.contracts.Candidate;
import org.autoequivariant.contracts.Evaluation;
import org.autoequivariant.contracts.EvaluationKey;
import org.autoequivariant.contracts.MalformedMessage;
import org.autoequivariant.contracts.Messages;
import org.autoequivariant.contracts.Reward;
import org.autoequivariant.contracts.SearchStatus;
import org.autoequivariant.contracts.Topic;
import org.autoequivariant.contracts.TrainingJob;
import org.autoequivariant.contracts.replay.Violation;
import org.autoequivariant.local.topic.TopicLog;

/** All records of all topics, read once and in the order of their partitions. */
final class Ledger {

    /** A message and the record that holds it. */
    record Logged<T>(ConsumerRecord<byte[], byte[]> record, T message) {

        Violation violation(String what) {
            return new Violation(record.topic(), record.partition(), record.offset(), what);
        }
    }

    /** A record that holds no message of its topic. */
    record Unreadable(ConsumerRecord<byte[], byte[]> record, String reason) {}

    private final Map<Topic, TopicLog.Content> contents = new EnumMap<>(Topic.class);
    private final List<Unreadable> unreadable = new ArrayList<>();
    private final Map<Integer, Integer> jobLeaderEpochs;

    final List<Logged<Candidate>> candidates;
    final List<Logged<TrainingJob>> jobs;
    final List<Logged<Evaluation>> evaluations;
    final List<Logged<Reward>> rewards;
    /** The last of each search. */
    final Map<String, SearchStatus> statuses;

    /**
     * @param log reads a topic
     * @param leaderEpochs asks for the leader epoch of each of a topic's partitions
     * @param only the one search to look at; all if empty
     */
    Ledger(
            Function<Topic, TopicLog.Content> log,
            Function<Topic, Map<Integer, Integer>> leaderEpochs,
            Optional<String> only) {
        // Effects first: what they refer to was there before them, so it is there when it is read after them.
        List.of(
                        Topic.DEAD_LETTERS,
                        Topic.SEARCHES,
                        Topic.REWARDS,
                        Topic.EVALUATIONS,
                        Topic.TRAINING_JOBS,
                        Topic.CANDIDATES)
                .forEach(topic -> contents.put(topic, log.apply(topic)));
        jobLeaderEpochs = leaderEpochs.apply(Topic.TRAINING_JOBS);
        candidates = messages(Topic.CANDIDATES, Candidate.class).stream()
                .filter(logged -> concerns(only, logged.message().search()))
                .toList();
        rewards = messages(Topic.REWARDS, Reward.class).stream()
                .filter(logged -> concerns(only, logged.message().search()))
                .toList();
        Set<EvaluationKey> keys =
                candidates.stream().map(logged -> logged.message().key()).collect(Collectors.toSet());
        jobs = messages(Topic.TRAINING_JOBS, TrainingJob.class).stream()
                .filter(logged ->
                        only.isEmpty() || keys.contains(logged.message().key()))
                .toList();
        evaluations = messages(Topic.EVALUATIONS, Evaluation.class).stream()
                .filter(logged ->
                        only.isEmpty() || keys.contains(logged.message().key()))
                .toList();
        statuses = new LinkedHashMap<>();
        messages(Topic.SEARCHES, SearchStatus.class).stream()
                .map(Logged::message)
                .filter(status -> concerns(only, status.search()))
                .forEach(status -> statuses.put(status.search(), status));
    }

    private static boolean concerns(Optional<String> only, String search) {
        return only.isEmpty() || only.get().equals(search);
    }

    private <T> List<Logged<T>> messages(Topic topic, Class<T> type) {
        List<ConsumerRecord<byte[], byte[]>> records =
                new ArrayList<>(contents.get(topic).records());
        records.sort(Comparator.<ConsumerRecord<byte[], byte[]>>comparingInt(ConsumerRecord::partition)
                .thenComparingLong(ConsumerRecord::offset));
        List<Logged<T>> messages = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            try {
                messages.add(new Logged<>(record, Messages.read(record.value(), type)));
            } catch (MalformedMessage e) {
                unreadable.add(new Unreadable(record, e.getMessage()));
            }
        }
        return messages;
    }

    List<ConsumerRecord<byte[], byte[]>> deadLetters() {
        return contents.get(Topic.DEAD_LETTERS).records();
    }

    List<Unreadable> unreadable() {
        return unreadable;
    }

    /** How often the broker that gives out a job was lost since the job was issued. */
    int brokersLostSince(Logged<TrainingJob> job) {
        int issued = job.record().leaderEpoch().orElse(0);
        return Math.max(0, jobLeaderEpochs.getOrDefault(job.record().partition(), issued) - issued);
    }

    /** Whether a topic still holds everything that was ever written to it, but for what compaction replaced. */
    boolean isWhole(Topic topic) {
        return contents.get(topic).whole();
    }
}
