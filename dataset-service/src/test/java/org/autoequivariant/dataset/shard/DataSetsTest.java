package org.autoequivariant.dataset.shard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.autoequivariant.contracts.DataSetName;
import org.autoequivariant.contracts.Manifest;
import org.autoequivariant.dataset.idx.Idx;
import org.autoequivariant.dataset.source.Originals;
import org.autoequivariant.dataset.source.RawFile;

/** Data sets made from a few images whose first pixels are their number. */
class DataSetsTest {

    private static final DataSetName PLAIN = DataSetName.parse("g-mnist/000000000000");

    @TempDir
    private Path folder;

    private List<RawFile> files;

    @BeforeEach
    void writeOriginals() throws IOException {
        files = new ArrayList<>();
        write("train", 600, 0);
        write("t10k", 100, 600);
    }

    private void write(String prefix, int count, int first) throws IOException {
        byte[][] images = new byte[count][784];
        byte[] labels = new byte[count];
        for (int i = 0; i < count; i++) {
            ByteBuffer.wrap(images[i]).putInt(first + i);
            labels[i] = (byte) (i % 10);
        }
        write(prefix + "-images-idx3-ubyte", Idx.write(images));
        write(prefix + "-labels-idx1-ubyte", Idx.write(labels));
    }

    private void write(String name, byte[] bytes) throws IOException {
        Files.write(Files.createDirectories(folder.resolve("originals/mnist")).resolve(name), bytes);
        files.add(new RawFile("mnist", name, RawFile.digest(bytes)));
    }

    private DataSets dataSets(String kept) {
        Originals originals = Originals.in(
                folder.resolve(kept).resolve("raw"), Optional.of(folder.resolve("originals")), false, files);
        return new DataSets(folder.resolve(kept), 100, originals);
    }

    @Test
    void noImageIsInTwoSplitsAndNoneIsLost() throws IOException {
        DataSets dataSets = dataSets("kept");
        List<Integer> seen = new ArrayList<>();
        for (Manifest.Split split : Manifest.Split.values()) {
            byte[][] images = dataSets.images(PLAIN, split).pixels();
            assertThat(images).hasNumberOfRows(split == Manifest.Split.TRAIN ? 500 : 100);
            for (byte[] image : images) {
                int number = ByteBuffer.wrap(image).getInt();
                assertThat(number >= 600).isEqualTo(split == Manifest.Split.TEST);
                seen.add(number);
            }
        }
        assertThat(seen).hasSize(700).doesNotHaveDuplicates();
    }

    @Test
    void theManifestTellsTheTruthAboutItsShards() throws IOException {
        DataSets dataSets = dataSets("kept");
        Manifest manifest = dataSets.manifest(PLAIN);

        assertThat(manifest.shards(Manifest.Split.TRAIN)).hasSize(5);
        for (Manifest.Shard shard : manifest.shards()) {
            String[] path = shard.path().split("/");
            byte[] bytes = dataSets.shard(path[2], path[3]).orElseThrow();
            assertThat(bytes).hasSize(shard.images() * Manifest.IMAGE_BYTES);
            assertThat(RawFile.digest(bytes)).isEqualTo(shard.sha256());
        }
    }

    @Test
    void aNameMakesTheSameDataSetAnywhereAndAnotherNameAnother() {
        Manifest manifest = dataSets("here").manifest(PLAIN);

        assertThat(dataSets("there").manifest(PLAIN)).isEqualTo(manifest);
        assertThat(dataSets("here").manifest(PLAIN)).isEqualTo(manifest);
        assertThat(dataSets("here")
                        .manifest(DataSetName.parse("g-mnist/000000000000@1"))
                        .dataSet()
                        .fingerprint())
                .isNotEqualTo(manifest.dataSet().fingerprint());
        assertThat(dataSets("here")
                        .manifest(DataSetName.parse("g-mnist/010000000000"))
                        .dataSet()
                        .fingerprint())
                .isNotEqualTo(manifest.dataSet().fingerprint());
    }

    @Test
    void onlyShardsAreServed() throws IOException {
        DataSets dataSets = dataSets("kept");
        String fingerprint = dataSets.manifest(PLAIN).dataSet().fingerprint();

        assertThat(dataSets.shard(fingerprint, "train-000")).isPresent();
        for (String file : List.of("../" + fingerprint + "/train-000", "train-999", "", "/etc/hosts")) {
            assertThat(dataSets.shard(fingerprint, file)).isEmpty();
        }
        assertThat(dataSets.shard("..", "train-000")).isEmpty();
    }
}
