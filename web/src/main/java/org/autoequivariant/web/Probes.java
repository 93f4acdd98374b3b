package org.autoequivariant.web;

import io.vertx.ext.web.RoutingContext;

/** Requests of those who look whether the service is well. They carry no token and are not counted. */
final class Probes {

    private Probes() {}

    static boolean asks(RoutingContext request) {
        String path = request.normalizedPath();
        return path.equals("/q/metrics") || path.equals("/q/health") || path.startsWith("/q/health/");
    }
}
