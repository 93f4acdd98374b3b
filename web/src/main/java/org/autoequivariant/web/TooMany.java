package org.autoequivariant.web;

import java.time.Duration;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response.Status;

import io.quarkiverse.resteasy.problem.HttpProblem;

/** The answer to who asks too much. */
final class TooMany {

    private TooMany() {}

    /** @param wait after which asking again has a chance; said in whole seconds, at least one */
    static HttpProblem problem(String detail, Duration wait) {
        return HttpProblem.builder()
                .withStatus(Status.TOO_MANY_REQUESTS)
                .withTitle(Status.TOO_MANY_REQUESTS.getReasonPhrase())
                .withDetail(detail)
                .withHeader(HttpHeaders.RETRY_AFTER, wait.toSeconds() + 1)
                .build();
    }
}
