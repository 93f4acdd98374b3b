package org.autoequivariant.agent.search;

import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import org.jboss.logging.Logger;

import org.autoequivariant.agent.stream.RewardFeed;
import org.autoequivariant.agent.stream.SearchStream;
import org.autoequivariant.contracts.DataSet;
import org.autoequivariant.contracts.DataSetName;
import org.autoequivariant.contracts.EvaluationKey;
import org.autoequivariant.contracts.Purpose;
import org.autoequivariant.contracts.Reward;
import org.autoequivariant.contracts.SearchSettings;
import org.autoequivariant.contracts.SearchStatus;
import org.autoequivariant.symmetry.DistinctNetworks;

/** All searches there are: those that run, and those that ended or wait to be resumed. */
public final class Searches implements RewardFeed.Listener {

    private static final Logger LOG = Logger.getLogger(Searches.class);
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    private record Request(Purpose purpose, int step, EvaluationKey key) {}

    /** One search: its latest status, every reward it was given, and who drives it, if anybody does. */
    private static final class Entry {
        private final Map<Request, Reward> rewards = new LinkedHashMap<>();
        private SearchStatus status;
        private RunningSearch running;
    }

    private final SearchStream stream;
    private final Function<DataSetName, DataSet> dataSets;
    private final InstantSource clock;
    private final int most;
    private final boolean resumeAtStart;
    private final DistinctNetworks networks = new DistinctNetworks();
    private final Map<String, Entry> entries = new ConcurrentHashMap<>();
    private final Instant began;
    private volatile boolean ready;

    /**
     * @param dataSets finds the exact data set of a name; may wait long
     * @param most searches that may run at once
     * @param resumeAtStart whether interrupted searches go on by themselves
     */
    public Searches(
            SearchStream stream,
            Function<DataSetName, DataSet> dataSets,
            InstantSource clock,
            int most,
            boolean resumeAtStart) {
        this.stream = stream;
        this.dataSets = dataSets;
        this.clock = clock;
        this.most = most;
        this.resumeAtStart = resumeAtStart;
        this.began = clock.instant();
    }

    /** Whether all that was kept has been read. */
    public boolean isReady() {
        return ready;
    }

    /**
     * Starts a search.
     *
     * @param wanted the id; one is made if empty
     * @throws SearchRefused if too many run, the id is taken, or what was kept is still being read
     */
    public synchronized SearchStatus start(Optional<String> wanted, SearchSettings settings) {
        requireReady();
        requireRoom();
        String id = wanted.orElseGet(() -> freshId(settings.dataSet()));
        Entry entry = entries.computeIfAbsent(id, absent -> new Entry());
        synchronized (entry) {
            // Rewards without a status are a search's whose status was lost: its id would mix two searches.
            if (entry.status != null || !entry.rewards.isEmpty()) {
                throw new SearchRefused.Conflict("there is a search " + id + " already");
            }
            entry.status = Statuses.created(id, settings, clock.instant());
            stream.publish(entry.status);
            run(entry);
            return entry.status;
        }
    }

    private String freshId(DataSetName dataSet) {
        String stem = dataSet.family().label() + "-" + dataSet.augmentation() + "-" + STAMP.format(clock.instant());
        String id = stem;
        for (int i = 2; entries.containsKey(id); i++) {
            id = stem + "-" + i;
        }
        return id;
    }

    private void requireReady() {
        if (!ready) {
            throw new SearchRefused.NotReady();
        }
    }

    private void requireRoom() {
        long running = entries.values().stream().filter(Searches::isRunning).count();
        if (running >= most) {
            throw new SearchRefused.TooMany(most);
        }
    }

    private static boolean isRunning(Entry entry) {
        synchronized (entry) {
            return entry.running != null;
        }
    }

    private void run(Entry entry) {
        SearchStatus begun = entry.status;
        entry.running =
                new RunningSearch(begun, stream, clock, (run, status, publish) -> show(entry, run, status, publish));
        entry.running.begin(
                () -> new Search(
                        begun.search(),
                        begun.settings(),
                        dataSets.apply(begun.settings().dataSet()),
                        networks,
                        clock),
                List.copyOf(entry.rewards.values()));
    }

