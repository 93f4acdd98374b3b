package org.autoequivariant.contracts;

/** Range checks shared by the message records; each names the field in its message. */
final class Checks {

    private Checks() {}

    static <T> T present(T value, String field) {
        if (value == null) {
            throw new IllegalArgumentException(field + " is missing");
        }
        return value;
    }

    static int atLeast(int minimum, int value, String field) {
        if (value < minimum) {
            throw new IllegalArgumentException(field + " must be at least " + minimum + ", not " + value);
        }
        return value;
    }

    static double fraction(double value, String field) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(field + " must be between 0 and 1, not " + value);
        }
        return value;
    }
}
