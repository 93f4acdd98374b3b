package org.autoequivariant.contracts;

import java.util.regex.Pattern;

/**
 * One exact data set: its name and the fingerprint of its content.
 *
 * @param name what it was made from
 * @param fingerprint first 16 hexadecimal digits of the SHA-256 of its shards' digests; equal fingerprint, equal images
 */
public record DataSet(DataSetName name, String fingerprint) {

    private static final Pattern FINGERPRINT = Pattern.compile("[0-9a-f]{16}");

    public DataSet {
        Checks.present(name, "name");
        if (!FINGERPRINT.matcher(Checks.present(fingerprint, "fingerprint")).matches()) {
            throw new IllegalArgumentException(
                    "fingerprint must be 16 lower-case hexadecimal digits, not '" + fingerprint + "'");
        }
    }
}
