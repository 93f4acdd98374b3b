package org.autoequivariant.local.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;

import org.autoequivariant.contracts.Messages;
import org.autoequivariant.contracts.Purpose;
import org.autoequivariant.contracts.Reward;
import org.autoequivariant.contracts.SearchStatus;
import org.autoequivariant.local.Failure;

/**
 * What a finished search leaves behind: {@code search.json} (everything), {@code networks.csv} (the retrained
 * networks), {@code rewards.csv} (every step) and {@code accuracy-per-epsilon.png} (Figures 9 and 10).
 *
 * @param search its last status
 * @param rewards all its rewards, in order
 */
public record Results(SearchStatus search, List<Reward> rewards) {

    private static final CsvMapper CSV = Messages.configure(new CsvMapper());

    @JsonPropertyOrder({
        "rank",
        "aen",
        "state",
        "symmetries",
        "parameters",
        "searchAccuracy",
        "validationAccuracy",
        "testAccuracy",
        "testAccuracyBestEpoch1000",
        "signature"
    })
    record NetworkRow(
            String rank,
            boolean aen,
            String state,
            String symmetries,
            int parameters,
            Double searchAccuracy,
            Double validationAccuracy,
            Double testAccuracy,
            Double testAccuracyBestEpoch1000,
            String signature) {

        static NetworkRow of(String rank, boolean aen, SearchStatus.Ranked network) {
            return new NetworkRow(
                    rank,
                    aen,
                    network.state().toString(),
                    network.state().names(),
                    network.parameters(),
                    network.searchAccuracy(),
                    network.finalAccuracy().orElse(null),
                    network.test().map(t -> t.atBestEpoch()).orElse(null),
                    network.test().map(t -> t.best()).orElse(null),
                    network.signature().toString());
        }
    }

    @JsonPropertyOrder({
        "step",
        "walker",
        "state",
        "action",
        "nextState",
        "epsilon",
        "accuracy",
        "baseline",
        "reward",
        "source",
        "latencyMillis"
    })
    record StepRow(
            int step,
            int walker,
            String state,
            String action,
            String nextState,
            double epsilon,
            Double accuracy,
            Double baseline,
            Double reward,
            String source,
            long latencyMillis) {

        static StepRow of(Reward reward) {
            Reward.Rewarded rewarded = reward instanceof Reward.Rewarded r ? r : null;
            return new StepRow(
                    reward.step(),
                    reward.walker(),
                    reward.state().toString(),
                    reward.action().map(a -> a.label()).orElse(""),
                    reward.nextState().toString(),
                    reward.epsilon(),
                    rewarded == null ? null : rewarded.accuracy(),
                    rewarded == null ? null : rewarded.baseline(),
                    rewarded == null ? null : rewarded.reward(),
                    rewarded == null ? "skipped" : rewarded.source().name().toLowerCase(java.util.Locale.ROOT),
                    reward.latencyMillis());
        }
    }

    /** @throws Failure if the folder cannot be written */
    public void write(Path folder) {
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("search.json"), Messages.text(search) + System.lineSeparator());
            csv(folder.resolve("networks.csv"), NetworkRow.class, networkRows());
            csv(
                    folder.resolve("rewards.csv"),
                    StepRow.class,
                    steps().stream().map(StepRow::of).toList());
            EpsilonPlot.of(search, steps()).write(folder.resolve("accuracy-per-epsilon.png"));
        } catch (IOException e) {
            throw new Failure("cannot write the results to " + folder + ": " + e, e);
        }
    }

    private List<NetworkRow> networkRows() {
        List<NetworkRow> rows = new ArrayList<>();
        for (SearchStatus.Ranked network : search.best()) {
            int rank = rows.size() + 1;
            rows.add(NetworkRow.of(String.valueOf(rank), rank == 1, network));
        }
        search.dense().ifPresent(dense -> rows.add(NetworkRow.of("dense", false, dense)));
        return rows;
    }

    private List<Reward> steps() {
        // Walkers answer out of turn; tables and plots read in the order the steps were taken.
        return rewards.stream()
                .filter(reward -> reward.purpose() == Purpose.STEP)
                .sorted(Comparator.comparingInt(Reward::step))
                .toList();
    }

    private static <T> void csv(Path file, Class<T> row, List<T> rows) throws IOException {
        CSV.writer(CSV.schemaFor(row).withHeader()).writeValue(file.toFile(), rows);
    }
}
