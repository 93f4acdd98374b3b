package org.autoequivariant.cache.accuracy;

import java.util.Comparator;
import java.util.regex.Pattern;

import org.autoequivariant.contracts.Evaluation;
import org.autoequivariant.contracts.EvaluationKey;

/**
 * Names the evaluations that can be compared: those on the same images under the same protocol.
 *
 * @param fingerprint of the data set, 16 hexadecimal digits
 * @param protocol in one word, such as {@code t4000-v1000-x0-e4-b64-lr0.001-standard-s0}
 */
public record Leaderboard(String fingerprint, String protocol) {

    /** Most accurate first; equals by key, from the last, as Redis orders equal scores backwards. */
    public static final Comparator<Evaluation.Trained> ORDER = Comparator.comparingDouble(Evaluation.Trained::accuracy)
            .thenComparing(evaluation -> evaluation.key().text())
            .reversed();

    private static final Pattern FINGERPRINT = Pattern.compile("[0-9a-f]{16}");
    private static final Pattern PROTOCOL = Pattern.compile("[\\w.-]{1,120}");

    public Leaderboard {
        if (fingerprint == null || !FINGERPRINT.matcher(fingerprint).matches()) {
            throw new IllegalArgumentException(
                    "fingerprint must be 16 lower-case hexadecimal digits, not '" + fingerprint + "'");
        }
        if (protocol == null || !PROTOCOL.matcher(protocol).matches()) {
            throw new IllegalArgumentException(
                    "protocol must be a word like t4000-v1000-x0-e4-b64-lr0.001-standard-s0, not '" + protocol + "'");
        }
    }

    /**
     * Where the evaluation of {@code key} stands.
     *
     * @throws IllegalArgumentException if the key does not begin with a fingerprint or end in a protocol
     */
    public static Leaderboard of(EvaluationKey key) {
        return new Leaderboard(key.fingerprint(), key.protocol());
    }
}
