package org.autoequivariant.dataset.idx;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** The IDX format of MNIST: a magic number, big-endian sizes, then the bytes; plain or gzipped. */
public final class Idx {

    private static final int IMAGES = 0x00000803;
    private static final int LABELS = 0x00000801;
    private static final int SIDE = 28;
    private static final int CLASSES = 10;
    /** No file of these data sets is larger; a gzip that unpacks to more is a bomb. */
    private static final int LARGEST = 64 << 20;

    private Idx() {}

    /**
     * @param name names the file in errors
     * @throws IdxFormatException if the bytes are not 28 × 28 images
     */
    public static byte[][] images(String name, byte[] file) throws IdxFormatException {
        ByteBuffer buffer = open(name, file, IMAGES, 16);
        int count = buffer.getInt();
        int rows = buffer.getInt();
        int columns = buffer.getInt();
        if (rows != SIDE || columns != SIDE) {
            throw new IdxFormatException(
                    "%s holds images of %d × %d, not of %d × %d".formatted(name, rows, columns, SIDE, SIDE));
        }
        requireBody(name, buffer, count, SIDE * SIDE);
        byte[][] images = new byte[count][SIDE * SIDE];
        for (byte[] image : images) {
            buffer.get(image);
        }
        return images;
    }

    /**
     * @param name names the file in errors
     * @throws IdxFormatException if the bytes are not labels 0…9
     */
    public static byte[] labels(String name, byte[] file) throws IdxFormatException {
        ByteBuffer buffer = open(name, file, LABELS, 8);
        int count = buffer.getInt();
        requireBody(name, buffer, count, 1);
        byte[] labels = new byte[count];
        buffer.get(labels);
        for (int i = 0; i < count; i++) {
            if (labels[i] < 0 || labels[i] >= CLASSES) {
                throw new IdxFormatException("%s has label %d at %d; labels are 0 to 9".formatted(name, labels[i], i));
            }
        }
        return labels;
    }

    private static ByteBuffer open(String name, byte[] file, int magic, int headerBytes) throws IdxFormatException {
        byte[] plain = isGzip(file) ? gunzip(name, file) : file;
        if (plain.length < headerBytes) {
            throw new IdxFormatException(
                    "%s has %d bytes, too few for an IDX header of %d".formatted(name, plain.length, headerBytes));
        }
        ByteBuffer buffer = ByteBuffer.wrap(plain);
        int found = buffer.getInt();
        if (found != magic) {
            throw new IdxFormatException("%s begins with 0x%08x, not with 0x%08x".formatted(name, found, magic));
        }
        return buffer;
    }

    private static void requireBody(String name, ByteBuffer buffer, int count, int bytesEach)
            throws IdxFormatException {
        if (count < 0 || buffer.remaining() != (long) count * bytesEach) {
            throw new IdxFormatException("%s announces %d items of %d bytes but %d bytes follow"
                    .formatted(name, count, bytesEach, buffer.remaining()));
        }
    }

    private static boolean isGzip(byte[] file) {
        return file.length > 1 && file[0] == (byte) 0x1f && file[1] == (byte) 0x8b;
    }

    private static byte[] gunzip(String name, byte[] file) throws IdxFormatException {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(file))) {
            byte[] plain = in.readNBytes(LARGEST);
            if (in.read() >= 0) {
                throw new IdxFormatException(name + " unpacks to more than " + LARGEST + " bytes");
            }
            return plain;
        } catch (IdxFormatException e) {
            throw e;
        } catch (IOException e) {
            throw new IdxFormatException(name + " is not a whole gzip file: " + e.getMessage());
        }
    }

    /** Images as a gzipped IDX file. */
    public static byte[] write(byte[][] images) {
        ByteBuffer header = ByteBuffer.allocate(16)
                .putInt(IMAGES)
                .putInt(images.length)
                .putInt(SIDE)
                .putInt(SIDE);
        return gzip(header.array(), images);
    }

    /** Labels as a gzipped IDX file. */
    public static byte[] write(byte[] labels) {
        return gzip(ByteBuffer.allocate(8).putInt(LABELS).putInt(labels.length).array(), labels);
    }

    private static byte[] gzip(byte[] header, byte[]... parts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(header);
            for (byte[] part : parts) {
                out.write(part);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
        return bytes.toByteArray();
    }
}
