package org.autoequivariant.web;

import java.time.Duration;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;

/** Answers so many requests a second and no more, whoever asks; probes are always answered. */
@Singleton
class RequestRate {

    /** Before whoever asks is looked at: refusing must cost less than checking a signature. */
    private static final int PRIORITY = 1_000;

    private final Bucket bucket;
    private final Answers answers;

    RequestRate(WebConfig config, Answers answers) {
        WebConfig checked = WebConfig.validated(config);
        this.bucket = Bucket.builder()
                .addLimit(limit -> limit.capacity(checked.burst())
                        .refillGreedy(checked.requestsPerSecond(), Duration.ofSeconds(1)))
                .build();
        this.answers = answers;
    }

    void register(@Observes Filters filters) {
        filters.register(this::admit, PRIORITY);
    }

    private void admit(RoutingContext request) {
        if (Probes.asks(request)) {
            request.next();
            return;
        }
        ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
        if (probe.isConsumed()) {
            request.next();
        } else {
            Duration wait = Duration.ofNanos(probe.getNanosToWaitForRefill());
            answers.give(request, TooMany.problem("more requests than this service answers; ask again later", wait));
        }
    }
}
