package org.autoequivariant.symmetry;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which network each of the 4,096 states stands for, found as asked.
 *
 * <p>The <em>closure</em> of a state is every symmetry its network has, asked for or not: two half scrambles make the
 * whole one. States stand for one network exactly when their closures are equal, and closures can be inferred. What a
 * state implies, every state that holds it implies, too; and a state grown by what it implies is closed as soon as it
 * is a closure known. So most states need no run of Algorithm 1.
 *
 * <p>Thread-safe.
 */
public final class DistinctNetworks {

    private static final Comparator<State> FEWEST_SYMMETRIES_FIRST = Comparator.<State>comparingInt(
                    state -> Integer.bitCount(state.bits()))
            .thenComparingInt(State::bits);

    /**
     * One network.
     *
     * @param signature what names it
     * @param closure every symmetry it has
     * @param orbits numbers of orbits of the tied layers, first to last
     * @param parameters free parameters
     */
    public record Network(NetworkSignature signature, State closure, List<Integer> orbits, int parameters) {}

    private final Map<State, Network> byState = new HashMap<>();
    private final Map<State, Network> byClosure = new HashMap<>();
    /** Closures of the states that Algorithm 1 was run for. */
    private final Map<State, State> implications = new HashMap<>();

    /** The network a state stands for. */
    public synchronized Network of(State state) {
        Network known = byState.get(state);
        if (known == null) {
            known = inferred(state).orElseGet(() -> measured(state));
            byState.put(state, known);
        }
        return known;
    }

    private Optional<Network> inferred(State state) {
        State grown = state;
        State before;
        do {
            before = grown;
            for (Map.Entry<State, State> implication : implications.entrySet()) {
                if (grown.includes(implication.getKey())) {
                    grown = grown.union(implication.getValue());
                }
            }
        } while (!grown.equals(before));
        return Optional.ofNullable(byClosure.get(grown));
    }

    private Network measured(State state) {
        WeightSharing sharing = WeightSharing.of(state);
        State closure = sharing.closure(state);
        implications.put(state, closure);
        return byClosure.computeIfAbsent(
                closure, c -> new Network(sharing.signature(), c, sharing.orbits(), sharing.parameters()));
    }

    /**
     * Every network with the states that stand for it, those with the fewest symmetries first: the dense network, then
     * the networks of one symmetry, and so on.
     */
    public Map<Network, List<State>> all() {
        Map<Network, List<State>> all = new LinkedHashMap<>();
        State.all().sorted(FEWEST_SYMMETRIES_FIRST).forEach(state -> all.computeIfAbsent(
                        of(state), n -> new ArrayList<>())
                .add(state));
        return all;
    }
}
