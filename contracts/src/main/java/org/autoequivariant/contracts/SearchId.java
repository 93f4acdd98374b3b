package org.autoequivariant.contracts;

import java.util.regex.Pattern;

/** The form of a search's id: it appears in URLs, record keys and file names. */
public final class SearchId {

    private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");

    private SearchId() {}

    /** @throws IllegalArgumentException if {@code id} is not 1 to 64 lower-case letters, digits and hyphens */
    public static String check(String id) {
        if (!FORM.matcher(Checks.present(id, "search")).matches()) {
            throw new IllegalArgumentException(
                    "a search id is 1 to 64 lower-case letters, digits and hyphens, not '" + id + "'");
        }
        return id;
    }
}
