package org.autoequivariant.agent.search;

import java.time.Duration;
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
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import org.jboss.logging.Logger;

import org.autoequivariant.agent.stream.Ownership;
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

/**
 * All searches there are. Every agent knows all of them; each drives those it owns: the searches of its partitions of
 * {@code aen.searches}. What is asked of one agent reaches the owner through that topic.
 */
public final class Searches implements RewardFeed.Listener, Ownership.Listener {

    private static final Logger LOG = Logger.getLogger(Searches.class);
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    /**
     * How searches are let run.
     *
     * @param most searches that may be active at once
     * @param resumeSince those last heard of before this do not go on by themselves
     * @param askAgain how long to wait for a reward before asking again
     */
    public record Policy(int most, Instant resumeSince, Duration askAgain) {}

    private record Request(Purpose purpose, int step, EvaluationKey key) {}

    /** One search: its latest status, every reward it was given, and who drives it, if it is driven here. */
    private static final class Entry {
        private final Map<Request, Reward> rewards = new LinkedHashMap<>();
        private SearchStatus status;
        /** Of {@code aen.searches}; unknown until the topic tells. */
        private OptionalInt partition = OptionalInt.empty();

        private RunningSearch running;
    }

    private final SearchStream stream;
    private final Function<DataSetName, DataSet> dataSets;
    private final InstantSource clock;
    private final Policy policy;
    private final DistinctNetworks networks = new DistinctNetworks();
    private final Map<String, Entry> entries = new ConcurrentHashMap<>();
    private final Set<Integer> owned = ConcurrentHashMap.newKeySet();
    private final Set<String> driven = ConcurrentHashMap.newKeySet();
    private volatile Runnable onDriven = () -> {};
    private volatile boolean ready;

    /** @param dataSets finds the exact data set of a name; may wait long */
    public Searches(SearchStream stream, Function<DataSetName, DataSet> dataSets, InstantSource clock, Policy policy) {
        this.stream = stream;
        this.dataSets = dataSets;
        this.clock = clock;
        this.policy = policy;
    }

    /** Ids of the searches this agent drives at the moment. */
    public Set<String> driven() {
        return Set.copyOf(driven);
    }

    /** @param then called whenever {@link #driven} has changed, by any thread */
    public void onDriven(Runnable then) {
        onDriven = then;
    }

    private void drive(Entry entry, RunningSearch run) {
        entry.running = run;
        driven.add(entry.status.search());
        onDriven.run();
    }

    private void driveNoMore(Entry entry) {
        entry.running = null;
        driven.remove(entry.status.search());
        onDriven.run();
    }

    /** Whether all that was kept has been read. */
    public boolean isReady() {
        return ready;
    }

    /**
     * Starts a search.
     *
     * @param wanted the id; one is made if empty
     * @throws SearchRefused if too many are active, the id is taken, or what was kept is still being read
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
            return publish(entry, LifeCycle.created(id, settings, clock.instant()));
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
        long active = entries.values().stream().filter(this::isActive).count();
        if (active >= policy.most()) {
            throw new SearchRefused.TooMany(policy.most());
        }
    }

    private boolean isActive(Entry entry) {
        synchronized (entry) {
            return entry.running != null || entry.status != null && goesOn(entry.status);
        }
    }

    /** Whether a search is to be driven by its owner, without anybody asking for it. */
    private boolean goesOn(SearchStatus status) {
        return LifeCycle.of(status) instanceof LifeCycle.Active
                && !status.updatedAt().isBefore(policy.resumeSince());
    }

    private SearchStatus publish(Entry entry, LifeCycle next) {
        entry.status = next.status();
        stream.publish(entry.status);
        return entry.status;
    }

    /** Later than what is known of a search, even if an agent whose clock is ahead wrote that. */
    private Instant after(SearchStatus status) {
        Instant now = clock.instant();
        Instant next = status.updatedAt().plusMillis(1);
        return now.isAfter(next) ? now : next;
    }

    private void driveIfOurs(Entry entry) {
        if (!ready
                || entry.running != null
                || entry.status == null
                || !goesOn(entry.status)
                || entry.partition.isEmpty()
                || !owned.contains(entry.partition.getAsInt())) {
            return;
        }
        SearchStatus begun = entry.status;
        drive(
                entry,
                new RunningSearch(
                        begun,
                        stream,
                        clock,
                        policy.askAgain(),
                        (run, status, publish) -> show(entry, run, status, publish)));
        entry.running.begin(
                asked -> new Search(
                        begun.search(),
                        begun.settings(),
                        dataSets.apply(begun.settings().dataSet()),
                        networks,
                        clock,
                        asked),
                List.copyOf(entry.rewards.values()));
    }

    private void show(Entry entry, RunningSearch run, SearchStatus status, boolean publish) {
        synchronized (entry) {
            if (entry.running != run) {
                // Cancelled or given to another agent in the meantime: that stands, and nobody must read otherwise.
                return;
            }
            entry.status = status;
            if (publish) {
                stream.publish(status);
            }
            if (status.phase().isEnd()) {
                driveNoMore(entry);
            }
        }
    }

