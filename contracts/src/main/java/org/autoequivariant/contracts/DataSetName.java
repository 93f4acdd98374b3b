package org.autoequivariant.contracts;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

import org.autoequivariant.symmetry.State;
import org.autoequivariant.symmetry.Symmetry;

/**
 * Names an augmented data set: which images, moved by which symmetries, drawn with which seed.
 *
 * <p>Text form {@code g-mnist/010000100001@0}; the seed may be left out and is 0 then.
 *
 * @param family the images augmented
 * @param augmentation the symmetries applied to them at random (Tables 2 and 8)
 * @param seed seed of the augmentation and of the split
 */
public record DataSetName(Family family, State augmentation, long seed) {

    /** The benchmarks of section 5.1. */
    public enum Family {
        G_MNIST,
        G_FASHION_MNIST;

        /** The name people type: {@code g-mnist} or {@code g-fashion-mnist}. */
        @JsonValue
        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** @throws IllegalArgumentException if there is no such family, naming those there are */
        @JsonCreator
        public static Family parse(String label) {
            for (Family family : values()) {
                if (family.label().equals(label)) {
                    return family;
                }
            }
            throw new IllegalArgumentException(
                    "unknown data set '" + label + "'; there are g-mnist and g-fashion-mnist");
        }
    }

    private static final Map<String, String> TABLE_2 = Map.of(
            "aug0", "000000000000",
            "aug1", "011000100001",
            "aug2", "110000001100",
            "aug3", "100100010010",
            "aug4", "111111000000",
            "aug5", "111111111111");

    private static final Pattern SINGLE = Pattern.compile("iaug(\\d{1,2})");
    private static final Pattern TEXT = Pattern.compile("([a-z-]{1,20})/([01]{12})(?:@(-?\\d{1,19}))?");

    public DataSetName {
        Checks.present(family, "family");
        Checks.present(augmentation, "augmentation");
    }

    /** @throws IllegalArgumentException if the text is not of the form {@code family/bits@seed} */
    @JsonCreator
    public static DataSetName parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("a data set is named like g-mnist/010000100001@0, not '" + text + "'");
        }
        return new DataSetName(
                Family.parse(matcher.group(1)),
                State.parse(matcher.group(2)),
                matcher.group(3) == null ? 0 : seed(matcher.group(3)));
    }

    /** @throws IllegalArgumentException if the text is not a whole number of 64 bits */
    public static long seed(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("seed must be a whole number of 64 bits, not '" + text + "'", e);
        }
    }

    /**
     * Reads an augmentation: {@code aug0}…{@code aug5} (Table 2), {@code iaug0}…{@code iaug12} (Table 8), or a state.
     *
     * @throws IllegalArgumentException if it is none of these
     */
    public static State augmentation(String text) {
        String label = text.strip().toLowerCase(Locale.ROOT);
        String bits = TABLE_2.get(label);
        if (bits != null) {
            return State.parse(bits);
        }
        Matcher single = SINGLE.matcher(label);
        if (single.matches() && Integer.parseInt(single.group(1)) <= Symmetry.COUNT) {
            int number = Integer.parseInt(single.group(1));
            return number == 0 ? State.EMPTY : State.of(Symmetry.numbered(number));
        }
        try {
            return State.parse(label);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "unknown augmentation '" + text + "'; give aug0 to aug5, iaug0 to iaug12, or a state: "
                            + e.getMessage(),
                    e);
        }
    }

    @JsonValue
    @Override
    public String toString() {
        return family.label() + "/" + augmentation + "@" + seed;
    }
}
