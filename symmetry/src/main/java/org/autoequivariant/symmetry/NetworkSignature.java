package org.autoequivariant.symmetry;

import java.util.regex.Pattern;

/**
 * Names a network by what it is, not by the state that led to it: two states have the same signature exactly when they
 * tie the same weights in every layer. It is a checksum of the canonical partitions, so it does not depend on the
 * machine or on the order of the symmetries. There are 216 networks to tell apart, none of them made by an enemy: 64
 * bits are plenty.
 *
 * @param hex the partitions' CRC-32C and CRC-32, as 16 lower-case hexadecimal digits
 */
public record NetworkSignature(String hex) {

    private static final Pattern FORM = Pattern.compile("[0-9a-f]{16}");

    public NetworkSignature {
        if (!FORM.matcher(hex).matches()) {
            throw new IllegalArgumentException(
                    "a network signature is 16 lower-case hexadecimal digits, not '" + hex + "'");
        }
    }

    @Override
    public String toString() {
        return hex;
    }
}
