package org.autoequivariant.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SoftmaxLossTest {

    @Test
    void lossIsTheMeanNegativeLogLikelihood() {
        // Given outputs that mean probabilities ¼, ¾ and ½, ½
        float[] outputs = {0, 1_000, (float) Math.log(3), 1_000};

        // When
        double loss = SoftmaxLoss.toGradient(outputs, 2, new int[] {9, 1, 0}, 1);

        // Then
        assertThat(loss).isCloseTo((Math.log(4.0 / 3) + Math.log(2)) / 2, within(1e-6));
        assertThat(outputs).containsExactly(new float[] {0.125f, -0.25f, -0.125f, 0.25f}, within(1e-6f));
    }

    @Test
    void outputsThatOverflowedGiveALossThatIsNotFinite() {
        assertThat(SoftmaxLoss.toGradient(new float[] {Float.POSITIVE_INFINITY, 0}, 2, new int[] {1}, 0))
                .isNaN();
        assertThat(SoftmaxLoss.toGradient(new float[] {Float.NaN, 0}, 2, new int[] {0}, 0))
                .isNaN();
    }
}
