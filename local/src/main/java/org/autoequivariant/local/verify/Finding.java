package org.autoequivariant.local.verify;

import java.util.List;
import java.util.Optional;

import org.autoequivariant.contracts.replay.Violation;

/**
 * What was found of one promise.
 *
 * @param promise what should hold, for a person
 * @param checked how many things it was checked of
 * @param broken the records that break it
 * @param remark what else a person should know
 */
record Finding(String promise, int checked, List<Violation> broken, Optional<String> remark) {

    Finding {
        broken = List.copyOf(broken);
    }

    static Finding of(String promise, int checked, List<Violation> broken) {
        return new Finding(promise, checked, broken, Optional.empty());
    }

    /** A promise that could not be checked, and why. */
    static Finding unchecked(String promise, String why) {
        return new Finding(promise, 0, List.of(), Optional.of("not checked: " + why));
    }

    Finding remarking(String text) {
        return new Finding(promise, checked, broken, Optional.of(text));
    }
}
