package org.autoequivariant.dataset.idx;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** The IDX format of MNIST: a magic number, big-endian sizes, then the bytes; plain or gzipped. */
public final class Idx {

    /** Bytes no file of these data sets has more than: a header that announces more is not believed. */
    public static final int LARGEST = 64 << 20;

    private static final int IMAGES = 0x00000803;
    private static final int LABELS = 0x00000801;
    private static final int SIDE = 28;
    private static final int CLASSES = 10;

    private Idx() {}

    /**
     * @param name names the file in errors
     * @throws IdxFormatException if the bytes are not 28 × 28 images
     */
    public static byte[][] images(String name, byte[] file) throws IdxFormatException {
        return read(name, file, in -> {
            ByteBuffer header = header(name, in, IMAGES, 16);
            int count = header.getInt();
            int rows = header.getInt();
            int columns = header.getInt();
            if (rows != SIDE || columns != SIDE) {
                throw new IdxFormatException(
                        "%s holds images of %d × %d, not of %d × %d".formatted(name, rows, columns, SIDE, SIDE));
            }
            ByteBuffer body = ByteBuffer.wrap(body(name, in, count, SIDE * SIDE));
            byte[][] images = new byte[count][SIDE * SIDE];
            for (byte[] image : images) {
                body.get(image);
            }
            return images;
        });
    }

    /**
     * @param name names the file in errors
     * @throws IdxFormatException if the bytes are not labels 0…9
     */
    public static byte[] labels(String name, byte[] file) throws IdxFormatException {
        return read(name, file, in -> {
            int count = header(name, in, LABELS, 8).getInt();
            byte[] labels = body(name, in, count, 1);
            for (int i = 0; i < count; i++) {
                if (labels[i] < 0 || labels[i] >= CLASSES) {
                    throw new IdxFormatException(
                            "%s has label %d at %d; labels are 0 to 9".formatted(name, labels[i], i));
                }
            }
            return labels;
        });
    }

    private interface Content<T> {
        T readFrom(InputStream in) throws IOException;
    }

    private static <T> T read(String name, byte[] file, Content<T> content) throws IdxFormatException {
        InputStream bytes = new ByteArrayInputStream(file);
        try (InputStream in = isGzip(file) ? new GZIPInputStream(bytes) : bytes) {
            return content.readFrom(in);
        } catch (IdxFormatException e) {
            throw e;
        } catch (IOException e) {
            throw new IdxFormatException(name + " is not a whole gzip file: " + e.getMessage());
        }
    }

    private static boolean isGzip(byte[] file) {
        return file.length > 1 && file[0] == (byte) 0x1f && file[1] == (byte) 0x8b;
    }

    /** The header behind its magic number. */
    private static ByteBuffer header(String name, InputStream in, int magic, int length) throws IOException {
        byte[] header = in.readNBytes(length);
        if (header.length < length) {
            throw new IdxFormatException(
                    "%s has %d bytes, too few for an IDX header of %d".formatted(name, header.length, length));
        }
        ByteBuffer buffer = ByteBuffer.wrap(header);
        int found = buffer.getInt();
        if (found != magic) {
            throw new IdxFormatException("%s begins with 0x%08x, not with 0x%08x".formatted(name, found, magic));
        }
        return buffer;
    }

    /** What the header announces and not a byte more, so that a gzip bomb is not unpacked. */
    private static byte[] body(String name, InputStream in, int count, int bytesEach) throws IOException {
        long announced = (long) count * bytesEach;
        if (count < 0 || announced > LARGEST) {
            throw new IdxFormatException(
                    "%s announces %d items of %d bytes, which no such file has".formatted(name, count, bytesEach));
        }
        byte[] body = in.readNBytes((int) announced);
        if (body.length < announced || in.read() >= 0) {
            throw new IdxFormatException("%s announces %d items of %d bytes but %s bytes follow"
                    .formatted(name, count, bytesEach, body.length < announced ? body.length : "more"));
        }
        return body;
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
