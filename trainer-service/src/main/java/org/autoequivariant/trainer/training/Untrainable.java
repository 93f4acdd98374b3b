package org.autoequivariant.trainer.training;

/** A job that fails however often it is tried; the message says why, for a person. */
public final class Untrainable extends RuntimeException {

    public Untrainable(String reason) {
        super(reason);
    }
}
