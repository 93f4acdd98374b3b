package org.autoequivariant.web;

import jakarta.inject.Singleton;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.container.ContainerRequestContext;

import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Says that a media type cannot be read, which JAX-RS would find out too late and take for an error of its own. */
@Singleton
class ReadableHeaders {

    @ServerRequestFilter(preMatching = true)
    void check(ContainerRequestContext request) {
        try {
            request.getAcceptableMediaTypes();
            request.getMediaType();
        } catch (IllegalArgumentException e) {
            throw new BadRequestException("the Accept or Content-Type header holds no media type", e);
        }
    }
}
