package org.autoequivariant.cache;

import java.time.Clock;
import java.time.InstantSource;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import org.apache.kafka.streams.Topology;

import org.autoequivariant.cache.redis.RedisAccess;
import org.autoequivariant.cache.redis.RedisAccuracyCache;
import org.autoequivariant.cache.topology.CacheTopology;
import org.autoequivariant.cache.topology.Patience;

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
        CacheSettings.Redis redis = settings.redis();
        return new RedisAccuracyCache(RedisAccess.of(redis.url(), redis.password(), redis.ca(), redis.timeout()));
    }

    void close(@Disposes RedisAccuracyCache redis) {
        redis.close();
    }

    @Produces
    @Singleton
    Topology topology(
            RedisAccuracyCache redis,
            CacheSettings settings,
            InstantSource clock,
            MeterRegistry registry,
            OpenTelemetry telemetry) {
        Patience patience =
                new Patience(settings.cache().jobTimeout(), settings.cache().jobAttempts());
        return CacheTopology.of(redis, patience, clock, registry, telemetry);
    }
}
