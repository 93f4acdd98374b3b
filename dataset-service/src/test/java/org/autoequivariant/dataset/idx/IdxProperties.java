package org.autoequivariant.dataset.idx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
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

    @Provide
    Arbitrary<byte[]> noise() {
        return Combinators.combine(
                        Arbitraries.of(0, 0x00000801, 0x00000803, 0x1f8b0800),
                        Arbitraries.bytes().array(byte[].class).ofMaxSize(60),
                        Arbitraries.of(true, false))
                .as((magic, bytes, packed) -> {
                    byte[] file = ByteBuffer.allocate(4 + bytes.length)
                            .putInt(magic)
                            .put(bytes)
                            .array();
                    return packed ? gzip(file) : file;
                });
    }

    @Provide
    Arbitrary<byte[]> damaged() {
        byte[] images = Idx.write(images(2, 1));
        byte[] labels = Idx.write(new byte[] {0, 1, 2, 9});
        return Combinators.combine(
                        Arbitraries.of(images, labels, gunzip(images), gunzip(labels)),
                        // Most of what matters is in the first bytes.
                        Arbitraries.oneOf(
                                Arbitraries.integers().between(0, 20),
                                Arbitraries.integers().between(0, 2_000)),
                        Arbitraries.bytes(),
                        Arbitraries.integers().between(-2_000, 1))
                .as((file, position, value, longer) -> {
                    byte[] copy = Arrays.copyOf(file, Math.max(0, file.length + longer));
                    if (position < copy.length) {
                        copy[position] = value;
                    }
                    return copy;
                });
    }

    @Property(tries = 10_000)
    void noiseIsReadOrRefused(@ForAll("noise") byte[] file) {
        readOrRefused(file);
    }

    @Property(tries = 10_000)
    void aDamagedFileIsReadOrRefused(@ForAll("damaged") byte[] file) {
        readOrRefused(file);
    }

    private static void readOrRefused(byte[] file) {
        try {
            for (byte label : Idx.labels("train", file)) {
                assertThat(label).isBetween((byte) 0, (byte) 9);
            }
        } catch (IdxFormatException e) {
            assertThat(e).hasMessageMatching("train (has|begins|announces|is) .+");
        }
        try {
            for (byte[] image : Idx.images("train", file)) {
                assertThat(image).hasSize(784);
            }
        } catch (IdxFormatException e) {
            assertThat(e).hasMessageMatching("train (has|holds|begins|announces|is) .+");
        }
    }

    @Property(tries = 10_000)
    void aGzipThatHoldsMoreThanItAnnouncesIsRefusedBeforeItsEnd(
            @ForAll @IntRange(max = 20) int announced, @ForAll @IntRange(min = 1, max = 20_000) int more) {
        byte[] bomb = gzip(ByteBuffer.allocate(8 + announced + more)
                .putInt(0x801)
                .putInt(announced)
                .array());
        // Whoever unpacks it to its end finds that it has none.
        byte[] endless = Arrays.copyOf(bomb, bomb.length - 8);

        assertThatThrownBy(() -> Idx.labels("train", endless))
                .isInstanceOf(IdxFormatException.class)
                .hasMessage("train announces %d items of 1 bytes but more bytes follow", announced);
    }

    @Example
    void aHeaderThatAnnouncesMoreThanAnyFileHasIsNotBelieved() {
        byte[] header = ByteBuffer.allocate(16)
                .putInt(0x803)
                .putInt(Integer.MAX_VALUE)
                .putInt(28)
                .putInt(28)
                .array();

        assertThatThrownBy(() -> Idx.images("train", gzip(header)))
                .isInstanceOf(IdxFormatException.class)
                .hasMessage("train announces 2147483647 items of 784 bytes, which no such file has");
    }

    private static byte[] gzip(byte[] plain) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static byte[] gunzip(byte[] packed) {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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
