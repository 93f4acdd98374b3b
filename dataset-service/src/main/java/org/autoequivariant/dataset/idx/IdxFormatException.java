package org.autoequivariant.dataset.idx;

import java.io.IOException;

/** Bytes that are not the IDX file they should be; the message says which, what was expected and what was found. */
public final class IdxFormatException extends IOException {

    public IdxFormatException(String message) {
        super(message);
    }
}
