package org.autoequivariant.trainer.network;

import java.util.Arrays;

import org.autoequivariant.contracts.Manifest;

/**
 * Labelled images in stored order, in the raw form of a {@link Manifest}: a label (0…9) and 784 pixels (0…255) each.
 */
public final class Images {

    /** Mean and deviation of MNIST's pixels in 0…1, by which every data set is normalised. */
    private static final double MEAN = 0.1307;

    private static final double DEVIATION = 0.3081;

    private static final float[] NORMALISED = new float[256];

    static {
        for (int pixel = 0; pixel < NORMALISED.length; pixel++) {
            NORMALISED[pixel] = (float) ((pixel / 255.0 - MEAN) / DEVIATION);
        }
    }

    private final byte[] raw;

    /**
     * @param raw images × 785 bytes; not copied
     * @throws IllegalArgumentException if that is not a whole number of images, or a label is above 9
     */
    public Images(byte[] raw) {
        if (raw.length % Manifest.IMAGE_BYTES != 0) {
            throw new IllegalArgumentException(
                    raw.length + " bytes are not a whole number of images of " + Manifest.IMAGE_BYTES);
        }
        for (int start = 0; start < raw.length; start += Manifest.IMAGE_BYTES) {
            if (raw[start] < 0 || raw[start] > 9) {
                throw new IllegalArgumentException("image %d has label %d, which is not 0 to 9"
                        .formatted(start / Manifest.IMAGE_BYTES, raw[start] & 0xff));
            }
        }
        this.raw = raw;
    }

    /** Number of images. */
    public int count() {
        return raw.length / Manifest.IMAGE_BYTES;
    }

    /** Labels of the first {@code count} images. */
    int[] labels(int count) {
        int[] labels = new int[count];
        for (int image = 0; image < count; image++) {
            labels[image] = raw[image * Manifest.IMAGE_BYTES];
        }
        return labels;
    }

    /** The first {@code count} images normalised, images × pixels. */
    float[] normalised(int count) {
        int pixels = Manifest.IMAGE_BYTES - 1;
        float[] values = new float[Math.multiplyExact(count, pixels)];
        for (int image = 0; image < count; image++) {
            normalise(image, values, image * pixels);
        }
        return values;
    }

    /** Writes an image's pixels to {@code values} from {@code at} on. */
    private void normalise(int image, float[] values, int at) {
        int pixels = image * Manifest.IMAGE_BYTES + 1;
        for (int pixel = 0; pixel < Manifest.IMAGE_BYTES - 1; pixel++) {
            values[at + pixel] = NORMALISED[raw[pixels + pixel] & 0xff];
        }
    }

    /**
     * One image normalised, {@code (x/255 − 0.1307)/0.3081}, pixels of a class summed.
     *
     * @param classOf class of each pixel
     * @param sums overwritten with the sum of each class
     */
    void sum(int image, int[] classOf, float[] sums) {
        if (sums.length == classOf.length) {
            // Every pixel for itself, and in its place: classes are numbered by their first pixel.
            normalise(image, sums, 0);
            return;
        }
        int pixels = image * Manifest.IMAGE_BYTES + 1;
        Arrays.fill(sums, 0);
        for (int pixel = 0; pixel < classOf.length; pixel++) {
            sums[classOf[pixel]] += NORMALISED[raw[pixels + pixel] & 0xff];
        }
    }
}
