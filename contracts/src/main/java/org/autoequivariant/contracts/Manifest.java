package org.autoequivariant.contracts;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonCreator;

/**
 * What dataset-service says of an augmented data set. A shard is the raw form {@code images × 785} bytes: each image is
 * its label (0…9) and then its 784 pixels (0…255), row by row, before normalisation.
 *
 * @param dataSet name and fingerprint
 * @param shards every shard, split by split in stored order
 * @param provenance where the original images came from, for a person
 */
public record Manifest(DataSet dataSet, List<Shard> shards, String provenance) {

    /** Bytes of one image in a shard. */
    public static final int IMAGE_BYTES = 1 + 28 * 28;

    /** Which images a shard holds: train and validation from the training images, test from the test images. */
    public enum Split {
        TRAIN,
        VALIDATION,
        TEST
    }

    /**
     * @param split which images it holds
     * @param path where to get it, relative to the service; immutable
     * @param images number of images
     * @param sha256 SHA-256 of its bytes in hexadecimal
     */
    public record Shard(Split split, String path, int images, String sha256) {

        @JsonCreator
        public Shard {
            Checks.present(split, "split");
            Checks.present(path, "path");
            Checks.atLeast(1, images, "images");
            Checks.present(sha256, "sha256");
        }
    }

    @JsonCreator
    public Manifest {
        Checks.present(dataSet, "dataSet");
        shards = Checks.allPresent(shards, "shards");
        Checks.present(provenance, "provenance");
    }

    /** Shards of one split, in order. */
    public List<Shard> shards(Split split) {
        return shards.stream().filter(shard -> shard.split() == split).toList();
    }
}
