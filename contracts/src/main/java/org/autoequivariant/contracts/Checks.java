package org.autoequivariant.contracts;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.autoequivariant.symmetry.State;
import org.autoequivariant.symmetry.Symmetry;

/** Range checks shared by the message records; each names the field in its message. */
final class Checks {

    /** Milliseconds since 1970 can be taken of every instant between, and differences do not overflow. */
    private static final Instant EARLIEST = Instant.EPOCH;

    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999999Z");

    private Checks() {}

    static <T> T present(T value, String field) {
        if (value == null) {
            throw new IllegalArgumentException(field + " is missing");
        }
        return value;
    }

    /** A copy that cannot be changed, without gaps. */
    static <T> List<T> allPresent(List<T> values, String field) {
        for (int i = 0; i < present(values, field).size(); i++) {
            present(values.get(i), field + "[" + i + "]");
        }
        return List.copyOf(values);
    }

    static int atLeast(int minimum, int value, String field) {
        if (value < minimum) {
            throw new IllegalArgumentException(field + " must be at least " + minimum + ", not " + value);
        }
        return value;
    }

    static int within(int least, int most, int value, String field) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "%s must be between %d and %d, not %d".formatted(field, least, most, value));
        }
        return value;
    }

    static double finite(double value, String field) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(field + " must be a finite number, not " + value);
        }
        return value;
    }

    static Instant instant(Instant value, String field) {
        if (present(value, field).isBefore(EARLIEST) || value.isAfter(LATEST)) {
            throw new IllegalArgumentException(field + " must be between 1970 and 9999, not " + value);
        }
        return value;
    }

    static double fraction(double value, String field) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(field + " must be between 0 and 1, not " + value);
        }
        return value;
    }

    /** What a search asks and what answers it: a step leads from its state to the next by its action. */
    static void request(
            String search,
            Purpose purpose,
            int walker,
            int step,
            State state,
            Optional<Symmetry> action,
            State nextState) {
        SearchId.check(search);
        present(purpose, "purpose");
        atLeast(0, walker, "walker");
        atLeast(0, step, "step");
        present(state, "state");
        present(nextState, "nextState");
        if (purpose == Purpose.STEP) {
            State led = state.toggle(
                    action.orElseThrow(() -> new IllegalArgumentException("action is missing from a step")));
            if (!led.equals(nextState)) {
                throw new IllegalArgumentException(
                        "nextState must be %s, where the action leads, not %s".formatted(led, nextState));
            }
        }
    }
}
