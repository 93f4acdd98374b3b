package org.autoequivariant.agent.search;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import org.autoequivariant.agent.dqn.Dqn;
import org.autoequivariant.agent.dqn.EpsilonSchedule;
import org.autoequivariant.agent.dqn.Transition;
import org.autoequivariant.contracts.Candidate;
import org.autoequivariant.contracts.DataSet;
import org.autoequivariant.contracts.EvaluationKey;
import org.autoequivariant.contracts.Protocol;
import org.autoequivariant.contracts.Purpose;
import org.autoequivariant.contracts.Reward;
import org.autoequivariant.contracts.SearchSettings;
import org.autoequivariant.contracts.SearchStatus;
import org.autoequivariant.symmetry.DistinctNetworks;
import org.autoequivariant.symmetry.NetworkSignature;
import org.autoequivariant.symmetry.State;
import org.autoequivariant.symmetry.Symmetry;

/**
 * One search: rewards in, candidates out. It neither sends nor waits, so its rewards replayed in order rebuild it
 * exactly; what it has asked and not been told is {@link #pending}. Not thread-safe.
 *
 * <p>Steps count in the order they were asked, whatever order their rewards come in: with any number of walkers the
 * same seed searches the same way.
 *
 * <p>A network has one accuracy, so a step to one the search has met is learnt from at once and the walker goes on; its
 * reward, when it comes, confirms what is known. So a search waits for trainers only, not for the stream.
 *
 * <p>A state counts as visited when a step towards it is published, so that walkers in flight cannot overshoot.
 */
public final class Search implements AutoCloseable {

    /** Steps of an episode; then the walker is back at no symmetry. */
    private static final int EPISODE = 100;

    /** Steps a walker may be ahead of their rewards, on average of all walkers, where it knows them beforehand. */
    static final int AHEAD = 32;

    /** Names a request within its search. */
    private record Request(Purpose purpose, int step) {}

    private static final class Walker {
        private State state = State.EMPTY;
        private int stepsInEpisode;
    }

    private final String id;
    private final SearchSettings settings;
    private final DataSet dataSet;
    private final DistinctNetworks networks;
    private final InstantSource clock;
    private final Consumer<Candidate> asked;
    private final Dqn dqn;
    private final Ranking ranking = new Ranking();
    private final Map<Request, Candidate> pending = new LinkedHashMap<>();
    /** Steps that are not learnt from yet, by number, and the rewards that came for them. */
    private final Map<Integer, Candidate> unlearnt = new HashMap<>();

    private final Map<Integer, Reward> early = new HashMap<>();

    private final Set<State> visited = new HashSet<>();
    private final Set<State> rewarded = new HashSet<>();
    private final Map<Integer, Walker> walkers = new HashMap<>();
    private final NetworkSignature dense;

    private Stage stage = new Stage.MeasuringBaseline();
    private Optional<Double> baseline = Optional.empty();
    private Optional<Reward> finalBaseline = Optional.empty();
    private int stepsAsked;
    private int stepsAnswered;
    private int stepsLearnt;
    private final Set<EvaluationKey> trained = new HashSet<>();
    private int cached;
    private int skipped;
    private int finalsAnswered;
    private int finalsAsked;
    private final List<Repetition> repetitions = new ArrayList<>();

    private record Repetition(NetworkSignature signature, State state, long seed) {}

    /**
     * A search that has asked for its baseline and nothing else yet.
     *
     * @param asked told of each candidate when it is asked for
     */
    public Search(
            String id,
            SearchSettings settings,
            DataSet dataSet,
            DistinctNetworks networks,
            InstantSource clock,
            Consumer<Candidate> asked) {
        this.id = id;
        this.settings = settings;
        this.dataSet = dataSet;
        this.networks = networks;
        this.clock = clock;
        this.asked = asked;
        this.dqn = new Dqn(settings.seed());
        this.dense = networks.of(State.EMPTY).signature();
        for (int walker = 0; walker < settings.walkers(); walker++) {
            walkers.put(walker, new Walker());
        }
        ask(Purpose.BASELINE, 0, 0, State.EMPTY, Optional.empty(), State.EMPTY, 0, searchProtocol(), Optional.empty());
    }

    private Protocol searchProtocol() {
        return Protocol.search(settings.recipe(), 0);
    }

    private Protocol finalProtocol(long seed) {
        return Protocol.full(settings.recipe(), seed);
    }

    /** What was asked and not answered, in the order it was asked. */
    public List<Candidate> pending() {
        return List.copyOf(pending.values());
    }

