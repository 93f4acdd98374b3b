package org.autoequivariant.web;

import java.util.Optional;

import jakarta.inject.Singleton;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;

/** Knows who sends {@code aen.web.token}; leaves everybody else to OpenID Connect. */
@Singleton
class StaticToken implements HttpAuthenticationMechanism {

    private static final SecurityIdentity HOLDER = QuarkusSecurityIdentity.builder()
            .setPrincipal(new QuarkusPrincipal("token"))
            .build();

    private final Optional<BearerToken> token;

    StaticToken(Admission admission) {
        this.token = admission.token();
    }

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext request, IdentityProviderManager manager) {
        String authorization = request.request().getHeader(HttpHeaderNames.AUTHORIZATION);
        boolean known = token.isPresent() && token.get().isIn(authorization);
        return known ? Uni.createFrom().item(HOLDER) : Uni.createFrom().nullItem();
    }

    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext request) {
        return Uni.createFrom()
                .item(new ChallengeData(
                        HttpResponseStatus.UNAUTHORIZED.code(), HttpHeaderNames.WWW_AUTHENTICATE, "Bearer"));
    }

    /** Before OpenID Connect, which refuses outright what is no token of its own. */
    @Override
    public int getPriority() {
        return DEFAULT_PRIORITY + 100;
    }
}
