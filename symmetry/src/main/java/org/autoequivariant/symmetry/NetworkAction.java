package org.autoequivariant.symmetry;

import java.util.Optional;

/** How one group element moves the child network: its pixels, and the units of both hidden layers alike. */
final class NetworkAction {

    private final Permutation pixels;
    private final Permutation hidden;
    private final EdgeAction layer1;
    private final EdgeAction layer2;

    private NetworkAction(Permutation pixels, Permutation hidden) {
        this.pixels = pixels;
        this.hidden = hidden;
        this.layer1 = new EdgeAction(pixels, hidden);
        this.layer2 = new EdgeAction(hidden, hidden);
    }

    /** The symmetry's generator. */
    static NetworkAction of(Symmetry symmetry) {
        return new NetworkAction(symmetry.generator(WeightSharing.PIXELS), symmetry.generator(WeightSharing.HIDDEN));
    }

    Permutation pixels() {
        return pixels;
    }

    Permutation hidden() {
        return hidden;
    }

    EdgeAction layer1() {
        return layer1;
    }

    EdgeAction layer2() {
        return layer2;
    }

    /** This, or its square: whichever is an involution. */
    Optional<NetworkAction> involution() {
        if (isInvolution()) {
            return Optional.of(this);
        }
        NetworkAction square = new NetworkAction(pixels.then(pixels), hidden.then(hidden));
        return square.isInvolution() ? Optional.of(square) : Optional.empty();
    }

    private boolean isInvolution() {
        return pixels.order() == 2 && hidden.order() == 2;
    }

    boolean commutesWith(NetworkAction other) {
        return pixels.then(other.pixels).equals(other.pixels.then(pixels))
                && hidden.then(other.hidden).equals(other.hidden.then(hidden));
    }

    /** Whether the network with that sharing is equivariant to this. */
    boolean preserves(WeightSharing sharing) {
        return layer1.preserves(sharing.layer1()) && layer2.preserves(sharing.layer2());
    }
}
