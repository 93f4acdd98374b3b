package org.autoequivariant.dataset.idx;

/**
 * Images and what they show.
 *
 * @param pixels 784 bytes an image, 0…255, row by row
 * @param labels 0…9, one an image
 */
public record LabelledImages(byte[][] pixels, byte[] labels) {

    public LabelledImages {
        if (pixels.length != labels.length) {
            throw new IllegalArgumentException(pixels.length + " images but " + labels.length + " labels");
        }
    }

    public int size() {
        return labels.length;
    }
}
