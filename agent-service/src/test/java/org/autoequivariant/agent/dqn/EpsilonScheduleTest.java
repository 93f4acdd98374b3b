package org.autoequivariant.agent.dqn;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EpsilonScheduleTest {

    @ParameterizedTest(name = "from {0} states to {1}: ε = {2}")
    @CsvSource({
        "0,199,1.0",
        "200,299,0.9",
        "300,399,0.8",
        "400,499,0.7",
        "500,599,0.6",
        "600,699,0.5",
        "700,799,0.4",
        "800,849,0.3",
        "850,899,0.2",
        "900,949,0.1",
        "950,999,0.05",
        "1000,1199,0.01",
        "1200,4096,0.01"
    })
    void isTable1(int first, int last, double epsilon) {
        for (int visited = first; visited <= last; visited++) {
            assertThat(EpsilonSchedule.epsilon(visited)).isEqualTo(epsilon);
        }
    }
}