    /**
     * All searches, the newest first.
     *
     * @throws SearchRefused if what was kept is still being read
     */
    public List<SearchStatus> list() {
        requireReady();
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

    /** @throws SearchRefused if there is no such search, or what was kept is still being read */
    public SearchStatus read(String id) {
        return status(entry(id));
    }

    /**
     * All rewards a search was given, in order.
     *
     * @throws SearchRefused if there is no such search, or what was kept is still being read
     */
    public List<Reward> rewards(String id) {
        Entry entry = entry(id);
        synchronized (entry) {
            return List.copyOf(entry.rewards.values());
        }
    }

    /**
     * Stops an active search; it can be resumed.
     *
     * @throws SearchRefused if there is no such search or it has ended
     */
    public SearchStatus cancel(String id) {
        Entry entry = entry(id);
        synchronized (entry) {
            if (!(LifeCycle.of(entry.status) instanceof LifeCycle.Active active)) {
                throw new SearchRefused.Conflict(id + " is " + name(entry.status) + " already");
            }
            letGo(entry);
            return publish(entry, active.cancelled(after(entry.status)));
        }
    }

    private void letGo(Entry entry) {
        if (entry.running != null) {
            entry.running.stop();
            driveNoMore(entry);
        }
    }

    /**
     * Goes on with a search that was cancelled, failed or interrupted, where it was.
     *
     * @throws SearchRefused if there is no such search, it runs, it is finished, or too many are active
     */
    public synchronized SearchStatus resume(String id) {
        Entry entry = entry(id);
        synchronized (entry) {
            LifeCycle now = LifeCycle.of(entry.status);
            if (isActive(entry)) {
                throw new SearchRefused.Conflict(id + " is running");
            }
            requireRoom();
            Instant at = after(entry.status);
            if (now instanceof LifeCycle.Active interrupted) {
                return publish(entry, interrupted.resumed(at));
            } else if (now instanceof LifeCycle.Cancelled cancelled) {
                return publish(entry, cancelled.resumed(at));
            } else if (now instanceof LifeCycle.Failed failed) {
                return publish(entry, failed.resumed(at));
            }
            throw new SearchRefused.Conflict(id + " is finished; extend it by more states, or start another search");
        }
    }

    /**
     * Goes on with a finished search to more states.
     *
     * @param states how many more
     * @param steps how many more it may take
     * @throws SearchRefused if there is no such search, it is not finished, or too many are active
     * @throws IllegalArgumentException if that makes it too long
     */
    public synchronized SearchStatus extend(String id, int states, int steps) {
        Entry entry = entry(id);
        synchronized (entry) {
            if (!(LifeCycle.of(entry.status) instanceof LifeCycle.Finished finished)) {
                throw new SearchRefused.Conflict(
                        id + " is " + name(entry.status) + ", only finished ones are extended");
            }
            requireRoom();
            SearchSettings further = entry.status.settings().extended(states, steps);
            return publish(entry, finished.extended(further, after(entry.status)));
        }
    }

    private static String name(SearchStatus status) {
        return status.phase().name().toLowerCase(Locale.ROOT);
    }

    /** What is known of a search while what was kept is still being read may be its past, such as an earlier end. */
    private Entry entry(String id) {
        requireReady();
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
            entry.rewards.putIfAbsent(new Request(reward.purpose(), reward.step(), reward.key()), reward);
            if (entry.running != null) {
                // Even if it was given before: an extended search may ask what it asked in its first life.
                entry.running.on(reward);
            }
        }
    }

    @Override
    public void on(SearchStatus status, int partition) {
        Entry entry = entries.computeIfAbsent(status.search(), id -> new Entry());
        synchronized (entry) {
            entry.partition = OptionalInt.of(partition);
            if (entry.running != null) {
                boolean cancelledElsewhere = status.phase() == SearchStatus.Phase.CANCELLED
                        && status.updatedAt().isAfter(entry.running.begun().updatedAt());
                if (cancelledElsewhere) {
                    letGo(entry);
                    // Once more, for it may stand in the topic before what was reported here in the meantime.
                    publish(entry, new LifeCycle.Active(entry.status).cancelled(after(status)));
                }
                return;
            }
            if (entry.status == null || !status.updatedAt().isBefore(entry.status.updatedAt())) {
                entry.status = status;
            }
            driveIfOurs(entry);
        }
    }

    @Override
    public void onCaughtUp() {
        ready = true;
        driveOurs();
    }

    private void driveOurs() {
        for (Entry entry : entries.values()) {
            synchronized (entry) {
                driveIfOurs(entry);
            }
        }
    }

    @Override
    public void onOwned(Set<Integer> partitions) {
        LOG.infof("owns the searches of partitions %s", partitions);
        owned.addAll(partitions);
        driveOurs();
    }

    @Override
    public void onDisowned(Set<Integer> partitions) {
        LOG.infof("owns the searches of partitions %s no longer", partitions);
        owned.removeAll(partitions);
        for (Entry entry : entries.values()) {
            synchronized (entry) {
                if (entry.partition.isPresent() && partitions.contains(entry.partition.getAsInt())) {
                    letGo(entry);
                }
            }
        }
    }
}
