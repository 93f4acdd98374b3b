package org.autoequivariant.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import org.autoequivariant.symmetry.NetworkSignature;
import org.autoequivariant.symmetry.State;
import org.autoequivariant.symmetry.Symmetry;

class MessagesTest {

    private static final DataSet DATA_SET = new DataSet(DataSetName.parse("g-mnist/011000100001"), "0123456789abcdef");
    private static final Candidate CANDIDATE = new Candidate(
            "s1",
            Purpose.STEP,
            0,
            7,
            State.EMPTY,
            Optional.of(Symmetry.HORIZONTAL_FLIP),
            State.parse("010000000000"),
            0.9,
            DATA_SET,
            new NetworkSignature("d38d7afa938fa3fa"),
            Protocol.search(Recipe.STANDARD, 0),
            Optional.of(0.85),
            RewardUnit.FRACTION,
            Instant.parse("2026-01-02T03:04:05Z"));

    @Test
    void aCandidateReadsBackAndIsReadableByAPerson() throws MalformedMessage {
        byte[] json = Messages.write(CANDIDATE);

        assertThat(Messages.read(json, Candidate.class)).isEqualTo(CANDIDATE);
        assertThat(new String(json, StandardCharsets.UTF_8))
                .contains("\"action\":\"horizontal-flip\"")
                .contains("\"nextState\":\"010000000000\"")
                .contains("\"name\":\"g-mnist/011000100001@0\"")
                .contains("\"askedAt\":\"2026-01-02T03:04:05Z\"")
                .contains("\"recipe\":\"standard\"");
    }

    @Test
    void everyKindOfAnswerReadsBack() throws MalformedMessage {
        Evaluation.Trained trained = new Evaluation.Trained(
                CANDIDATE.key(),
                DATA_SET,
                CANDIDATE.nextState(),
                List.of(0.8, 0.9, 0.88),
                Optional.empty(),
                4,
                1.5,
                "cpu",
                "t",
                "v");
        Evaluation failed = new Evaluation.Failed(CANDIDATE.key(), "no data", 3, "t");
        Reward rewarded = Reward.Rewarded.of(CANDIDATE, trained, Reward.Source.TRAINED, 12);
        Reward skipped = Reward.Skipped.of(CANDIDATE, "no data", 12);
        TrainingJob job = TrainingJob.of(CANDIDATE, 1);

        assertThat(trained.accuracy()).isEqualTo(0.9);
        assertThat(Messages.read(Messages.write(trained), Evaluation.class)).isEqualTo(trained);
        assertThat(Messages.read(Messages.write(failed), Evaluation.class)).isEqualTo(failed);
        assertThat(Messages.read(Messages.write(rewarded), Reward.class)).isEqualTo(rewarded);
        assertThat(Messages.read(Messages.write(skipped), Reward.class)).isEqualTo(skipped);
        assertThat(Messages.read(Messages.write(job), TrainingJob.class)).isEqualTo(job);
    }

    @Test
    void rewardsAreEquation18() {
        assertThat(RewardUnit.PERCENTAGE_POINT.reward(0.90, 0.85)).isBetween(742.0, 742.1);
        assertThat(RewardUnit.FRACTION.reward(0.80, 0.85))
                .isEqualTo(-0.05 * Math.exp(0.05), org.assertj.core.api.Assertions.within(1e-12));
        assertThat(RewardUnit.FRACTION.reward(0.85, 0.85)).isZero();
    }

    @Test
    void unknownFieldsAreIgnored() throws MalformedMessage {
        String json = new String(Messages.write(CANDIDATE), StandardCharsets.UTF_8).replaceFirst("\\{", "{\"new\":1,");

        assertThat(Messages.read(json.getBytes(StandardCharsets.UTF_8), Candidate.class))
                .isEqualTo(CANDIDATE);
    }

    @Test
    void aMissingFieldIsNamed() {
        assertThatThrownBy(() -> Messages.read(without("\"step\":7,"), Candidate.class))
                .isInstanceOf(MalformedMessage.class)
                .hasMessageContaining("step");
        assertThatThrownBy(() -> Messages.read(without("\"nextState\":\"010000000000\","), Candidate.class))
                .hasMessageContaining("nextState is missing");
    }

    @Test
    void aWrongValueIsExplained() {
        String json = new String(Messages.write(CANDIDATE), StandardCharsets.UTF_8).replace("010000000000", "0100");

        assertThatThrownBy(() -> Messages.read(json.getBytes(StandardCharsets.UTF_8), Candidate.class))
                .isInstanceOf(MalformedMessage.class)
                .hasMessageContaining("12 characters");
        assertThatThrownBy(() -> Messages.read("{".getBytes(StandardCharsets.UTF_8), Candidate.class))
                .isInstanceOf(MalformedMessage.class);
        assertThatThrownBy(() -> Messages.read(null, Candidate.class)).isInstanceOf(MalformedMessage.class);
    }

    @Test
    void aJobWhoseKeyIsNotItsContentsIsRefused() {
        String json = new String(Messages.write(TrainingJob.of(CANDIDATE, 1)), StandardCharsets.UTF_8)
                .replace("\"epochs\":4", "\"epochs\":5");

        assertThatThrownBy(() -> Messages.read(json.getBytes(StandardCharsets.UTF_8), TrainingJob.class))
                .isInstanceOf(MalformedMessage.class)
                .hasMessageContaining("-e5-");
    }

    private static byte[] without(String field) {
        String json = new String(Messages.write(CANDIDATE), StandardCharsets.UTF_8);
        assertThat(json).contains(field);
        return json.replace(field, "").getBytes(StandardCharsets.UTF_8);
    }
}
