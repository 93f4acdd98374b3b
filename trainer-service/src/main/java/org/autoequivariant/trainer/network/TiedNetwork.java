package org.autoequivariant.trainer.network;

import org.autoequivariant.symmetry.Quotient;
import org.autoequivariant.symmetry.WeightSharing;

/**
 * A child network before it has parameters.
 *
 * @param sharing which weights are one and the same
 * @param quotient which units that makes equal
 */
public record TiedNetwork(WeightSharing sharing, Quotient quotient) {

    public static TiedNetwork of(WeightSharing sharing) {
        return new TiedNetwork(sharing, Quotient.of(sharing));
    }

    /**
     * Whether both are about as large. A stack makes all its networks as large as the largest, and one that merges
     * units has a seventh of the pixels, or fewer.
     */
    public boolean isOfASizeWith(TiedNetwork other) {
        return quotient.pixels().merges() == other.quotient.pixels().merges();
    }
}
