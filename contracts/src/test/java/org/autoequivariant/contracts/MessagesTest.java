package org.autoequivariant.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.autoequivariant.contracts.Samples.CANDIDATE;
import static org.autoequivariant.contracts.Samples.FAILED;
import static org.autoequivariant.contracts.Samples.JOB;
import static org.autoequivariant.contracts.Samples.REWARDED;
import static org.autoequivariant.contracts.Samples.SKIPPED;
import static org.autoequivariant.contracts.Samples.TRAINED;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

class MessagesTest {

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
        assertThat(TRAINED.accuracy()).isEqualTo(0.9);
        assertThat(Messages.read(Messages.write(TRAINED), Evaluation.class)).isEqualTo(TRAINED);
        assertThat(Messages.read(Messages.write(FAILED), Evaluation.class)).isEqualTo(FAILED);
        assertThat(Messages.read(Messages.write(REWARDED), Reward.class)).isEqualTo(REWARDED);
        assertThat(Messages.read(Messages.write(SKIPPED), Reward.class)).isEqualTo(SKIPPED);
        assertThat(Messages.read(Messages.write(JOB), TrainingJob.class)).isEqualTo(JOB);
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
                .hasMessageContaining("step: is missing");
        assertThatThrownBy(() -> Messages.read(with("\"step\":7", "\"step\":null"), Candidate.class))
                .hasMessageContaining("step: is missing");
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
        String json = new String(Messages.write(JOB), StandardCharsets.UTF_8).replace("\"epochs\":4", "\"epochs\":5");

        assertThatThrownBy(() -> Messages.read(json.getBytes(StandardCharsets.UTF_8), TrainingJob.class))
                .isInstanceOf(MalformedMessage.class)
                .hasMessageContaining("-e5-");
    }

    private static byte[] without(String field) {
        return with(field, "");
    }

    private static byte[] with(String field, String other) {
        String json = new String(Messages.write(CANDIDATE), StandardCharsets.UTF_8);
        assertThat(json).contains(field);
        return json.replace(field, other).getBytes(StandardCharsets.UTF_8);
    }
}
