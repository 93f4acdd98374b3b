package org.autoequivariant.trainer;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

import org.autoequivariant.trainer.network.Torch;

/** Settings of trainer-service. */
@ConfigMapping(prefix = "aen")
public interface TrainerConfig {

    Trainer trainer();

    Dataset dataset();

    /** {@code aen.trainer.*}. */
    interface Trainer {

        /** What evaluations call this trainer; host name and process id by default. */
        Optional<String> name();

        /**
         * Jobs held at once, 1…64; by default 64 on a GPU, and on a CPU as many as there are cores, up to 8. A CPU
         * trains each on a thread of its own; a GPU trains them together.
         */
        OptionalInt capacity();

        /** {@code auto} takes a GPU where there is one; {@code cpu}; {@code gpu} fails without one. */
        @WithDefault("auto")
        Torch.Choice device();

        /** Folder shards are kept in; trainers on one machine may share it. */
        @WithDefault("${user.home}/.aen/shards")
        Path shards();
    }

    /** {@code aen.dataset.*}. */
    interface Dataset {

        /** Where dataset-service is. */
        @WithDefault("http://127.0.0.1:8081")
        URI url();

        /** The token it wants, if it wants one; a secret. */
        Optional<String> token();
    }
}
