package org.autoequivariant.symmetry;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * Which weights of the child network are one and the same: the orbits a state's symmetries induce on the edges of its
 * two hidden layers and on the hidden units (their biases).
 *
 * <p>The network is 784 → 400 → 400 → 10. The first two layers are tied, the last is dense. Because the hidden biases
 * are tied along the orbits of the hidden grid, each tied layer is exactly equivariant: layer(g·x) = g·layer(x).
 *
 * @param layer1 orbits of the 784 × 400 edges from pixels to hidden units, edge (p, q) at {@code p * 400 + q}
 * @param layer2 orbits of the 400 × 400 edges between the hidden layers, edge (p, q) at {@code p * 400 + q}
 * @param hiddenUnits orbits of the 400 hidden units, along which both hidden layers tie their biases
 */
public record WeightSharing(Partition layer1, Partition layer2, Partition hiddenUnits) {

    /** The 28 × 28 pixels of an image. */
    public static final Grid PIXELS = new Grid(28);

    /** The 20 × 20 units of each hidden layer. */
    public static final Grid HIDDEN = new Grid(20);

    /** Classes told apart: units of the dense last layer. */
    public static final int CLASSES = 10;

    private static final EdgeAction[] LAYER1_ACTIONS = actions(PIXELS);
    private static final EdgeAction[] LAYER2_ACTIONS = actions(HIDDEN);

    private static EdgeAction[] actions(Grid inputs) {
        EdgeAction[] actions = new EdgeAction[Symmetry.COUNT];
        for (Symmetry symmetry : Symmetry.values()) {
            actions[symmetry.ordinal()] = new EdgeAction(symmetry.generator(inputs), symmetry.generator(HIDDEN));
        }
        return actions;
    }

    /** The sharing a state induces, by Algorithm 1 on each layer. */
    public static WeightSharing of(State state) {
        return new WeightSharing(
                Orbits.spread(PIXELS.size(), HIDDEN.size(), held(LAYER1_ACTIONS, state)),
                Orbits.spread(HIDDEN.size(), HIDDEN.size(), held(LAYER2_ACTIONS, state)),
                Orbits.ofPoints(HIDDEN.size(), generators(state, HIDDEN)));
    }

    private static EdgeAction[] held(EdgeAction[] actions, State state) {
        return state.symmetries().stream()
                .map(symmetry -> actions[symmetry.ordinal()])
                .toArray(EdgeAction[]::new);
    }

    private static List<Permutation> generators(State state, Grid grid) {
        return state.symmetries().stream()
                .map(symmetry -> symmetry.generator(grid))
                .toList();
    }

    /** Every symmetry this sharing is equivariant to, given some it is known to be. */
    State closure(State known) {
        State closure = known;
        for (Symmetry symmetry : Symmetry.values()) {
            if (!known.has(symmetry) && isInvariantUnder(symmetry)) {
                closure = closure.with(symmetry);
            }
        }
        return closure;
    }

    private boolean isInvariantUnder(Symmetry symmetry) {
        return layer1.isInvariantUnder(LAYER1_ACTIONS[symmetry.ordinal()])
                && layer2.isInvariantUnder(LAYER2_ACTIONS[symmetry.ordinal()]);
    }

    /** Numbers of orbits of the tied layers, first to last. */
    public List<Integer> orbits() {
        return List.of(layer1.count(), layer2.count());
    }

    /**
     * Free parameters: an orbit's weight each, a bias per orbit of hidden units in both layers, and the dense layer.
     */
    public int parameters() {
        int dense = HIDDEN.size() * CLASSES + CLASSES;
        return layer1.count() + layer2.count() + 2 * hiddenUnits.count() + dense;
    }

    /**
     * The digest of both layers' partitions. The hidden units need no place in it: unit q's orbit is what layer 1's
     * edge orbits project to.
     */
    public NetworkSignature signature() {
        MessageDigest sha256 = sha256();
        sha256.update(labels(layer1));
        sha256.update(labels(layer2));
        return new NetworkSignature(HexFormat.of().formatHex(sha256.digest(), 0, 8));
    }

    private static byte[] labels(Partition partition) {
        ByteBuffer buffer = ByteBuffer.allocate(Integer.BYTES * (partition.size() + 1));
        buffer.putInt(partition.count());
        for (int point = 0; point < partition.size(); point++) {
            buffer.putInt(partition.orbit(point));
        }
        return buffer.array();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
