package org.autoequivariant.dataset.source;

/** The original images cannot be had; the message names every place tried and why it failed. */
public final class SourceUnavailable extends RuntimeException {

    public SourceUnavailable(String message) {
        super(message);
    }

    public SourceUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
