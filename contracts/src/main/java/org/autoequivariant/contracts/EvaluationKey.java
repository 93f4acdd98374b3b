package org.autoequivariant.contracts;

import java.util.regex.Pattern;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

import org.autoequivariant.symmetry.NetworkSignature;

/**
 * Data-set fingerprint, network signature and protocol in one word. Equal key, equal result: it is the cache key, the
 * idempotence key and the partition key.
 *
 * @param text such as {@code 0123456789abcdef.d38d7afa938fa3fa.t4000-v1000-x0-e4-b64-lr0.001-standard-s0}
 */
public record EvaluationKey(@JsonValue String text) {

    private static final int LONGEST = 200;
    private static final Pattern FORM = Pattern.compile("[\\w-]+\\.[\\w-]+\\.[\\w.-]+");

    public EvaluationKey {
        if (Checks.present(text, "key").length() > LONGEST
                || !FORM.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "an evaluation key is fingerprint.signature.protocol, not '" + text + "'");
        }
    }

    @JsonCreator
    public static EvaluationKey parse(String text) {
        return new EvaluationKey(text);
    }

    public static EvaluationKey of(DataSet dataSet, NetworkSignature signature, Protocol protocol) {
        return new EvaluationKey(dataSet.fingerprint() + "." + signature + "." + protocol);
    }

    /** Fingerprint of the data set. */
    public String fingerprint() {
        return part(0);
    }

    /** @throws IllegalArgumentException if the key's second part is no signature */
    public NetworkSignature signature() {
        return new NetworkSignature(part(1));
    }

    /** The protocol in one word. */
    public String protocol() {
        return part(2);
    }

    private String part(int index) {
        return text.split("\\.", 3)[index];
    }

    @Override
    public String toString() {
        return text;
    }
}
