package org.autoequivariant.cache;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The settings of cache-service; {@code kafka.*} goes to Kafka's clients as it is. */
@ConfigMapping(prefix = "aen")
public interface CacheSettings {

    Cache cache();

    Redis redis();

    /** How candidates are answered. */
    interface Cache {

        /**
         * Unique among replicas and kept over restarts, such as the pod's name in a stateful set: then a process that
         * died answers again as soon as it is started again. Without a name that takes 10 s more.
         */
        Optional<String> name();

        /** Folder the stream keeps its state in; each process on a machine needs its own. */
        @WithDefault("${user.home}/.aen/cache")
        Path state();

        /** How long to wait for a training job before it counts as lost and is issued again; at least 1s. */
        @WithDefault("10m")
        Duration jobTimeout();

        /** Times a job is issued in all before the search is told to go on without it; 1 to 100. */
        @WithDefault("3")
        int jobAttempts();
    }

    /** The quick view of what is known. */
    interface Redis {

        /** Where Redis is, such as {@code redis://user:password@host:6379/0} or {@code rediss://…} for TLS. */
        @WithDefault("redis://127.0.0.1:6379")
        URI url();

        /** How long to wait for Redis before going on without it; 1ms to 1m. */
        @WithDefault("500ms")
        Duration timeout();
    }
}
