package org.autoequivariant.dataset.augmentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.SplittableRandom;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import org.autoequivariant.symmetry.State;
import org.autoequivariant.symmetry.Symmetry;
import org.autoequivariant.symmetry.WeightSharing;

class AugmentationProperties {

    private static byte[] image(long seed) {
        byte[] pixels = new byte[784];
        new Random(seed).nextBytes(pixels);
        return pixels;
    }

    private static byte[] moved(Symmetry symmetry, byte[] pixels) {
        byte[] moved = new byte[pixels.length];
        for (int i = 0; i < pixels.length; i++) {
            int to =
                    switch (symmetry) {
                        case HORIZONTAL_TRANSLATION -> i / 28 * 28 + (i % 28 + 1) % 28;
                        case VERTICAL_TRANSLATION -> (i + 28) % 784;
                        default -> symmetry.generator(WeightSharing.PIXELS).apply(i);
                    };
            moved[to] = pixels[i];
        }
        return moved;
    }

    @Property
    void noSymmetryChangesNothing(@ForAll long seed) {
        byte[] image = image(seed);

        assertThat(new Augmentation(State.EMPTY).apply(image, new SplittableRandom(seed)))
                .isEqualTo(image);
    }

    @Property
    void equalStreamsMoveEqually(@ForAll long seed) {
        Augmentation all = new Augmentation(new State(State.COUNT - 1));

        assertThat(all.apply(image(1), new SplittableRandom(seed)))
                .isEqualTo(all.apply(image(1), new SplittableRandom(seed)));
    }

    @Property
    void allButRotationOnlyMovePixels(@ForAll long seed) {
        State allButRotation = new State(State.COUNT - 1).toggle(Symmetry.ROTATION);
        byte[] image = image(seed);
        byte[] moved = new Augmentation(allButRotation).apply(image, new SplittableRandom(seed));

        Arrays.sort(image);
        Arrays.sort(moved);
        assertThat(moved).isEqualTo(image);
    }

    @Example
    void everySymmetryButRotationMovesByOneStepHalfTheTime() {
        byte[] image = image(3);
        for (Symmetry symmetry : Symmetry.values()) {
            if (symmetry == Symmetry.ROTATION) {
                continue;
            }
            Augmentation augmentation = new Augmentation(State.of(symmetry));
            byte[] step = moved(symmetry, image);
            int moved = 0;
            for (int stream = 0; stream < 2_000; stream++) {
                byte[] result = augmentation.apply(image, new SplittableRandom(stream));
                if (Arrays.equals(result, step)) {
                    moved++;
                } else {
                    assertThat(result).as(symmetry.label()).isEqualTo(image);
                }
            }
            assertThat(moved).as(symmetry.label()).isBetween(880, 1_120);
        }
    }

    @Example
    void rotationTurnsAboutTheCentreAndLeavesCornersBlack() {
        byte[] white = new byte[784];
        Arrays.fill(white, (byte) 255);
        Augmentation rotation = new Augmentation(State.of(Symmetry.ROTATION));
        int blackCorners = 0;
        for (int stream = 0; stream < 200; stream++) {
            byte[] turned = rotation.apply(white, new SplittableRandom(stream));
            for (int row = 10; row < 18; row++) {
                for (int column = 10; column < 18; column++) {
                    assertThat(turned[row * 28 + column]).isEqualTo((byte) 255);
                }
            }
            blackCorners += turned[0] == 0 ? 1 : 0;
        }
        assertThat(blackCorners).isGreaterThan(150);
    }
}
