package org.autoequivariant.cache.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.autoequivariant.cache.Samples.candidate;
import static org.autoequivariant.cache.Samples.failed;
import static org.autoequivariant.cache.Samples.trained;
import static org.autoequivariant.cache.topology.DrivenTopology.TIMEOUT;
import static org.autoequivariant.cache.topology.DrivenTopology.bytes;
import static org.autoequivariant.cache.topology.DrivenTopology.header;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.opentelemetry.sdk.trace.data.SpanData;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.autoequivariant.cache.Samples;
import org.autoequivariant.contracts.Candidate;
import org.autoequivariant.contracts.CloudEvent;
import org.autoequivariant.contracts.DataSet;
import org.autoequivariant.contracts.DeadLetter;
import org.autoequivariant.contracts.Evaluation;
import org.autoequivariant.contracts.EvaluationKey;
import org.autoequivariant.contracts.Messages;
import org.autoequivariant.contracts.Reward;
import org.autoequivariant.contracts.RewardUnit;
import org.autoequivariant.contracts.Topic;
import org.autoequivariant.contracts.TrainingJob;
import org.autoequivariant.symmetry.State;

class CacheTopologyTest {

    private static final Candidate CANDIDATE = candidate("s1", 7, 1);

    private final DrivenTopology topology = new DrivenTopology();

    @AfterEach
    void close() {
        topology.close();
    }

    @Test
    void anUnknownCandidateHasItsNetworkTrained() {
        // When
        topology.ask(CANDIDATE);

        // Then
        assertThat(topology.jobs()).containsExactly(TrainingJob.of(CANDIDATE, 1));
        assertThat(topology.rewards()).isEmpty();
        assertThat(topology.waiting()).isOne();
    }

    @Test
    void everyoneWaitingForANetworkSharesOneJobAndIsRewarded() {
        // Given
        Candidate second = candidate("s1", 8, 1);
        Candidate third = candidate("s2", 7, 1);
        List.of(CANDIDATE, second, third).forEach(topology::ask);
        Evaluation.Trained evaluation = trained(CANDIDATE, 0.9);
        topology.pass(Duration.ofSeconds(3));

        // When
        topology.tell(evaluation);

        // Then
        assertThat(topology.jobs()).hasSize(1);
        assertThat(topology.rewards())
                .containsExactlyInAnyOrder(
                        Reward.Rewarded.of(CANDIDATE, evaluation, Reward.Source.TRAINED, 3_000),
                        Reward.Rewarded.of(second, evaluation, Reward.Source.TRAINED, 3_000),
                        Reward.Rewarded.of(third, evaluation, Reward.Source.TRAINED, 3_000));
        assertThat(topology.waiting()).isZero();
    }

    @Test
    void rewardsAreKeyedBySearchAndJobsByEvaluationKey() {
        // When
        topology.ask(CANDIDATE);
        topology.tell(trained(CANDIDATE, 0.9));

        // Then
        assertThat(topology.records(Topic.TRAINING_JOBS))
                .singleElement()
                .extracting(record -> new String(record.key(), StandardCharsets.UTF_8))
                .isEqualTo(CANDIDATE.key().text());
        assertThat(topology.records(Topic.REWARDS))
                .singleElement()
                .extracting(record -> new String(record.key(), StandardCharsets.UTF_8))
                .isEqualTo("s1");
    }

