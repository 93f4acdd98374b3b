package org.autoequivariant.agent.dqn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;

import ai.djl.ndarray.NDManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.autoequivariant.symmetry.State;
import org.autoequivariant.symmetry.Symmetry;

class QNetworkTest {

    private static final List<State> STATES =
            List.of(State.EMPTY, State.parse("010000000000"), State.parse("011000100001"), State.EMPTY);
    private static final List<Symmetry> ACTIONS = List.of(
            Symmetry.ROTATION, Symmetry.VERTICAL_FLIP, Symmetry.HORIZONTAL_FLIP, Symmetry.BOTTOM_HORIZONTAL_SCRAMBLE);
    private static final float[] TARGETS = {0.5f, -0.25f, 3f, 0.1f};

    private NDManager manager;

    @BeforeEach
    void open() {
        manager = NDManager.newBaseManager();
    }

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void fittingBringsTheValuesOfTheActionsTakenToTheirTargets() {
        QNetwork network = new QNetwork(manager, 1, 1e-3);
        double before = network.fit(STATES, ACTIONS, TARGETS);

        for (int i = 0; i < 300; i++) {
            network.fit(STATES, ACTIONS, TARGETS);
        }

        assertThat(before).isGreaterThan(0.3);
        for (int i = 0; i < TARGETS.length; i++) {
            assertThat(network.values(STATES.get(i))[ACTIONS.get(i).ordinal()]).isCloseTo(TARGETS[i], within(0.02f));
        }
    }

    @Test
    void theFirstAdamStepMovesEveryValueAgainstItsGradientByAboutTheLearningRate() {
        // Adam's first step is the learning rate times the gradient's sign, so one repeated target must pull its value.
        QNetwork network = new QNetwork(manager, 1, 1e-4);
        float before = network.values(State.EMPTY)[0];

        network.fit(List.of(State.EMPTY), List.of(Symmetry.ROTATION), new float[] {before + 1});

        float after = network.values(State.EMPTY)[0];
        assertThat(after).isGreaterThan(before).isLessThan(before + 0.2f);
    }

    @Test
    void aCopyGivesTheSameValuesUntilTheOriginalLearnsOn() {
        QNetwork original = new QNetwork(manager, 1, 1e-3);
        QNetwork copy = new QNetwork(manager, 2, 1e-3);

        copy.copyFrom(original);
        assertThat(copy.values(STATES.get(2))).isEqualTo(original.values(STATES.get(2)));

        original.fit(STATES, ACTIONS, TARGETS);
        assertThat(copy.values(STATES.get(2))).isNotEqualTo(original.values(STATES.get(2)));
    }

    @Test
    void aSeedMakesTheSameNetwork() {
        assertThat(new QNetwork(manager, 7, 1e-3).values(STATES.get(1)))
                .isEqualTo(new QNetwork(manager, 7, 1e-3).values(STATES.get(1)));
    }
}
