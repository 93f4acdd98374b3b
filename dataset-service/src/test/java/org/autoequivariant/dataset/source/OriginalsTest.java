package org.autoequivariant.dataset.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.autoequivariant.contracts.DataSetName;
import org.autoequivariant.dataset.idx.Idx;

class OriginalsTest {

    private static final byte[] IMAGES = Idx.write(new byte[3][784]);
    private static final byte[] LABELS = Idx.write(new byte[] {1, 2, 3});

    @TempDir
    private Path folder;

    private static List<RawFile> files() {
        return List.of(
                new RawFile("mnist", "t10k-images-idx3-ubyte", RawFile.digest(IMAGES)),
                new RawFile("mnist", "t10k-labels-idx1-ubyte", RawFile.digest(LABELS)));
    }

    private record Broken(String name) implements Place {
        @Override
        public boolean holds(String collection) {
            return true;
        }

        @Override
        public byte[] read(RawFile file) throws IOException {
            throw new IOException("no way through");
        }

        @Override
        public String describe(RawFile file) {
            return name;
        }
    }

    private record Serving(byte[] images) implements Place {
        @Override
        public boolean holds(String collection) {
            return true;
        }

        @Override
        public byte[] read(RawFile file) {
            return file.name().contains("images") ? images : LABELS;
        }

        @Override
        public String describe(RawFile file) {
            return "serving place";
        }
    }

    @Test
    void theFirstPlaceThatHasTheRightBytesIsUsed() {
        Originals originals = new Originals(
                folder, List.of(new Broken("first"), new Serving(new byte[] {1}), new Serving(IMAGES)), files());

        assertThat(originals.test(DataSetName.Family.G_MNIST).labels()).containsExactly(1, 2, 3);
    }

    @Test
    void anErrorNamesEveryPlaceTriedAndWhatToDo() {
        Originals originals = new Originals(folder, List.of(new Broken("first"), new Serving(new byte[] {1})), files());

        assertThatThrownBy(() -> originals.test(DataSetName.Family.G_MNIST))
                .isInstanceOf(SourceUnavailable.class)
                .hasMessageContainingAll(
                        "first: ", "no way through", "serving place: its SHA-256 is", "aen.dataset.source");
    }

    @Test
    void aKeptFileIsUsedAgainAndACorruptedOneFetchedAgain() throws IOException {
        // Given
        new Originals(folder, List.of(new Serving(IMAGES)), files()).test(DataSetName.Family.G_MNIST);
        Originals offline = new Originals(folder, List.of(), files());
        assertThat(offline.test(DataSetName.Family.G_MNIST).size()).isEqualTo(3);

        // When
        Path kept = folder.resolve("mnist/t10k-images-idx3-ubyte");
        Files.write(kept, new byte[] {1, 2, 3});

        // Then
        assertThatThrownBy(() -> offline.test(DataSetName.Family.G_MNIST)).isInstanceOf(SourceUnavailable.class);
        new Originals(folder, List.of(new Serving(IMAGES)), files()).test(DataSetName.Family.G_MNIST);
        assertThat(kept).hasBinaryContent(IMAGES);
    }

    @Test
    void aFolderThatCannotBeWrittenIsNamed() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        Originals originals = new Originals(file, List.of(new Serving(IMAGES)), files());

        assertThatThrownBy(() -> originals.test(DataSetName.Family.G_MNIST))
                .isInstanceOf(SourceUnavailable.class)
                .hasMessageContaining("aen.dataset.folder");
    }

    @Test
    void theDigestsOfAllEightFilesAreKnown() {
        assertThat(RawFile.all()).hasSize(8).allSatisfy(file -> assertThat(file.sha256())
                .hasSize(64));
    }
}