    @Test
    void aTraceGoesOnFromWhatIsReadToWhatIsWritten() {
        // Given
        RecordHeaders headers = new RecordHeaders();
        headers.add("traceparent", bytes("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));
        headers.add("unrelated", bytes("x"));

        // When
        topology.send(
                Topic.CANDIDATES,
                new TestRecord<>(bytes(CANDIDATE.key().text()), Messages.write(CANDIDATE), headers, Samples.NOW));

        // Then
        assertThat(topology.records(Topic.TRAINING_JOBS)).singleElement().satisfies(record -> {
            assertThat(header(record, "traceparent")).startsWith("00-0af7651916cd43dd8448eb211c80319c");
            assertThat(record.headers().lastHeader("unrelated")).isNull();
            assertThat(header(record, CloudEvent.TYPE)).isEqualTo("org.autoequivariant.trainingjob");
            // Whoever reads the job goes on from its sending, that from reading the candidate, that from the asker.
            assertThat(topology.spans.getFinishedSpanItems())
                    .extracting(SpanData::getName, SpanData::getParentSpanId)
                    .containsExactly(
                            tuple(
                                    "send aen.training-jobs",
                                    span("process aen.candidates").getSpanId()),
                            tuple("process aen.candidates", "b7ad6b7169203331"));
            assertThat(header(record, "traceparent"))
                    .contains(span("send aen.training-jobs").getSpanId());
        });
    }

    private SpanData span(String name) {
        return topology.spans.getFinishedSpanItems().stream()
                .filter(span -> span.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aKnownCandidateIsRewardedAtOnce() {
        // Given
        Evaluation.Trained evaluation = trained(CANDIDATE, 0.9);
        topology.tell(evaluation);
        Candidate later = candidate("s2", 0, 1);

        // When
        topology.ask(later);

        // Then
        assertThat(topology.rewards()).containsExactly(Reward.Rewarded.of(later, evaluation, Reward.Source.CACHED, 0));
        assertThat(topology.jobs()).isEmpty();
    }

    @Test
    void whatOnlyTheViewKnowsIsTrained() {
        // Given
        topology.cache.put(trained(CANDIDATE, 0.7));

        // When
        topology.ask(CANDIDATE);

        // Then
        assertThat(topology.rewards()).isEmpty();
        assertThat(topology.jobs()).hasSize(1);
    }

    @Test
    void theStoreAnswersWhileTheViewIsDown() {
        // Given
        topology.cache.setDown(true);
        topology.tell(trained(CANDIDATE, 0.9));

        // When
        topology.ask(CANDIDATE);

        // Then
        assertThat(topology.rewards())
                .containsExactly(Reward.Rewarded.of(CANDIDATE, trained(CANDIDATE, 0.9), Reward.Source.CACHED, 0));
    }

    @Test
    void askingTwiceWhileWaitingIsRewardedOnce() {
        // Given
        topology.ask(CANDIDATE);
        topology.ask(CANDIDATE);

        // When
        topology.tell(trained(CANDIDATE, 0.9));

        // Then
        assertThat(topology.jobs()).hasSize(1);
        assertThat(topology.rewards()).hasSize(1);
    }

    @Test
    void askingAgainAfterTheAnswerIsAnsweredAlike() {
        // Given
        topology.tell(trained(CANDIDATE, 0.9));

        // When
        topology.ask(CANDIDATE);
        topology.ask(CANDIDATE);

        // Then
        List<Reward> rewards = topology.rewards();
        assertThat(rewards).hasSize(2);
        assertThat(rewards.get(1)).isEqualTo(rewards.get(0));
    }

    @Test
    void theFirstEvaluationOfAKeyStands() {
        // Given
        topology.ask(CANDIDATE);
        topology.tell(trained(CANDIDATE, 0.9));
        topology.rewards();

        // When
        topology.tell(trained(CANDIDATE, 0.2));

        // Then
        assertThat(topology.rewards()).isEmpty();
        assertThat(topology.stored(CANDIDATE)).isEqualTo(trained(CANDIDATE, 0.9));
        assertThat(topology.cache.find(CANDIDATE.key())).contains(trained(CANDIDATE, 0.9));
    }

    @Test
    void aFailureSkipsThoseWaitingAndIsTriedAgainWhenAskedForAgain() {
        // Given
        Candidate second = candidate("s2", 3, 1);
        topology.ask(CANDIDATE);
        topology.ask(second);

        // When
        topology.tell(failed(CANDIDATE, "no data"));

        // Then
        assertThat(topology.rewards())
                .containsExactlyInAnyOrder(
                        Reward.Skipped.of(CANDIDATE, "no data", 0), Reward.Skipped.of(second, "no data", 0));
        assertThat(topology.waiting()).isZero();

        // When
        topology.jobs();
        topology.ask(CANDIDATE);

        // Then
        assertThat(topology.jobs()).containsExactly(TrainingJob.of(CANDIDATE, 1));
    }

    @Test
    void aFailureDoesNotUndoWhatIsKnown() {
        // Given
        topology.tell(trained(CANDIDATE, 0.9));

        // When
        topology.tell(failed(CANDIDATE, "too late"));
        topology.ask(CANDIDATE);

        // Then
        assertThat(topology.rewards()).singleElement().isInstanceOf(Reward.Rewarded.class);
    }

    @Test
    void rewardsAreEquation18InTheUnitAskedFor() {
        // Given
        Candidate points = new Candidate(
                "s1",
                CANDIDATE.purpose(),
                0,
                7,
                CANDIDATE.state(),
                CANDIDATE.action(),
                CANDIDATE.nextState(),
                0.9,
                CANDIDATE.dataSet(),
                CANDIDATE.signature(),
                CANDIDATE.protocol(),
                Optional.of(0.85),
                RewardUnit.PERCENTAGE_POINT,
                Samples.NOW);
        topology.tell(trained(CANDIDATE, 0.9));

        // When
        topology.ask(points);

        // Then
        assertThat(topology.rewards()).singleElement().satisfies(reward -> assertThat(
                        ((Reward.Rewarded) reward).reward())
                .isBetween(742.0, 742.1));
    }

    @Test
    void anAskerWhoseClockIsAheadWaitsNoTime() {
        // Given
        Candidate ahead = new Candidate(
                "s1",
                CANDIDATE.purpose(),
                0,
                7,
                CANDIDATE.state(),
                CANDIDATE.action(),
                CANDIDATE.nextState(),
                0.9,
                CANDIDATE.dataSet(),
                CANDIDATE.signature(),
                CANDIDATE.protocol(),
                Optional.empty(),
                RewardUnit.FRACTION,
                Samples.NOW.plusSeconds(60));
        topology.tell(trained(CANDIDATE, 0.9));

        // When
        topology.ask(ahead);

        // Then
        assertThat(topology.rewards()).singleElement().satisfies(reward -> assertThat(reward.latencyMillis())
                .isZero());
    }

    @Test
    void aCandidateThatCannotBeReadIsADeadLetterAndTheNextIsAnswered() {
        // Given
        RecordHeaders headers = new RecordHeaders();
        headers.add("traceparent", bytes("t"));

        // When
        topology.send(Topic.CANDIDATES, new TestRecord<>(bytes("k"), bytes("{\"search\":"), headers, Samples.NOW));
        topology.ask(CANDIDATE);

        // Then
        assertThat(topology.records(Topic.DEAD_LETTERS)).singleElement().satisfies(letter -> {
            assertThat(letter.key()).isEqualTo(bytes("k"));
            assertThat(letter.value()).isEqualTo(bytes("{\"search\":"));
            assertThat(header(letter, "traceparent")).isEqualTo("t");
            assertThat(header(letter, DeadLetter.REASON)).contains("not a Candidate");
            assertThat(header(letter, DeadLetter.SERVICE)).isEqualTo("cache-service");
            assertThat(header(letter, DeadLetter.TOPIC)).isEqualTo("aen.candidates");
            assertThat(header(letter, DeadLetter.PARTITION)).isEqualTo("0");
            assertThat(header(letter, DeadLetter.OFFSET)).isEqualTo("0");
        });
        assertThat(topology.jobs()).hasSize(1);
    }

    @Test
    void aCandidateUnderAnothersKeyIsADeadLetter() {
        // When
        topology.send(Topic.CANDIDATES, new TestRecord<>(bytes("a.b.c"), Messages.write(CANDIDATE)));
        topology.send(Topic.CANDIDATES, new TestRecord<>(null, Messages.write(CANDIDATE)));

        // Then
        List<TestRecord<byte[], byte[]>> letters = topology.records(Topic.DEAD_LETTERS);
        assertThat(letters).hasSize(2);
        assertThat(header(letters.get(0), DeadLetter.REASON))
                .contains("a.b.c", CANDIDATE.key().text());
        assertThat(header(letters.get(1), DeadLetter.REASON)).contains("missing");
        assertThat(topology.jobs()).isEmpty();
    }

    @Test
    void anEvaluationThatIsNotOfItsKeyIsADeadLetterAndNothingIsLearnt() {
        // Given
        Evaluation.Trained evaluation = trained(CANDIDATE, 0.9);
        Evaluation.Trained ofOtherData = new Evaluation.Trained(
                evaluation.key(),
                new DataSet(evaluation.dataSet().name(), "fedcba9876543210"),
                evaluation.state(),
                evaluation.validationAccuracies(),
                Optional.empty(),
                1_000,
                1.5,
                "cpu",
                "t",
                "v");

        // When
        topology.send(Topic.EVALUATIONS, new TestRecord<>(bytes("a.b.c"), Messages.write(evaluation)));
        topology.send(Topic.EVALUATIONS, new TestRecord<>(bytes("k"), bytes("trained")));
        topology.tell(ofOtherData);
        topology.tell(new Evaluation.Failed(new EvaluationKey("a.b.c"), "x", 1, "t"));

        // Then
        assertThat(topology.records(Topic.DEAD_LETTERS)).hasSize(4).allSatisfy(letter -> assertThat(
                        header(letter, DeadLetter.TOPIC))
                .isEqualTo("aen.evaluations"));
        assertThat(topology.stored(CANDIDATE)).isNull();
        assertThat(topology.cache.find(CANDIDATE.key())).isEmpty();
    }

    @Test
    void anEvaluationOfAnotherStatesNetworkIsADeadLetterAndNothingIsLearnt() {
        // Given
        Evaluation.Trained evaluation = trained(CANDIDATE, 0.9);
        Evaluation.Trained other = new Evaluation.Trained(
                evaluation.key(),
                evaluation.dataSet(),
                State.EMPTY,
                evaluation.validationAccuracies(),
                evaluation.test(),
                evaluation.parameters(),
                evaluation.seconds(),
                evaluation.device(),
                evaluation.trainer(),
                evaluation.codeVersion());

        // When
        topology.tell(other);

        // Then
        assertThat(topology.records(Topic.DEAD_LETTERS)).singleElement().satisfies(letter -> assertThat(
                        header(letter, DeadLetter.REASON))
                .contains("state 000000000000 is network"));
        topology.ask(CANDIDATE);
        assertThat(topology.jobs()).hasSize(1);
    }

    @Test
    void aFailureNobodyWaitsForIsADeadLetter() {
        topology.tell(failed(CANDIDATE, "no data"));

        assertThat(topology.records(Topic.DEAD_LETTERS)).singleElement().satisfies(letter -> assertThat(
                        header(letter, DeadLetter.REASON))
                .contains("nobody waits"));
    }

    @Test
    void aReasonThatQuotesMuchIsCut() {
        // When
        topology.send(
                Topic.EVALUATIONS,
                new TestRecord<>(
                        bytes("k"),
                        bytes("{\"outcome\":\"failed\",\"key\":\"" + "x".repeat(100_000)
                                + "\",\"reason\":\"r\",\"attempts\":1,\"trainer\":\"t\"}")));

        // Then
        assertThat(topology.records(Topic.DEAD_LETTERS)).singleElement().satisfies(letter -> assertThat(
                        header(letter, DeadLetter.REASON))
                .hasSizeLessThan(600));
    }

    @Test
    void aLostJobIsIssuedAgainAndAtLastGivenUp() {
        // Given
        topology.ask(CANDIDATE);
        topology.jobs();

        // When
        topology.pass(TIMEOUT.minusSeconds(15));

        // Then
        assertThat(topology.jobs()).isEmpty();

        // When
        topology.pass(Duration.ofSeconds(30));

        // Then
        assertThat(topology.jobs()).containsExactly(TrainingJob.of(CANDIDATE, 2));

        // When
        topology.pass(TIMEOUT.plusSeconds(15));

        // Then
        assertThat(topology.jobs()).containsExactly(TrainingJob.of(CANDIDATE, 3));
        assertThat(topology.rewards()).isEmpty();

        // When
        topology.pass(TIMEOUT.plusSeconds(15));

        // Then
        assertThat(topology.jobs()).isEmpty();
        assertThat(topology.rewards())
                .singleElement()
                .isInstanceOfSatisfying(Reward.Skipped.class, skipped -> assertThat(skipped.reason())
                        .contains("no trainer answered", "3 times"));
        assertThat(topology.records(Topic.DEAD_LETTERS)).singleElement().satisfies(letter -> {
            assertThat(letter.key()).isEqualTo(bytes(CANDIDATE.key().text()));
            assertThat(letter.value()).isEqualTo(Messages.write(TrainingJob.of(CANDIDATE, 3)));
            assertThat(header(letter, DeadLetter.TOPIC)).isEqualTo("aen.training-jobs");
        });
        assertThat(topology.waiting()).isZero();
    }

    @Test
    void aJobWhoseTrainersAllDiedIsIssuedAgainAtOnceAndAtLastGivenUp() {
        // Given
        topology.ask(CANDIDATE);
        topology.jobs();
        Evaluation.Lost lost = new Evaluation.Lost(CANDIDATE.key(), 5, "t");

        // When
        for (int attempt = 2; attempt <= DrivenTopology.ATTEMPTS; attempt++) {
            topology.tell(lost);
            assertThat(topology.jobs()).containsExactly(TrainingJob.of(CANDIDATE, attempt));
        }
        topology.tell(lost);

        // Then
        assertThat(topology.jobs()).isEmpty();
        assertThat(topology.rewards())
                .singleElement()
                .isInstanceOfSatisfying(Reward.Skipped.class, skipped -> assertThat(skipped.reason())
                        .contains("died", "3 times"));
        assertThat(topology.records(Topic.DEAD_LETTERS)).hasSize(1);
    }

    @Test
    void anAnswerToAReissuedJobIsAnAnswer() {
        // Given
        topology.ask(CANDIDATE);
        topology.pass(TIMEOUT.plusSeconds(15));

        // When
        topology.tell(trained(CANDIDATE, 0.9));
        topology.tell(trained(CANDIDATE, 0.9));

        // Then
        assertThat(topology.rewards()).hasSize(1);
    }

    @Test
    void aJobIsNotLostWhileEarlierOnesAreStillBeingAnswered() {
        // Given
        Candidate queued = candidate("s1", 8, 2);
        topology.ask(CANDIDATE);
        topology.pass(Duration.ofSeconds(1));
        topology.ask(queued);
        topology.jobs();

        // When
        topology.pass(TIMEOUT.minusSeconds(30));
        topology.tell(trained(CANDIDATE, 0.9));
        topology.pass(TIMEOUT.minusSeconds(30));

        // Then
        assertThat(topology.jobs()).isEmpty();

        // When
        topology.pass(Duration.ofMinutes(1));

        // Then
        assertThat(topology.jobs()).containsExactly(TrainingJob.of(queued, 2));
    }

    @Test
    void aJobThatLaterOnesOvertookIsLost() {
        // Given
        Candidate later = candidate("s1", 8, 2);
        topology.ask(CANDIDATE);
        topology.pass(Duration.ofSeconds(1));
        topology.ask(later);
        topology.pass(TIMEOUT.minusSeconds(30));
        topology.jobs();

        // When
        topology.tell(trained(later, 0.9));
        topology.pass(Duration.ofMinutes(1));

        // Then
        assertThat(topology.jobs()).containsExactly(TrainingJob.of(CANDIDATE, 2));
    }

    @Test
    void aThousandWalkersMayWaitForOneNetwork() {
        // Given
        for (int step = 0; step < 2_000; step++) {
            topology.ask(candidate("s1", step, 1));
        }

        // When
        topology.tell(trained(CANDIDATE, 0.9));

        // Then
        assertThat(topology.jobs()).hasSize(1);
        assertThat(topology.rewards())
                .extracting(Reward::step)
                .doesNotHaveDuplicates()
                .hasSize(2_000)
                .isSorted();
    }

    @Test
    void whatHappensIsCounted() {
        // When
        topology.ask(CANDIDATE);
        topology.tell(trained(CANDIDATE, 0.9));
        topology.ask(CANDIDATE);
        topology.ask(candidate("s1", 9, 2));
        topology.tell(failed(candidate("s1", 9, 2), "no data"));
        topology.send(Topic.CANDIDATES, new TestRecord<>(null, bytes("x")));

        // Then
        assertThat(count("aen.cache.candidates")).isEqualTo(4);
        assertThat(topology.registry
                        .get("aen.cache.lookups")
                        .tag("result", "hit")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(topology.registry
                        .get("aen.cache.lookups")
                        .tag("result", "miss")
                        .counter()
                        .count())
                .isEqualTo(2);
        assertThat(count("aen.cache.jobs")).isEqualTo(2);
        assertThat(count("aen.cache.dead.letters")).isEqualTo(1);
        for (String outcome : List.of("cached", "trained", "skipped")) {
            assertThat(topology.registry
                            .get("aen.cache.rewards")
                            .tag("outcome", outcome)
                            .timer()
                            .count())
                    .as(outcome)
                    .isEqualTo(1);
        }
    }

    private int count(String counter) {
        return (int) topology.registry.get(counter).counter().count();
    }
}
