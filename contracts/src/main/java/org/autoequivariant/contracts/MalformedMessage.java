package org.autoequivariant.contracts;

/** Bytes that are not the message they should be; the message says what is wrong with them. */
public final class MalformedMessage extends Exception {

    public MalformedMessage(String message, Throwable cause) {
        super(message, cause);
    }
}
