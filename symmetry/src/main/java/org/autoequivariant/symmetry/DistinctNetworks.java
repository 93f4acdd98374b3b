package org.autoequivariant.symmetry;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The networks the 4,096 states stand for, each once.
 *
 * <p>Adding a symmetry to any of the states of one network leads to the same next network, so the networks and the
 * symmetries form a deterministic automaton. It is explored from the dense network by joining one symmetry at a time; a
 * state's network is where its symmetries lead from there. That costs a join per network and symmetry instead of a run
 * of Algorithm 1 per state.
 */
public final class DistinctNetworks {

    /**
     * One network.
     *
     * @param signature what names it
     * @param state the state with the fewest symmetries that stands for it; of several such, the first in bit order
     * @param states all states that stand for it, in bit order
     * @param orbits numbers of orbits of the tied layers, first to last
     * @param parameters free parameters
     */
    public record Network(
            NetworkSignature signature, State state, List<State> states, List<Integer> orbits, int parameters) {}

    private final List<Network> networks;
    private final Map<State, Network> byState;

    private DistinctNetworks(List<Network> networks, Map<State, Network> byState) {
        this.networks = networks;
        this.byState = byState;
    }

    /** Finds them all: about a thousand joins over 473,600 edges. */
    public static DistinctNetworks find() {
        Automaton automaton = new Automaton();
        automaton.explore(WeightSharing.of(State.EMPTY));

        Map<NetworkSignature, List<State>> states = new HashMap<>();
        State.all().forEach(state -> states.computeIfAbsent(automaton.network(state), s -> new ArrayList<>())
                .add(state));
        List<Network> networks = new ArrayList<>();
        Map<State, Network> byState = new HashMap<>();
        states.forEach((signature, members) -> {
            State fewest = members.stream()
                    .min((a, b) -> Integer.compare(Integer.bitCount(a.bits()), Integer.bitCount(b.bits())))
                    .orElseThrow();
            Automaton.Sizes sizes = automaton.sizes.get(signature);
            Network network = new Network(signature, fewest, List.copyOf(members), sizes.orbits(), sizes.parameters());
            networks.add(network);
            members.forEach(state -> byState.put(state, network));
        });
        networks.sort((a, b) -> a.state().bits() - b.state().bits());
        return new DistinctNetworks(List.copyOf(networks), Map.copyOf(byState));
    }

    /** Every network, from the dense one on, by the bits of its representative state. */
    public List<Network> networks() {
        return networks;
    }

    public int count() {
        return networks.size();
    }

    /** The network a state stands for. */
    public Network of(State state) {
        return byState.get(state);
    }

    /** Networks as nodes, "add this symmetry" as transitions. */
    private static final class Automaton {

        record Sizes(List<Integer> orbits, int parameters) {}

        final Map<NetworkSignature, Sizes> sizes = new HashMap<>();
        private final Map<NetworkSignature, Map<Symmetry, NetworkSignature>> transitions = new HashMap<>();
        private NetworkSignature dense;

        /** Depth first, so that only the partitions along one path are in memory at a time. */
        NetworkSignature explore(WeightSharing sharing) {
            NetworkSignature signature = sharing.signature();
            if (dense == null) {
                dense = signature;
            }
            if (sizes.putIfAbsent(signature, new Sizes(sharing.orbits(), sharing.parameters())) != null) {
                return signature;
            }
            Map<Symmetry, NetworkSignature> next = new EnumMap<>(Symmetry.class);
            for (Symmetry symmetry : Symmetry.values()) {
                next.put(symmetry, sharing.implies(symmetry) ? signature : explore(sharing.with(symmetry)));
            }
            transitions.put(signature, next);
            return signature;
        }

        NetworkSignature network(State state) {
            NetworkSignature current = dense;
            for (Symmetry symmetry : state.symmetries()) {
                current = transitions.get(current).get(symmetry);
            }
            return current;
        }
    }
}
