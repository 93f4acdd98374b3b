package org.autoequivariant.agent.dqn;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import ai.djl.ndarray.NDManager;

import org.autoequivariant.symmetry.State;
import org.autoequivariant.symmetry.Symmetry;

/**
 * Deep Q-learning with experience replay and a target network (section 4.3).
 *
 * <p>Everything random is drawn from the seed alone: the same observations in the same order make the same agent. The
 * randomness of a step's exploration depends only on the seed and the step's number.
 *
 * <p>It learns on a thread of its own. A greedy action waits until all that was observed is learnt; a random one does
 * not depend on it, and does not wait. Otherwise not thread-safe.
 */
public final class Dqn implements AutoCloseable {

    private static final double DISCOUNT = 0.5;
    private static final double LEARNING_RATE = 1e-3;
    private static final int BATCH = 512;
    private static final int MEMORY = 10_000;
    /** Newly visited states between two copies of the online into the target network. */
    private static final int SYNC_STATES = 2;

    private final long seed;
    private final NDManager manager;
    private final QNetwork online;
    private final QNetwork target;
    private final ReplayMemory memory = new ReplayMemory(MEMORY);
    private final SplittableRandom sampling;
    private final ExecutorService learner = Executors.newSingleThreadExecutor(task -> new Thread(task, "dqn"));
    private CompletableFuture<Void> learnt = CompletableFuture.completedFuture(null);
    /** The target network's best value of each state asked for since it last changed; the learner's own. */
    private final Map<State, Float> future = new HashMap<>();
    /** The online network's best action in each state asked for since it last changed. */
    private final Map<State, Symmetry> greedy = new HashMap<>();

    private int newStates;

    public Dqn(long seed) {
        this.seed = seed;
        this.manager = NDManager.newBaseManager();
        this.online = new QNetwork(manager, seed, LEARNING_RATE);
        this.target = new QNetwork(manager, seed, LEARNING_RATE);
        this.sampling = new SplittableRandom(~seed);
    }

    /**
     * The action to take.
     *
     * @param step number of the step
     * @param epsilon probability of a uniformly random action
     */
    public Symmetry act(State state, int step, double epsilon) {
        SplittableRandom random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + step);
        if (random.nextDouble() < epsilon) {
            return Symmetry.values()[random.nextInt(Symmetry.COUNT)];
        }
        return greedy.computeIfAbsent(state, this::bestAction);
    }

    private Symmetry bestAction(State state) {
        learnt.join();
        float[] values = online.values(state);
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            if (values[i] > values[best]) {
                best = i;
            }
        }
        return Symmetry.values()[best];
    }

    /**
     * Remembers a step, and learns if it led to a new state; learning at every tenth revisit, too, finds no better
     * networks and takes twice as long.
     *
     * @param newlyVisited whether the step led to a state for the first time
     */
    public void observe(Transition transition, boolean newlyVisited) {
        memory.add(transition);
        if (newlyVisited) {
            boolean sync = ++newStates % SYNC_STATES == 0;
            List<Transition> batch = memory.size() < BATCH ? List.of() : memory.sample(BATCH, sampling);
            greedy.clear();
            learnt = learnt.thenRunAsync(() -> learn(batch, sync), learner);
        }
    }

    private void learn(List<Transition> batch, boolean sync) {
        if (!batch.isEmpty()) {
            foresee(batch);
            float[] targets = new float[batch.size()];
            for (int i = 0; i < targets.length; i++) {
                Transition step = batch.get(i);
                targets[i] = (float) (step.reward() + DISCOUNT * future.get(step.nextState()));
            }
            online.fit(
                    batch.stream().map(Transition::state).toList(),
                    batch.stream().map(Transition::action).toList(),
                    targets);
        }
        if (sync) {
            target.copyFrom(online);
            future.clear();
        }
    }

    /** Makes sure that {@link #future} knows where the batch leads. */
    private void foresee(List<Transition> batch) {
        List<State> unknown = batch.stream()
                .map(Transition::nextState)
                .filter(state -> !future.containsKey(state))
                .distinct()
                .toList();
        if (!unknown.isEmpty()) {
            float[] best = target.bestValues(unknown);
            for (int i = 0; i < best.length; i++) {
                future.put(unknown.get(i), best[i]);
            }
        }
    }

    @Override
    public void close() {
        // After all it has to learn, which works with what is closed here.
        learner.execute(manager::close);
        learner.shutdown();
    }
}
