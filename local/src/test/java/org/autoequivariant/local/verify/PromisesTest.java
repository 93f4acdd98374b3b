package org.autoequivariant.local.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.autoequivariant.contracts.Candidate;
import org.autoequivariant.contracts.DataSet;
import org.autoequivariant.contracts.DataSetName;
import org.autoequivariant.contracts.DeadLetter;
import org.autoequivariant.contracts.Delivery;
import org.autoequivariant.contracts.Evaluation;
import org.autoequivariant.contracts.Messages;
import org.autoequivariant.contracts.Protocol;
import org.autoequivariant.contracts.Purpose;
import org.autoequivariant.contracts.Recipe;
import org.autoequivariant.contracts.Reward;
import org.autoequivariant.contracts.RewardUnit;
import org.autoequivariant.contracts.SearchSettings;
import org.autoequivariant.contracts.SearchStatus;
import org.autoequivariant.contracts.Topic;
import org.autoequivariant.contracts.TrainingJob;
import org.autoequivariant.contracts.replay.Violation;
import org.autoequivariant.local.topic.TopicLog;
import org.autoequivariant.symmetry.State;
import org.autoequivariant.symmetry.Symmetry;
import org.autoequivariant.symmetry.WeightSharing;

/** A log of a baseline and one step, whole; then spoilt in one way after another. */
class PromisesTest {

    private static final DataSet DATA_SET = new DataSet(DataSetName.parse("g-mnist/011000100001"), "0123456789abcdef");
    private static final Protocol PROTOCOL = Protocol.search(Recipe.STANDARD, 0);

    private final Map<Topic, List<ConsumerRecord<byte[], byte[]>>> topics = new EnumMap<>(Topic.class);
    private int leaderEpoch;

    @BeforeEach
    void writeASearch() {
        for (Topic topic : Topic.values()) {
            topics.put(topic, new ArrayList<>());
        }
        Candidate baseline = candidate(Purpose.BASELINE, Optional.empty(), Optional.empty());
        Candidate step = candidate(Purpose.STEP, Optional.of(Symmetry.HORIZONTAL_FLIP), Optional.of(0.5));
        for (Candidate candidate : List.of(baseline, step)) {
            Evaluation.Trained evaluation = trained(candidate, candidate == baseline ? 0.5 : 0.6);
            write(Topic.CANDIDATES, candidate);
            write(Topic.TRAINING_JOBS, TrainingJob.of(candidate, 1));
            write(Topic.EVALUATIONS, evaluation);
            write(Topic.REWARDS, Reward.Rewarded.of(candidate, evaluation, Reward.Source.TRAINED, 5));
        }
        write(Topic.SEARCHES, status(SearchStatus.Phase.FINISHED));
    }

    private static Candidate candidate(Purpose purpose, Optional<Symmetry> action, Optional<Double> against) {
        State next = action.map(State.EMPTY::toggle).orElse(State.EMPTY);
        return new Candidate(
                "s",
                purpose,
                0,
                0,
                State.EMPTY,
                action,
                next,
                1,
                DATA_SET,
                WeightSharing.of(next).signature(),
                PROTOCOL,
                against,
                RewardUnit.FRACTION,
                Instant.EPOCH);
    }

    private static Evaluation.Trained trained(Candidate candidate, double accuracy) {
        return new Evaluation.Trained(
                candidate.key(),
                DATA_SET,
                candidate.nextState(),
                List.of(accuracy),
                Optional.empty(),
                1_000,
                1,
                "cpu",
                "t",
                "v");
    }

    private static SearchStatus status(SearchStatus.Phase phase) {
        return new SearchStatus(
                "s",
                phase,
                new SearchSettings(DATA_SET.name(), 1, 10, 1, 1, 1, 0, Recipe.STANDARD, RewardUnit.FRACTION),
                Optional.of(DATA_SET),
                SearchStatus.Progress.NONE,
                Optional.of(0.5),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Instant.EPOCH,
                Instant.EPOCH);
    }

    private void write(Topic topic, Object message) {
        write(topic, Messages.write(message));
    }

    private ConsumerRecord<byte[], byte[]> write(Topic topic, byte[] value) {
        List<ConsumerRecord<byte[], byte[]>> records = topics.get(topic);
        ConsumerRecord<byte[], byte[]> record =
                new ConsumerRecord<>(topic.topicName(), 0, records.size(), new byte[0], value);
        records.add(record);
        return record;
    }

    /** Changes a message that is there already. */
    private void rewrite(Topic topic, int offset, UnaryOperator<ObjectNode> change) throws Exception {
        List<ConsumerRecord<byte[], byte[]>> records = topics.get(topic);
        ObjectMapper json = new ObjectMapper();
        ObjectNode message =
                change.apply((ObjectNode) json.readTree(records.get(offset).value()));
        records.set(
                offset,
                new ConsumerRecord<>(topic.topicName(), 0, offset, new byte[0], json.writeValueAsBytes(message)));
    }

