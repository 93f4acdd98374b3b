package org.autoequivariant.cache.web;

import java.util.function.Supplier;

import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.ServiceUnavailableException;

import org.autoequivariant.cache.accuracy.StoredEvaluations;

/** Says in HTTP's words what went wrong. */
final class Problems {

    private Problems() {}

    /** What does not parse is the asker's fault. */
    static <T> T parsed(Supplier<T> input) {
        try {
            return input.get();
        } catch (IllegalArgumentException e) {
            throw new BadRequestException(e.getMessage(), e);
        }
    }

    /** What cannot be read now can be soon. */
    static <T> T available(Supplier<T> answer) {
        try {
            return answer.get();
        } catch (StoredEvaluations.NotReady e) {
            throw new ServiceUnavailableException(e.getMessage());
        }
    }
}
