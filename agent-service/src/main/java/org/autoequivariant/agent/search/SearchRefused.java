package org.autoequivariant.agent.search;

/** A request about a search that cannot be granted. */
public sealed class SearchRefused extends RuntimeException {

    private SearchRefused(String message) {
        super(message);
    }

    /** There is no such search. */
    public static final class Unknown extends SearchRefused {
        Unknown(String id) {
            super("there is no search " + id);
        }
    }

    /** Its life cycle does not allow it now. */
    public static final class Conflict extends SearchRefused {
        Conflict(String message) {
            super(message);
        }
    }

    /** What was kept of earlier searches is still being read. */
    public static final class NotReady extends SearchRefused {
        NotReady() {
            super("the searches kept by the broker are still being read; try again in a moment, or see to the broker");
        }
    }

    /** Too many run already. */
    public static final class TooMany extends SearchRefused {
        TooMany(int most) {
            super(
                    most
                            + " searches run already, which is the most allowed (aen.agent.max-searches); wait for one to end or cancel it");
        }
    }
}
