package org.autoequivariant.symmetry;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

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

    private static final Map<Symmetry, NetworkAction> GENERATORS = generators();

    private static Map<Symmetry, NetworkAction> generators() {
        Map<Symmetry, NetworkAction> generators = new EnumMap<>(Symmetry.class);
        for (Symmetry symmetry : Symmetry.values()) {
            generators.put(symmetry, NetworkAction.of(symmetry));
        }
        return generators;
    }

    /** The sharing a state induces, by Algorithm 1 on each layer. */
    public static WeightSharing of(State state) {
        List<NetworkAction> generators =
                state.symmetries().stream().map(GENERATORS::get).toList();
        return new WeightSharing(
                Orbits.spread(PIXELS.size(), HIDDEN.size(), actions(generators, NetworkAction::layer1)),
                Orbits.spread(HIDDEN.size(), HIDDEN.size(), actions(generators, NetworkAction::layer2)),
                Orbits.ofPoints(
                        HIDDEN.size(),
                        generators.stream().map(NetworkAction::hidden).toList()));
    }

    private static EdgeAction[] actions(List<NetworkAction> generators, Function<NetworkAction, EdgeAction> onLayer) {
        return generators.stream().map(onLayer).toArray(EdgeAction[]::new);
    }

    /** Every symmetry this sharing is equivariant to, given some it is known to be. */
    State closure(State known) {
        State closure = known;
        for (Symmetry symmetry : Symmetry.values()) {
            if (!known.has(symmetry) && GENERATORS.get(symmetry).preserves(this)) {
                closure = closure.with(symmetry);
            }
        }
        return closure;
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
     * The checksums of both layers' partitions. The hidden units need no place in it: unit q's orbit is what layer 1's
     * edge orbits project to.
     */
    public NetworkSignature signature() {
        CRC32C castagnoli = new CRC32C();
        CRC32 ethernet = new CRC32();
        for (Partition layer : List.of(layer1, layer2)) {
            byte[] labels = layer.toBytes();
            castagnoli.update(labels);
            ethernet.update(labels);
        }
        return new NetworkSignature("%08x%08x".formatted(castagnoli.getValue(), ethernet.getValue()));
    }
}
