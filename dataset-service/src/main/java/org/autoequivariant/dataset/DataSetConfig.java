package org.autoequivariant.dataset;

import java.nio.file.Path;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The settings of dataset-service. */
@ConfigMapping(prefix = "aen.dataset")
public interface DataSetConfig {

    /** Folder everything fetched and made is kept in. */
    @WithDefault("${user.home}/.aen/datasets")
    Path folder();

    /** A folder that holds the raw files, as {@code mnist/train-images-idx3-ubyte} and so on; looked at first. */
    Optional<Path> source();

    /** Whether the public mirrors and the packages may be asked; off on a machine that must not go out. */
    @WithDefault("true")
    boolean online();

    /** Images per shard, 100…60,000. */
    @WithDefault("5000")
    int shardSize();

    /** @throws IllegalArgumentException naming the first setting out of range */
    static DataSetConfig validated(DataSetConfig config) {
        if (config.shardSize() < 100 || config.shardSize() > 60_000) {
            throw new IllegalArgumentException(
                    "aen.dataset.shard-size must be between 100 and 60000, not " + config.shardSize());
        }
        return config;
    }
}
