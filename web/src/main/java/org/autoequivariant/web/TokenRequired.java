package org.autoequivariant.web;

import jakarta.inject.Singleton;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.HttpSecurityPolicy;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;

/** Every request needs a token where there are tokens, but those of probes and, if open, those that only read. */
@Singleton
class TokenRequired implements HttpSecurityPolicy {

    private final Admission admission;
    private final boolean readOpen;

    TokenRequired(Admission admission, WebConfig config) {
        this.admission = admission;
        this.readOpen = config.readOpen();
    }

    @Override
    public Uni<CheckResult> checkPermission(
            RoutingContext request, Uni<SecurityIdentity> identity, AuthorizationRequestContext context) {
        if (!admission.credentialsNeeded() || Probes.asks(request) || (readOpen && onlyReads(request))) {
            return CheckResult.permit();
        }
        // A failure instead of a denial: it becomes a problem document.
        return identity.map(who -> {
            if (who.isAnonymous()) {
                throw new AuthenticationFailedException("a token is needed");
            }
            return CheckResult.PERMIT;
        });
    }

    private static boolean onlyReads(RoutingContext request) {
        HttpMethod method = request.request().method();
        return method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
    }
}
