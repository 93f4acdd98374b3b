package org.autoequivariant.local.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;

import org.junit.jupiter.api.Test;

class MeanIntervalTest {

    @Test
    void theIntervalIsStudents() {
        // Two values 0.1 apart: t(1 degree, 97.5 %) = 12.706, standard error 0.05.
        MeanInterval interval = MeanInterval.of(List.of(0.8, 0.9));

        assertThat(interval.mean()).isCloseTo(0.85, within(1e-12));
        assertThat(interval.halfWidth()).isCloseTo(12.706 * 0.05, within(1e-3));
    }
}
