package org.autoequivariant.dataset.idx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class IdxProperties {

    private static byte[][] images(int count, long seed) {
        Random random = new Random(seed);
        byte[][] images = new byte[count][784];
        for (byte[] image : images) {
            random.nextBytes(image);
        }
        return images;
    }

    @Property(tries = 50)
    void whatIsWrittenReadsBack(@ForAll @IntRange(max = 20) int count, @ForAll long seed) throws IdxFormatException {
        byte[][] images = images(count, seed);
        byte[] labels = new byte[count];
        for (int i = 0; i < count; i++) {
            labels[i] = (byte) (i % 10);
        }

        assertThat(Idx.images("images", Idx.write(images))).isDeepEqualTo(images);
        assertThat(Idx.labels("labels", Idx.write(labels))).isEqualTo(labels);
    }

    @Property(tries = 1_000)
    void anyBytesAreReadOrRefusedAndNothingElse(@ForAll byte[] bytes) {
        for (int header : new int[] {0, 0x00000801, 0x00000803, 0x1f8b0800}) {
            byte[] file = header == 0
                    ? bytes
                    : ByteBuffer.allocate(4 + bytes.length)
                            .putInt(header)
                            .put(bytes)
                            .array();
            try {
                assertThat(Idx.labels("file", file)).hasSizeLessThanOrEqualTo(file.length);
                assertThat(Idx.images("file", file).length).isLessThanOrEqualTo(file.length);
            } catch (IdxFormatException e) {
                assertThat(e).hasMessageContaining("file");
            }
        }
    }

    @Example
    void truncatedFilesAreRefused() {
        byte[] header = ByteBuffer.allocate(16 + 784)
                .putInt(0x803)
                .putInt(2)
                .putInt(28)
                .putInt(28)
                .array();
        byte[] gzip = Idx.write(images(3, 1));

        assertThatThrownBy(() -> Idx.images("train", header))
                .isInstanceOf(IdxFormatException.class)
                .hasMessage("train announces 2 items of 784 bytes but 784 bytes follow");
        assertThatThrownBy(() -> Idx.images("train", Arrays.copyOf(gzip, gzip.length / 2)))
                .isInstanceOf(IdxFormatException.class)
                .hasMessageContaining("not a whole gzip file");
    }

    @Example
    void filesOfAnotherKindAreRefused() {
        assertThatThrownBy(() -> Idx.labels("labels", Idx.write(images(1, 1))))
                .isInstanceOf(IdxFormatException.class)
                .hasMessageContaining("0x00000803, not with 0x00000801");
        assertThatThrownBy(() -> Idx.labels("labels", Idx.write(new byte[] {1, 12})))
                .isInstanceOf(IdxFormatException.class)
                .hasMessageContaining("label 12 at 1");
    }
}