    private void show(Entry entry, RunningSearch run, SearchStatus status, boolean publish) {
        synchronized (entry) {
            if (entry.running != run) {
                // Cancelled in the meantime: that stands, and nobody must read otherwise.
                return;
            }
            entry.status = status;
            if (publish) {
                stream.publish(status);
            }
            if (status.phase().isEnd()) {
                entry.running = null;
            }
        }
    }

    /** All searches, the newest first. */
    public List<SearchStatus> list() {
        return entries.values().stream()
                .map(Searches::status)
                .filter(Objects::nonNull)
                .sorted(Comparator.comparing(SearchStatus::startedAt).reversed())
                .toList();
    }

    private static SearchStatus status(Entry entry) {
        synchronized (entry) {
            return entry.status;
        }
    }

    /** @throws SearchRefused if there is no such search */
    public SearchStatus read(String id) {
        return status(entry(id));
    }

    /**
     * All rewards a search was given, in order.
     *
     * @throws SearchRefused if there is no such search
     */
    public List<Reward> rewards(String id) {
        Entry entry = entry(id);
        synchronized (entry) {
            return List.copyOf(entry.rewards.values());
        }
    }

    /**
     * Stops a running search; it can be resumed.
     *
     * @throws SearchRefused if there is no such search or it does not run
     */
    public SearchStatus cancel(String id) {
        requireReady();
        Entry entry = entry(id);
        synchronized (entry) {
            if (entry.status.phase().isEnd()) {
                throw new SearchRefused.Conflict(id + " is " + name(entry.status) + " already");
            }
            if (entry.running != null) {
                entry.running.stop();
                entry.running = null;
            }
            entry.status = Statuses.cancelled(entry.status, clock.instant());
            stream.publish(entry.status);
            return entry.status;
        }
    }

    /**
     * Goes on with a search that was cancelled or interrupted, where it was.
     *
     * @throws SearchRefused if there is no such search, it runs, it is finished, or too many run
     */
    public synchronized SearchStatus resume(String id) {
        requireReady();
        Entry entry = entry(id);
        requireRoom();
        synchronized (entry) {
            if (entry.running != null) {
                throw new SearchRefused.Conflict(id + " is running");
            }
            if (entry.status.phase() == SearchStatus.Phase.FINISHED) {
                throw new SearchRefused.Conflict(id + " is finished; start another search");
            }
            entry.status = Statuses.resumed(entry.status, clock.instant());
            run(entry);
            return entry.status;
        }
    }

    private static String name(SearchStatus status) {
        return status.phase().name().toLowerCase(Locale.ROOT);
    }

    private Entry entry(String id) {
        Entry entry = entries.get(id);
        if (entry == null || status(entry) == null) {
            throw new SearchRefused.Unknown(id);
        }
        return entry;
    }

    @Override
    public void on(Reward reward) {
        Entry entry = entries.computeIfAbsent(reward.search(), id -> new Entry());
        synchronized (entry) {
            Request request = new Request(reward.purpose(), reward.step(), reward.key());
            boolean first = entry.rewards.putIfAbsent(request, reward) == null;
            if (first && entry.running != null) {
                entry.running.on(reward);
            }
        }
    }

    @Override
    public void on(SearchStatus status) {
        Entry entry = entries.computeIfAbsent(status.search(), id -> new Entry());
        synchronized (entry) {
            boolean newer = entry.status == null || status.updatedAt().isAfter(entry.status.updatedAt());
            if (entry.running != null || !newer) {
                return;
            }
            entry.status = status;
        }
        // A broker that has just started may show the end of its log late.
        if (ready && status.updatedAt().isBefore(began)) {
            resumeInterrupted(status);
        }
    }

    @Override
    public void onCaughtUp() {
        ready = true;
        list().forEach(this::resumeInterrupted);
    }

    private void resumeInterrupted(SearchStatus status) {
        if (!resumeAtStart || status.phase().isEnd()) {
            return;
        }
        LOG.infof("%s was interrupted while %s, going on", status.search(), name(status));
        try {
            resume(status.search());
        } catch (SearchRefused e) {
            LOG.warnf("%s waits to be resumed: %s", status.search(), e.getMessage());
        }
    }
}
