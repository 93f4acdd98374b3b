package org.autoequivariant.local.search;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

import org.autoequivariant.contracts.SearchStatus;

/** Shows how far a search is: one line rewritten on a terminal, a line a change of phase or tenth elsewhere. */
final class ProgressLine implements Consumer<SearchStatus> {

    private static final String CLEAR = "\r\u001b[K";

    private final PrintStream out;
    private final boolean terminal;
    private final Instant start = Instant.now();
    private String lastMilestone = "";
    private int firstVisited = -1;
    private int firstRetrained = -1;
    private Instant retrainingSince;

    ProgressLine(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    @Override
    public void accept(SearchStatus status) {
        if (firstVisited < 0) {
            firstVisited = status.progress().statesVisited();
        }
        if (status.phase() == SearchStatus.Phase.RETRAINING && retrainingSince == null) {
            retrainingSince = Instant.now();
            firstRetrained = status.progress().retrained();
        }
        String line = line(status);
        if (terminal) {
            out.print(CLEAR + line);
            if (status.phase().isEnd()) {
                out.println();
            }
        } else {
            String milestone = milestone(status);
            if (!milestone.equals(lastMilestone)) {
                lastMilestone = milestone;
                out.println(line);
            }
        }
        out.flush();
    }

    private static String milestone(SearchStatus status) {
        SearchStatus.Progress progress = status.progress();
        return status.phase() + "-"
                + 10 * progress.statesVisited() / status.settings().states() + "-" + progress.retrained() / 5;
    }

    private String line(SearchStatus status) {
        SearchStatus.Progress progress = status.progress();
        String best = status.best().isEmpty()
                ? "-"
                : "%.1f %% %s"
                        .formatted(
                                100 * status.best().get(0).searchAccuracy(),
                                status.best().get(0).state());
        return switch (status.phase()) {
            case CREATED -> "waiting for the data set";
            case MEASURING_BASELINE -> "measuring the dense baseline";
            case RETRAINING ->
                "retraining %d/%d | best so far %s%s"
                        .formatted(
                                progress.retrained(),
                                progress.toRetrain(),
                                best,
                                remaining(
                                        retrainingSince,
                                        progress.retrained() - firstRetrained,
                                        progress.toRetrain() - progress.retrained()));
            default ->
                "%s: %,d/%,d states | %,d steps | %,d trained | %,d cached | ε %.2f | baseline %s | best %s%s"
                        .formatted(
                                status.phase().name().toLowerCase(java.util.Locale.ROOT),
                                progress.statesVisited(),
                                status.settings().states(),
                                progress.steps(),
                                progress.networksTrained(),
                                progress.cacheHits(),
                                progress.epsilon(),
                                status.baseline()
                                        .map(b -> "%.1f %%".formatted(100 * b))
                                        .orElse("-"),
                                best,
                                status.phase().isEnd()
                                        ? ""
                                        : remaining(
                                                start,
                                                progress.statesVisited() - firstVisited,
                                                status.settings().states() - progress.statesVisited()));
        };
    }

    private static String remaining(Instant since, int done, int left) {
        if (done <= 0) {
            return "";
        }
        Duration elapsed = Duration.between(since, Instant.now());
        long seconds = elapsed.toMillis() * left / done / 1000;
        return " | about %d:%02d left".formatted(seconds / 60, seconds % 60);
    }
}
