package org.autoequivariant.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.autoequivariant.contracts.Protocol;
import org.autoequivariant.contracts.Recipe;
import org.autoequivariant.symmetry.State;
import org.autoequivariant.symmetry.WeightSharing;
import org.autoequivariant.trainer.Fixtures;
import org.autoequivariant.trainer.network.TiedNetwork;

class TrainingTest {

    private static final WeightSharing FLIP = WeightSharing.of(State.parse("horizontal-flip"));

    private final Training training = new Training(Fixtures.TORCH, flop -> {});

    @ParameterizedTest
    @EnumSource(Recipe.class)
    void realDigitsAreLearnt(Recipe recipe) throws InterruptedException {
        // Given batches of 48, the last of 16
        Protocol protocol = new Protocol(400, 200, 100, 6, 48, 1e-3, recipe, 0);

        // When
        Training.Result result = training.run(WeightSharing.of(State.EMPTY), protocol, Fixtures.data());

        // Then
        assertThat(result.losses()).hasSize(6);
        assertThat(result.losses().get(5)).isLessThan(result.losses().get(0) / 3);
        assertThat(result.validationAccuracies()).hasSize(6);
        assertThat(result.validationAccuracies().get(5)).isGreaterThan(0.75);
        assertThat(result.test()).hasValueSatisfying(test -> {
            assertThat(test.atBestEpoch()).isGreaterThan(0.75);
            // All test images fit into the paper's thousand here, so best is at least as good.
            assertThat(test.best()).isGreaterThanOrEqualTo(test.atBestEpoch());
        });
    }

    @Test
    void equalProtocolsGiveEqualResults() throws InterruptedException {
        Protocol protocol = new Protocol(200, 200, 100, 2, 64, 1e-3, Recipe.STANDARD, 5);

        Training.Result once = training.run(FLIP, protocol, Fixtures.data());
        Training.Result again = training.run(FLIP, protocol, Fixtures.data());
        Training.Result otherwise = training.run(FLIP, protocol.withSeed(6), Fixtures.data());

        assertThat(again).isEqualTo(once);
        assertThat(otherwise.losses()).isNotEqualTo(once.losses());
    }

    @Test
    void everyOperationOfAProductIsCounted() throws InterruptedException {
        // Given
        DoubleAdder work = new DoubleAdder();
        Training counted = new Training(Fixtures.TORCH, work::add);
        Protocol protocol = new Protocol(100, 50, 0, 2, 64, 1e-3, Recipe.STANDARD, 0);
        Training.Data data =
                new Training.Data(Fixtures.data().train(), Fixtures.data().validation(), Optional.empty());

        // When
        counted.run(WeightSharing.of(State.EMPTY), protocol, data);
        double dense = work.sumThenReset();
        counted.run(FLIP, protocol, data);
        double flip = work.sumThenReset();
        TiedNetwork stacked = TiedNetwork.of(FLIP);
        counted.runStacked(List.of(stacked, stacked), List.of(protocol, protocol), data);

        // Then a weight is multiplied forward, for its gradient and, but in the first layer, for its inputs'
        double learning = 2.0 * 784 * 400 + 3.0 * (400 * 400 + 400 * 10);
        double scoring = 784.0 * 400 + 400 * 400 + 400 * 10;
        assertThat(dense).isEqualTo(2 * 2 * (100 * learning + 50 * scoring));
        assertThat(flip).isBetween(dense / 2, dense / 1.9);
        assertThat(work.sum()).isEqualTo(2 * dense);
    }

    @Test
    void testImagesAreLeftAloneUnlessAskedFor() throws InterruptedException {
        Protocol protocol = new Protocol(64, 50, 0, 1, 64, 1e-3, Recipe.STANDARD, 0);
        Training.Data data = Fixtures.data();

        Training.Result result =
                training.run(FLIP, protocol, new Training.Data(data.train(), data.validation(), Optional.empty()));

        assertThat(result.test()).isEmpty();
    }

    /** Networks of different size, and one of them twice; with and without one that has every unit for itself. */
    @ParameterizedTest
    @ValueSource(strings = {"horizontal-flip", "vertical-translation,top-horizontal-scramble"})
    void networksTrainedTogetherComeOutAsAlone(String twice) throws InterruptedException {
        // Given
        List<WeightSharing> sharings = Stream.of(twice, "horizontal-translation", twice)
                .map(State::parse)
                .map(WeightSharing::of)
                .toList();
        Protocol protocol = new Protocol(400, 200, 100, 3, 48, 1e-3, Recipe.STANDARD, 0);
        List<Protocol> protocols = List.of(protocol, protocol.withSeed(1), protocol.withSeed(2));

        // When
        List<Training.Result> together =
                training.runStacked(sharings.stream().map(TiedNetwork::of).toList(), protocols, Fixtures.data());

        // Then
        for (int i = 0; i < sharings.size(); i++) {
            Training.Result alone = training.run(sharings.get(i), protocols.get(i), Fixtures.data());
            Training.Result stacked = together.get(i);
            assertThat(stacked.parameters()).isEqualTo(alone.parameters());
            for (int epoch = 0; epoch < 3; epoch++) {
                assertThat(stacked.losses().get(epoch)).isCloseTo(alone.losses().get(epoch), within(2e-3));
                assertThat(stacked.validationAccuracies().get(epoch))
                        .isCloseTo(alone.validationAccuracies().get(epoch), within(0.02));
            }
            assertThat(stacked.test().orElseThrow().atBestEpoch())
                    .isCloseTo(alone.test().orElseThrow().atBestEpoch(), within(0.04));
        }
    }

    /** PyTorch keeps for each thread whether it differentiates. */
    @Test
    void anyThreadTrainsAStack() throws Exception {
        // Given
        Protocol protocol = new Protocol(100, 50, 50, 1, 50, 1e-3, Recipe.STANDARD, 0);
        List<TiedNetwork> stack = List.of(TiedNetwork.of(FLIP));
        FutureTask<List<Training.Result>> elsewhere =
                new FutureTask<>(() -> training.runStacked(stack, List.of(protocol), Fixtures.data()));

        // When
        new Thread(elsewhere).start();

        // Then
        assertThat(elsewhere.get()).isEqualTo(training.runStacked(stack, List.of(protocol), Fixtures.data()));
    }

    @Test
    void anInterruptEndsTrainingAtOnce() {
        Protocol protocol = new Protocol(400, 200, 0, 1_000, 64, 1e-3, Recipe.STANDARD, 0);

        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> training.run(FLIP, protocol, Fixtures.data()))
                .isInstanceOf(InterruptedException.class);
    }
}
