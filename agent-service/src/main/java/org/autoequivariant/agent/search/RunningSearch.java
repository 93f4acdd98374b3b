package org.autoequivariant.agent.search;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

import org.jboss.logging.Logger;

import org.autoequivariant.agent.stream.SearchStream;
import org.autoequivariant.contracts.Candidate;
import org.autoequivariant.contracts.Reward;
import org.autoequivariant.contracts.SearchStatus;

/** Drives one search on a thread of its own: rewards go in, candidates and statuses go out to the stream. */
final class RunningSearch {

    private static final Logger LOG = Logger.getLogger(RunningSearch.class);
    private static final Duration SHOW_EVERY = Duration.ofMillis(100);
    private static final Duration PUBLISH_EVERY = Duration.ofSeconds(1);

    /** Told where a search stands, on that search's thread. */
    interface Reports {

        /**
         * @param run who reports; it may have been stopped in the meantime
         * @param publish whether the world should know, too
         */
        void on(RunningSearch run, SearchStatus status, boolean publish);
    }

    private final ScheduledExecutorService thread;
    private final SearchStream stream;
    private final InstantSource clock;
    private final Reports reports;
    private final SearchStatus begun;

    private Search search;
    /** Until then, what is asked may be answered already. */
    private boolean rebuilt;

    private SearchStatus.Phase phase;
    private Instant shown = Instant.EPOCH;
    private Instant published = Instant.EPOCH;
    private volatile boolean stopped;

    /**
     * @param begun the search's status so far
     * @param askAgain how long to wait for a reward before asking again: no question and no answer is lost for good
     */
    RunningSearch(SearchStatus begun, SearchStream stream, InstantSource clock, Duration askAgain, Reports reports) {
        this.begun = begun;
        this.stream = stream;
        this.clock = clock;
        this.reports = reports;
        this.phase = begun.phase();
        this.thread = Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "search-" + begun.search()));
        thread.scheduleWithFixedDelay(
                guarded(() -> askAgain(askAgain)), askAgain.toMillis(), askAgain.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The status it began with. */
    SearchStatus begun() {
        return begun;
    }

    /**
     * Makes the search, replays what it was told already, and asks what is still unanswered.
     *
     * @param make makes the search, to tell what it asks; may take long and may fail: then the search fails with its
     *     message
     */
    void begin(Function<Consumer<Candidate>, Search> make, List<Reward> told) {
        execute(() -> {
            search = make.apply(this::ask);
            if (stopped) {
                search.close();
                return;
            }
            told.forEach(search::on);
            if (!told.isEmpty()) {
                LOG.infof("%s rebuilt from %d rewards", begun.search(), told.size());
            }
            rebuilt = true;
            search.pending().forEach(this::ask);
            show();
        });
    }

    void on(Reward reward) {
        execute(() -> {
            search.on(reward);
            show();
        });
    }

    private void askAgain(Duration after) {
        if (search == null) {
            return;
        }
        Instant before = clock.instant().minus(after);
        List<Candidate> overdue = search.pending().stream()
                .filter(candidate -> candidate.askedAt().isBefore(before))
                .toList();
        if (!overdue.isEmpty()) {
            LOG.infof("%s asks %d questions again", begun.search(), overdue.size());
            overdue.forEach(this::ask);
        }
    }

    private void ask(Candidate candidate) {
        if (rebuilt) {
            stream.publish(candidate);
        }
    }

    private void show() {
        Instant now = clock.instant();
        boolean changed = search.phase() != phase;
        if (changed || phase != SearchStatus.Phase.SEARCHING || !now.isBefore(shown.plus(SHOW_EVERY))) {
            phase = search.phase();
            shown = now;
            boolean publish = changed || !now.isBefore(published.plus(PUBLISH_EVERY));
            if (publish) {
                published = now;
            }
            reports.on(this, search.status(begun.startedAt()), publish);
            if (phase.isEnd()) {
                stop();
            }
        }
    }

    private void execute(Runnable task) {
        try {
            thread.execute(guarded(task));
        } catch (RejectedExecutionException e) {
            LOG.debugf("%s has ended", begun.search());
        }
    }

    private Runnable guarded(Runnable task) {
        return () -> {
            if (stopped) {
                return;
            }
            try {
                task.run();
            } catch (RuntimeException e) {
                fail(e);
            }
        };
    }

    private void fail(RuntimeException e) {
        LOG.errorf(e, "%s failed", begun.search());
        reports.on(
                this,
                new LifeCycle.Active(begun)
                        .failed(e.getMessage(), clock.instant())
                        .status(),
                true);
        stop();
    }

    /** Lets go of the search; answers that still come change nothing. */
    synchronized void stop() {
        if (stopped) {
            return;
        }
        stopped = true;
        thread.execute(() -> {
            if (search != null) {
                search.close();
            }
        });
        thread.shutdown();
    }
}
