package org.autoequivariant.trainer.network;

import org.autoequivariant.symmetry.BlockForm;
import org.autoequivariant.symmetry.WeightSharing;

/**
 * Floating point operations of a network's matrix products, as they are really multiplied, for each image.
 *
 * @param toScore forward
 * @param toLearn forward, and backward to weights and inputs
 */
public record Flop(double toScore, double toLearn) {

    /** Of one network, computed in a form. */
    public static Flop of(BlockForm form) {
        long layer1 = form.groups().stream()
                .mapToLong(group -> (long) group.count()
                        * group.pixels().size()
                        * group.hidden1().size())
                .sum();
        long units = (long) form.order() * form.hidden2().orbits();
        return ofMultiplications(layer1, form.multiplications() - layer1, units * WeightSharing.CLASSES);
    }

    /**
     * @param layer1 multiplications that put one image through the layer; nobody asks for the gradient by its inputs
     * @param layer2 the same
     * @param layer3 the same
     */
    static Flop ofMultiplications(long layer1, long layer2, long layer3) {
        return new Flop(2.0 * (layer1 + layer2 + layer3), 2.0 * (2 * layer1 + 3 * layer2 + 3 * layer3));
    }
}