    /** Takes an answer and asks what is next; an answer that is not waited for changes nothing. */
    public void on(Reward reward) {
        Request request = new Request(reward.purpose(), reward.step());
        Candidate candidate = pending.get(request);
        if (candidate == null || !candidate.key().equals(reward.key())) {
            return;
        }
        pending.remove(request);
        count(reward);
        switch (reward.purpose()) {
            case BASELINE -> onBaseline(reward);
            case STEP -> onStep(reward);
            case FINAL_BASELINE -> onFinalBaseline(reward);
            case RETRAIN -> onRetrain(candidate, reward);
            case REPEAT -> onRepeat(reward);
        }
    }

    private void count(Reward reward) {
        if (reward instanceof Reward.Rewarded rewardedOne) {
            boolean trainedForIt = rewardedOne.source() == Reward.Source.TRAINED && trained.add(reward.key());
            if (!trainedForIt) {
                cached++;
            }
        } else {
            skipped++;
        }
    }

    private void onBaseline(Reward reward) {
        if (!(stage instanceof Stage.MeasuringBaseline measuring)) {
            return;
        }
        if (reward instanceof Reward.Rewarded measured) {
            stage = measuring.measured(measured.accuracy());
            baseline = Optional.of(measured.accuracy());
            ranking.meet(dense, measured);
            walkers.keySet().forEach(this::step);
        } else if (reward instanceof Reward.Skipped lost) {
            stage = measuring.skipped(lost.reason());
        }
    }

    private void onStep(Reward reward) {
        stepsAnswered++;
        if (unlearnt.containsKey(reward.step())) {
            early.put(reward.step(), reward);
        }
        boolean learnt = true;
        while (learnt && stepsPending() < AHEAD * settings.walkers()) {
            learnt = learnNext();
        }
        if (stage instanceof Stage.Searching searching && isExhausted() && stepsPending() == 0) {
            stage = searching.exhausted();
            finalBaseline.ifPresent(this::retrain);
        }
    }

    private int stepsPending() {
        return stepsAsked - stepsAnswered;
    }

    /**
     * Learns from the first step that is not learnt from, and takes the walker's next.
     *
     * @return false if there is none, or its reward must be waited for
     */
    private boolean learnNext() {
        Candidate step = unlearnt.get(stepsLearnt);
        if (step == null) {
            return false;
        }
        Reward reward = early.remove(stepsLearnt);
        if (reward instanceof Reward.Rewarded measured) {
            ranking.meet(step.signature(), measured);
        }
        OptionalDouble accuracy = ranking.searchAccuracy(step.signature());
        if (reward == null && accuracy.isEmpty()) {
            return false;
        }
        unlearnt.remove(stepsLearnt);
        stepsLearnt++;
        boolean first = rewarded.add(step.nextState());
        if (accuracy.isPresent()) {
            double worth = settings.rewardUnit()
                    .reward(accuracy.getAsDouble(), step.baseline().orElseThrow());
            dqn.observe(new Transition(step.state(), step.action().orElseThrow(), step.nextState(), worth), first);
        }
        step(step.walker());
        return true;
    }

    private boolean isExhausted() {
        return visited.size() >= settings.states() || stepsAsked >= settings.maxSteps();
    }

    private void step(int number) {
        if (isExhausted()) {
            return;
        }
        Walker walker = walkers.get(number);
        if (walker.stepsInEpisode == EPISODE) {
            walker.stepsInEpisode = 0;
            walker.state = State.EMPTY;
        }
        double epsilon = EpsilonSchedule.epsilon(visited.size());
        Symmetry action = dqn.act(walker.state, stepsAsked, epsilon);
        State from = walker.state;
        walker.state = from.toggle(action);
        walker.stepsInEpisode++;
        visited.add(walker.state);
        ask(
                Purpose.STEP,
                stepsAsked,
                number,
                from,
                Optional.of(action),
                walker.state,
                epsilon,
                searchProtocol(),
                baseline);
        stepsAsked++;
        askFinalBaselineInTime();
    }

    /** Not at the end: it takes longest of all, and alone would keep all trainers but one waiting. */
    private void askFinalBaselineInTime() {
        boolean nearlyExhausted =
                3 * visited.size() >= 2 * settings.states() || 3 * stepsAsked >= 2 * settings.maxSteps();
        // It is the first of the finals.
        if (nearlyExhausted && finalsAsked == 0) {
            askFinal(Purpose.FINAL_BASELINE, 0, State.EMPTY, 0, Optional.empty());
        }
    }

    private void onFinalBaseline(Reward reward) {
        finalsAnswered++;
        finalBaseline = Optional.of(reward);
        retrain(reward);
    }

