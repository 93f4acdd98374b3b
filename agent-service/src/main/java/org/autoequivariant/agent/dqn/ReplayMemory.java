package org.autoequivariant.agent.dqn;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** The last so many transitions; the oldest make room. */
public final class ReplayMemory {

    private final int capacity;
    private final List<Transition> transitions = new ArrayList<>();
    private int oldest;

    public ReplayMemory(int capacity) {
        this.capacity = capacity;
    }

    public void add(Transition transition) {
        if (transitions.size() < capacity) {
            transitions.add(transition);
        } else {
            transitions.set(oldest, transition);
            oldest = (oldest + 1) % capacity;
        }
    }

    public int size() {
        return transitions.size();
    }

    /**
     * Distinct transitions drawn uniformly.
     *
     * @param count at most {@link #size}
     */
    public List<Transition> sample(int count, SplittableRandom random) {
        int[] indices = new int[size()];
        for (int i = 0; i < indices.length; i++) {
            indices[i] = i;
        }
        List<Transition> sample = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int j = random.nextInt(i, indices.length);
            int drawn = indices[j];
            indices[j] = indices[i];
            sample.add(transitions.get(drawn));
        }
        return sample;
    }
}
