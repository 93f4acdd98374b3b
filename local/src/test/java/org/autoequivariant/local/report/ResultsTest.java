package org.autoequivariant.local.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

import javax.imageio.ImageIO;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.autoequivariant.contracts.DataSetName;
import org.autoequivariant.contracts.Evaluation;
import org.autoequivariant.contracts.EvaluationKey;
import org.autoequivariant.contracts.Messages;
import org.autoequivariant.contracts.Purpose;
import org.autoequivariant.contracts.Recipe;
import org.autoequivariant.contracts.Reward;
import org.autoequivariant.contracts.RewardUnit;
import org.autoequivariant.contracts.SearchSettings;
import org.autoequivariant.contracts.SearchStatus;
import org.autoequivariant.symmetry.NetworkSignature;
import org.autoequivariant.symmetry.State;
import org.autoequivariant.symmetry.Symmetry;

class ResultsTest {

    private static final EvaluationKey KEY = new EvaluationKey("a.b.c");

    @TempDir
    private Path folder;

    @Test
    void aFinishedSearchLeavesJsonTablesAndAPlot() throws Exception {
        // Given
        SearchStatus search = search();

        // When
        List<Reward> answeredOutOfTurn = new ArrayList<>(rewards());
        Collections.swap(answeredOutOfTurn, 199, 200);
        new Results(search, answeredOutOfTurn).write(folder);

        // Then
        assertThat(Messages.read(Files.readAllBytes(folder.resolve("search.json")), SearchStatus.class))
                .isEqualTo(search);
        assertThat(Files.readAllLines(folder.resolve("networks.csv")))
                .hasSize(3)
                .satisfies(lines -> {
                    assertThat(lines.get(0)).startsWith("rank,aen,state,symmetries,parameters");
                    assertThat(lines.get(1))
                            .startsWith("1,true,010000000000,horizontal-flip,244210,0.9,0.91,0.92,0.93");
                    assertThat(lines.get(2)).startsWith("dense,false,000000000000,none");
                });
        assertThat(Files.readAllLines(folder.resolve("rewards.csv"))).hasSize(1 + 300);
        assertThat(ImageIO.read(folder.resolve("accuracy-per-epsilon.png").toFile())
                        .getWidth())
                .isEqualTo(1000);
    }

    private static List<Reward> rewards() {
        List<Reward> rewards = new ArrayList<>();
        for (int step = 0; step < 300; step++) {
            State next = new State(step + 1);
            rewards.add(new Reward.Rewarded(
                    "s",
                    Purpose.STEP,
                    0,
                    step,
                    next.toggle(Symmetry.ROTATION),
                    Optional.of(Symmetry.ROTATION),
                    next,
                    0.8 + step / 3000.0,
                    0.85,
                    0.01,
                    step < 200 ? 1.0 : 0.9,
                    100,
                    Optional.empty(),
                    Reward.Source.CACHED,
                    KEY,
                    3));
        }
        return rewards;
    }

    private static SearchStatus search() {
        NetworkSignature signature = new NetworkSignature("0123456789abcdef");
        SearchStatus.Ranked best = new SearchStatus.Ranked(
                State.parse("010000000000"),
                signature,
                244_210,
                0.9,
                Optional.of(0.91),
                Optional.of(new Evaluation.TestAccuracy(0.92, 0.93)),
                List.of(0.92, 0.921));
        SearchStatus.Ranked dense = new SearchStatus.Ranked(
                State.EMPTY,
                signature,
                478_410,
                0.85,
                Optional.of(0.86),
                Optional.of(new Evaluation.TestAccuracy(0.87, 0.88)),
                List.of(0.87, 0.871));
        return new SearchStatus(
                "s",
                SearchStatus.Phase.FINISHED,
                new SearchSettings(
                        DataSetName.parse("g-mnist/011000100001"),
                        300,
                        10_000,
                        1,
                        1,
                        2,
                        0,
                        Recipe.STANDARD,
                        RewardUnit.FRACTION),
                Optional.empty(),
                new SearchStatus.Progress(300, 300, 10, 290, 0, 0.9, 4, 4),
                Optional.of(0.85),
                List.of(best),
                Optional.of(dense),
                Optional.empty(),
                Instant.EPOCH,
                Instant.EPOCH);
    }
}
