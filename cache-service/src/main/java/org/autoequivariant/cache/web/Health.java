package org.autoequivariant.cache.web;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

import org.autoequivariant.cache.redis.RedisAccuracyCache;
import org.autoequivariant.cache.stream.CacheStream;

/** Ready while the stream runs, with or without Redis: the store answers what Redis cannot. */
@ApplicationScoped
public class Health {

    @Produces
    @ApplicationScoped
    @Readiness
    HealthCheck ready(CacheStream stream, RedisAccuracyCache redis) {
        return () -> HealthCheckResponse.named("stream")
                .status(stream.ready())
                .withData("stream", stream.state())
                .withData("redis", redis.condition() == RedisAccuracyCache.Condition.UP ? "up" : "degraded")
                .build();
    }

    @Produces
    @ApplicationScoped
    @Liveness
    HealthCheck live(CacheStream stream) {
        return () -> HealthCheckResponse.named("stream")
                .status(!stream.ended())
                .withData("stream", stream.state())
                .build();
    }
}
