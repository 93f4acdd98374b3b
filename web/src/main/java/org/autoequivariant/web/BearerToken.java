package org.autoequivariant.web;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.regex.Pattern;

/**
 * A secret that opens a door, sent as {@code Authorization: Bearer} (RFC 6750). No message of an exception and no
 * {@link #toString} holds it.
 */
public record BearerToken(String text) {

    private static final String SCHEME = "Bearer ";
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

    public BearerToken {
        if (text.length() < 16 || text.length() > 4096 || !FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("a token has 16 to 4096 letters, digits and -._~+/, and may end with =");
        }
    }

    /**
     * Reads a setting; surrounding white space, such as a file's last line break, does not count.
     *
     * @throws IllegalArgumentException naming the setting if the text is no token
     */
    public static BearerToken of(String setting, String text) {
        try {
            return new BearerToken(text.strip());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(setting + " is no token: " + e.getMessage(), e);
        }
    }

    /** The value of the {@code Authorization} header. */
    public String authorization() {
        return SCHEME + text;
    }

    /** Whether a header's value, null if absent, holds this token; takes as long whatever the token sent. */
    boolean isIn(String authorization) {
        if (authorization == null || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return false;
        }
        byte[] sent = authorization.substring(SCHEME.length()).strip().getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(sent, text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "BearerToken";
    }
}
