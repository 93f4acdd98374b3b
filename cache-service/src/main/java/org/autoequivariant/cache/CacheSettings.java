package org.autoequivariant.cache;

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

        /**
         * Where Redis is: {@code redis://user@host:port/database}, or {@code rediss} for TLS. A text and not a URI,
         * because a value that is no URI would be logged, and it may hold a password.
         */
        @WithDefault("redis://127.0.0.1:6379")
        String url();

        /**
         * The password of the URL's user; a secret, so best a file in {@code smallrye.config.source.file.locations}.
         */
        Optional<String> password();

        /** File with the PEM certificates TLS trusts; those the Java runtime trusts if there is none. */
        Optional<Path> ca();

        /** How long to wait for Redis before going on without it; 1ms to 1m. */
        @WithDefault("500ms")
        Duration timeout();
    }
}
