package org.autoequivariant.local;

/**
 * Something a person has to know and act on; its message says what was wrong and what to do. Ends the command with 1.
 */
public final class Failure extends RuntimeException {

    public Failure(String message) {
        super(message);
    }

    public Failure(String message, Throwable cause) {
        super(message, cause);
    }
}
