package org.autoequivariant.web;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.MediaType;

import io.vertx.ext.web.RoutingContext;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Keeps so many event streams open and no more; each holds a connection until its client leaves. */
@ApplicationScoped
class EventStreams {

    private static final Duration WAIT = Duration.ofSeconds(5);

    private final Semaphore free;

    EventStreams(WebConfig config) {
        this.free = new Semaphore(WebConfig.validated(config).eventStreams());
    }

    @ServerRequestFilter
    void admit(ResourceInfo resource, RoutingContext request) {
        if (!givesEvents(resource)) {
            return;
        }
        if (!free.tryAcquire()) {
            throw TooMany.problem("more event streams than this service keeps open; ask for the status instead", WAIT);
        }
        AtomicBoolean open = new AtomicBoolean(true);
        request.addEndHandler(ended -> {
            if (open.getAndSet(false)) {
                free.release();
            }
        });
    }

    private static boolean givesEvents(ResourceInfo resource) {
        Produces produces = resource.getResourceMethod().getAnnotation(Produces.class);
        return produces != null && Arrays.asList(produces.value()).contains(MediaType.SERVER_SENT_EVENTS);
    }
}
