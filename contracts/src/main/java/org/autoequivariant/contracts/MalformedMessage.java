package org.autoequivariant.contracts;

/**
 * Bytes that are not the message they should be; the message says what is wrong with them, in one line of 500
 * characters at most.
 */
public final class MalformedMessage extends Exception {

    /** Messages quote what was read, and go into headers and logs: quotes must not make records too large. */
    private static final int LONGEST = 500;

    public MalformedMessage(String message, Throwable cause) {
        super(readable(message), cause);
    }

    private static String readable(String message) {
        String cut = message.length() <= LONGEST ? message : message.substring(0, LONGEST - 1) + "…";
        // Line breaks that are quoted would forge lines of the log.
        return cut.replaceAll("[\\p{Cntrl}\\x{80}-\\x{9f}\\x{2028}\\x{2029}]", " ");
    }
}
