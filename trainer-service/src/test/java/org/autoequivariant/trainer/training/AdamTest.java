package org.autoequivariant.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class AdamTest {

    @Test
    void stepsFollowThePublishedFormulaAndClearTheGradient() {
        // Given
        float[] parameters = {1, 1, 1};
        float[][] gradients = {{0.5f, -2, 0}, {0.1f, 3, 0}, {-0.7f, 1e-3f, 1e-4f}};
        Adam adam = new Adam(3, 0.01);

        // When
        for (float[] gradient : gradients) {
            float[] given = gradient.clone();
            adam.step(parameters, given);
            assertThat(given).containsOnly(0);
        }

        // Then
        for (int i = 0; i < 3; i++) {
            double expected = 1;
            double m = 0;
            double v = 0;
            for (int t = 1; t <= 3; t++) {
                double g = gradients[t - 1][i];
                m = 0.9 * m + 0.1 * g;
                v = 0.999 * v + 0.001 * g * g;
                expected -= 0.01 * (m / (1 - Math.pow(0.9, t))) / (Math.sqrt(v / (1 - Math.pow(0.999, t))) + 1e-8);
            }
            assertThat((double) parameters[i]).isCloseTo(expected, within(1e-6));
        }
    }
}
