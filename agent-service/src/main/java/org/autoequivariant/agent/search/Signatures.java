package org.autoequivariant.agent.search;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.autoequivariant.symmetry.NetworkSignature;
import org.autoequivariant.symmetry.State;
import org.autoequivariant.symmetry.WeightSharing;

/** The signature of every state met so far; there are 4,096 at most. */
public final class Signatures {

    private final Map<State, NetworkSignature> known = new ConcurrentHashMap<>();

    public NetworkSignature of(State state) {
        return known.computeIfAbsent(state, s -> WeightSharing.of(s).signature());
    }
}
