package org.autoequivariant.cache;

import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.jackson.ObjectMapperCustomizer;
import org.apache.kafka.streams.Topology;

import org.autoequivariant.cache.redis.RedisAccuracyCache;
import org.autoequivariant.cache.topology.CacheTopology;
import org.autoequivariant.cache.topology.Patience;
import org.autoequivariant.contracts.Messages;

/** What the service is made of. */
@ApplicationScoped
public class CacheService {

    @Produces
    @Singleton
    InstantSource clock() {
        return Clock.systemUTC();
    }

    @Produces
    @Singleton
    RedisAccuracyCache redis(CacheSettings settings) {
        Duration timeout = settings.redis().timeout();
        if (timeout.toMillis() < 1 || timeout.compareTo(Duration.ofMinutes(1)) > 0) {
            throw new IllegalArgumentException("aen.redis.timeout must be between 1ms and 1m, not " + timeout);
        }
        try {
            return new RedisAccuracyCache(settings.redis().url(), timeout);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "aen.redis.url must be like redis://127.0.0.1:6379: " + e.getMessage(), e);
        }
    }

    void close(@Disposes RedisAccuracyCache redis) {
        redis.close();
    }

    @Produces
    @Singleton
    Topology topology(RedisAccuracyCache redis, CacheSettings settings, InstantSource clock, MeterRegistry registry) {
        Patience patience =
                new Patience(settings.cache().jobTimeout(), settings.cache().jobAttempts());
        return CacheTopology.of(redis, patience, clock, registry);
    }

    /** Gives HTTP the JSON form of the messages. */
    @Singleton
    static class JsonForm implements ObjectMapperCustomizer {

        @Override
        public void customize(ObjectMapper mapper) {
            Messages.configure(mapper);
        }
    }
}
