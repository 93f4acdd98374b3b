package org.autoequivariant.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;

import org.junit.jupiter.api.Test;

class ImagesTest {

    @Test
    void pixelsAreNormalisedAndSummedByClass() {
        // Given an image of label 7, black but for one white pixel, the last
        byte[] raw = new byte[785];
        raw[0] = 7;
        raw[784] = (byte) 255;
        int[] halves = new int[784];
        Arrays.fill(halves, 392, 784, 1);

        // When
        Images images = new Images(raw);
        float[] sums = {1, 1};
        images.sum(0, halves, sums);

        // Then
        float black = (float) (-0.1307 / 0.3081);
        float white = (float) ((1 - 0.1307) / 0.3081);
        assertThat(images.labels(1)).containsExactly(7);
        assertThat(sums).containsExactly(new float[] {392 * black, 391 * black + white}, within(1e-3f));
    }

    @Test
    void bytesThatAreNoImagesAreRefused() {
        byte[] mislabelled = new byte[785];
        mislabelled[0] = 10;

        assertThatThrownBy(() -> new Images(new byte[784])).hasMessageContaining("784 bytes");
        assertThatThrownBy(() -> new Images(mislabelled)).hasMessageContaining("label 10");
    }
}