    /** Asks for all finals that do not depend on which network wins, about the longest first. */
    private void retrain(Reward byFinalBaseline) {
        if (!(stage instanceof Stage.MeasuringFinalBaseline measuring)) {
            return;
        }
        if (byFinalBaseline instanceof Reward.Rewarded measured) {
            Stage.Retraining retraining = measuring.measured(measured.accuracy());
            stage = retraining;
            ranking.retrain(dense, measured);
            repeat(dense, State.EMPTY, retraining.baseline());
            List<SearchStatus.Ranked> best = ranking.best(settings.best(), dense);
            IntStream.range(0, best.size())
                    .boxed()
                    .sorted(Comparator.comparingInt(
                            (Integer rank) -> -best.get(rank).parameters()))
                    .forEach(rank -> askFinal(
                            Purpose.RETRAIN, rank, best.get(rank).state(), 0, Optional.of(retraining.baseline())));
            goOnWhenAnswered();
        } else if (byFinalBaseline instanceof Reward.Skipped lost) {
            stage = measuring.skipped(lost.reason());
        }
    }

    private void onRetrain(Candidate candidate, Reward reward) {
        finalsAnswered++;
        if (reward instanceof Reward.Rewarded measured) {
            ranking.retrain(candidate.signature(), measured);
        }
        goOnWhenAnswered();
    }

    private void goOnWhenAnswered() {
        if (stage instanceof Stage.Retraining retraining && pending.isEmpty()) {
            stage = retraining.retrained();
            ranking.bestRetrained(dense).stream()
                    .findFirst()
                    .ifPresent(aen -> repeat(aen.signature(), aen.state(), retraining.baseline()));
        }
        if (stage instanceof Stage.Repeating repeating && pending.isEmpty()) {
            stage = repeating.repeated();
        }
    }

    private void repeat(NetworkSignature signature, State state, double against) {
        for (long seed = 1; seed < settings.repeats(); seed++) {
            askFinal(Purpose.REPEAT, repetitions.size(), state, seed, Optional.of(against));
            repetitions.add(new Repetition(signature, state, seed));
        }
    }

    private void onRepeat(Reward reward) {
        finalsAnswered++;
        if (reward instanceof Reward.Rewarded measured) {
            Repetition repetition = repetitions.get(reward.step());
            ranking.repeat(repetition.signature(), repetition.seed(), measured);
        }
        goOnWhenAnswered();
    }

    private void askFinal(Purpose purpose, int step, State state, long seed, Optional<Double> against) {
        finalsAsked++;
        ask(purpose, step, 0, state, Optional.empty(), state, 0, finalProtocol(seed), against);
    }

    private void ask(
            Purpose purpose,
            int step,
            int walker,
            State state,
            Optional<Symmetry> action,
            State nextState,
            double epsilon,
            Protocol protocol,
            Optional<Double> against) {
        Candidate candidate = new Candidate(
                id,
                purpose,
                walker,
                step,
                state,
                action,
                nextState,
                epsilon,
                dataSet,
                networks.of(nextState).signature(),
                protocol,
                against,
                settings.rewardUnit(),
                clock.instant());
        pending.put(new Request(purpose, step), candidate);
        if (purpose == Purpose.STEP) {
            unlearnt.put(step, candidate);
        }
        asked.accept(candidate);
    }

    public SearchStatus.Phase phase() {
        return stage.phase();
    }

    /** Where it stands. */
    public SearchStatus status(Instant startedAt) {
        boolean finals = ranking.isRetrained(dense);
        return new SearchStatus(
                id,
                stage.phase(),
                settings,
                Optional.of(dataSet),
                new SearchStatus.Progress(
                        stepsLearnt,
                        rewarded.size(),
                        trained.size(),
                        cached,
                        skipped,
                        EpsilonSchedule.epsilon(visited.size()),
                        finalsAnswered,
                        finalsToAsk()),
                baseline,
                finals && stage instanceof Stage.Finished
                        ? ranking.bestRetrained(dense)
                        : ranking.best(settings.best(), dense),
                finals ? Optional.of(ranking.of(dense)) : Optional.empty(),
                stage instanceof Stage.Failed failed ? Optional.of(failed.reason()) : Optional.empty(),
                startedAt,
                clock.instant());
    }

    /** Finals there will be: a dense one, the best, and the repetitions of the winner and the dense one. */
    private int finalsToAsk() {
        if (stage.phase() != SearchStatus.Phase.RETRAINING) {
            return finalsAsked;
        }
        return stage instanceof Stage.Repeating
                ? finalsAsked
                : 1 + ranking.best(settings.best(), dense).size() + 2 * (settings.repeats() - 1);
    }

    @Override
    public void close() {
        dqn.close();
    }
}