    private List<Violation> broken() {
        Ledger ledger = new Ledger(
                topic -> new TopicLog.Content(topics.get(topic), true),
                topic -> Map.of(0, leaderEpoch),
                Optional.empty());
        return new Promises(ledger)
                .all().stream().flatMap(finding -> finding.broken().stream()).toList();
    }

    private void assertBroken(Topic topic, long offset, String what) {
        assertThat(broken()).singleElement().satisfies(violation -> {
            assertThat(violation.topic()).isEqualTo(topic.topicName());
            assertThat(violation.offset()).isEqualTo(offset);
            assertThat(violation.what()).contains(what);
        });
    }

    @Test
    void aWholeLogKeepsAllPromises() {
        assertThat(broken()).isEmpty();
    }

    @Test
    void aMissingRewardIsFoundOnceTheSearchIsFinished() {
        topics.get(Topic.REWARDS).remove(1);
        assertBroken(Topic.CANDIDATES, 1, "no reward");

        write(Topic.SEARCHES, status(SearchStatus.Phase.SEARCHING));
        assertThat(broken()).isEmpty();
    }

    @Test
    void aRewardSaidTwiceAlikeIsNoHarmAndOneThatContradictsItIs() throws Exception {
        write(Topic.REWARDS, topics.get(Topic.REWARDS).get(1).value());
        assertThat(broken()).isEmpty();

        rewrite(Topic.REWARDS, 2, reward -> reward.put("accuracy", 0.7));
        assertBroken(Topic.REWARDS, 2, "contradicts");
    }

    @Test
    void aRewardNobodyAskedForIsFound() throws Exception {
        write(Topic.REWARDS, topics.get(Topic.REWARDS).get(1).value());
        rewrite(Topic.REWARDS, 2, reward -> reward.put("step", 9));

        assertBroken(Topic.REWARDS, 2, "no candidate");
    }

    @Test
    void anotherAccuracyThanTheEvaluationsIsFound() throws Exception {
        rewrite(Topic.EVALUATIONS, 1, evaluation -> {
            evaluation.putArray("validationAccuracies").add(0.61);
            return evaluation;
        });

        assertBroken(Topic.REWARDS, 1, "the evaluation's is 0.61");
    }

    @Test
    void aRewardWithoutEvaluationIsFound() {
        topics.get(Topic.EVALUATIONS).remove(1);

        assertBroken(Topic.REWARDS, 1, "no evaluation");
    }

    @Test
    void aRewardThatIsNotEquation18IsFound() throws Exception {
        rewrite(Topic.REWARDS, 1, reward -> reward.put("reward", 0.1));

        assertBroken(Topic.REWARDS, 1, "Eq. 18");
    }

    @Test
    void aRewardAgainstAnotherBaselineIsFound() throws Exception {
        rewrite(Topic.REWARDS, 1, reward -> reward.put("baseline", 0.4));

        assertBroken(Topic.REWARDS, 1, "the search's is 0.5");
    }

    @Test
    void aNetworkTrainedTwiceIsFoundUnlessItsJobWasDeliveredAgain() {
        ConsumerRecord<byte[], byte[]> second =
                write(Topic.EVALUATIONS, topics.get(Topic.EVALUATIONS).get(1).value());
        assertBroken(Topic.EVALUATIONS, 2, "trained already");

        Delivery.write(second.headers(), 2);
        assertThat(broken()).isEmpty();
    }

    @Test
    void aNetworkTrainedTwiceIsFoundUnlessTheBrokerWasLostThatGaveItsJobOut() {
        write(Topic.EVALUATIONS, topics.get(Topic.EVALUATIONS).get(1).value());
        assertBroken(Topic.EVALUATIONS, 2, "trained already");

        leaderEpoch++;
        assertThat(broken()).isEmpty();

        write(Topic.EVALUATIONS, topics.get(Topic.EVALUATIONS).get(1).value());
        assertBroken(Topic.EVALUATIONS, 3, "trained already");
    }

    @Test
    void anUnreadableRecordIsLostUnlessADeadLetterHoldsIt() {
        ConsumerRecord<byte[], byte[]> garbage = write(Topic.CANDIDATES, "garbage".getBytes(StandardCharsets.UTF_8));
        assertBroken(Topic.CANDIDATES, 2, "lost");

        ConsumerRecord<byte[], byte[]> letter = write(Topic.DEAD_LETTERS, garbage.value());
        DeadLetter.describe(letter.headers(), "cache-service", "no JSON", garbage.topic(), 0, garbage.offset());
        assertThat(broken()).isEmpty();
    }
}
