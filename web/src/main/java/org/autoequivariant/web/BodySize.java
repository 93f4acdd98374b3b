package org.autoequivariant.web;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response.Status;

import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkus.runtime.configuration.MemorySize;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextInternal;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Reads a request's body up to the size that is allowed, before it holds a thread. Quarkus alone breaks the connection
 * off, often before its client has read why. Vert.x's own reader would decode forms, which nobody here takes.
 */
@Singleton
class BodySize {

    /** After it is known who asks, which is at -100, and before Quarkus looks, at -2. */
    private static final int ORDER = -50;

    private final long most;
    private final Answers answers;

    BodySize(@ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize most, Answers answers) {
        this.most = most.asLongValue();
        this.answers = answers;
    }

    void register(@Observes Router router) {
        router.route().order(ORDER).handler(this::read);
    }

    private void read(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        Buffer body = Buffer.buffer();
        request.handler(part -> {
            if (body.length() + part.length() <= most) {
                body.appendBuffer(part);
            } else if (!routing.response().ended()) {
                answers.give(
                        routing,
                        HttpProblem.valueOf(
                                Status.REQUEST_ENTITY_TOO_LARGE,
                                "a request's body has at most " + most + " bytes here"));
            }
        });
        request.endHandler(end -> {
            if (!routing.response().ended()) {
                ((RoutingContextInternal) routing).setBody(body);
                routing.next();
            }
        });
        request.resume();
    }
}
