package org.autoequivariant.symmetry;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A set of symmetries: where the search stands, and which network it stands for (section 4.3, "Search space").
 *
 * <p>Its text form is twelve characters of 0 and 1 in the order of {@link Symmetry}: {@code 010000100001} holds the
 * symmetries 2, 7 and 12.
 *
 * @param bits the set as an integer below 4,096; bit 0 is symmetry 1
 */
public record State(int bits) implements Comparable<State> {

    /** Number of states. */
    public static final int COUNT = 1 << Symmetry.COUNT;

    /** No symmetry: the dense network every reward is measured against. */
    public static final State EMPTY = new State(0);

    private static final Comparator<State> BY_TEXT = Comparator.comparing(State::toString);

    public State {
        if (bits < 0 || bits >= COUNT) {
            throw new IllegalArgumentException(
                    "a state has " + Symmetry.COUNT + " bits, so 0 to " + (COUNT - 1) + ", not " + bits);
        }
    }

    public static State of(Symmetry... symmetries) {
        return of(List.of(symmetries));
    }

    public static State of(Iterable<Symmetry> symmetries) {
        int bits = 0;
        for (Symmetry symmetry : symmetries) {
            bits |= bit(symmetry);
        }
        return new State(bits);
    }

    /** All 4,096 states. */
    public static Stream<State> all() {
        return IntStream.range(0, COUNT).mapToObj(State::new);
    }

    /**
     * Reads twelve characters of 0 and 1, or names of symmetries joined by commas
     * ({@code horizontal-flip,vertical-flip}), or {@code none}.
     *
     * @throws IllegalArgumentException if the text is neither, saying what is wrong with it
     */
    public static State parse(String text) {
        String trimmed = text.strip().toLowerCase(Locale.ROOT);
        if (trimmed.equals("none")) {
            return EMPTY;
        }
        if (!trimmed.isEmpty() && Character.isDigit(trimmed.charAt(0))) {
            return parseBits(trimmed);
        }
        Set<Symmetry> symmetries = new LinkedHashSet<>();
        for (String label : trimmed.split(",", -1)) {
            symmetries.add(Symmetry.labelled(abbreviate(label.strip())));
        }
        return of(symmetries);
    }

    private static State parseBits(String text) {
        if (text.length() != Symmetry.COUNT) {
            throw new IllegalArgumentException("a state has %d characters of 0 and 1, but '%s' has %d"
                    .formatted(Symmetry.COUNT, abbreviate(text), text.length()));
        }
        int bits = 0;
        for (int i = 0; i < Symmetry.COUNT; i++) {
            switch (text.charAt(i)) {
                case '0' -> {}
                case '1' -> bits |= 1 << i;
                default ->
                    throw new IllegalArgumentException("a state has only 0 and 1, but '%s' has '%s' at position %d"
                            .formatted(text, text.charAt(i), i + 1));
            }
        }
        return new State(bits);
    }

    private static String abbreviate(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }

    private static int bit(Symmetry symmetry) {
        return 1 << symmetry.ordinal();
    }

    public boolean has(Symmetry symmetry) {
        return (bits & bit(symmetry)) != 0;
    }

    /** This state with one symmetry added if absent, removed if present: the search's action (section 4.3). */
    public State toggle(Symmetry symmetry) {
        return new State(bits ^ bit(symmetry));
    }

    public State with(Symmetry symmetry) {
        return new State(bits | bit(symmetry));
    }

    /** Whether this state has every symmetry of {@code other}. */
    public boolean includes(State other) {
        return (bits | other.bits) == bits;
    }

    /** The symmetries of either. */
    public State union(State other) {
        return new State(bits | other.bits);
    }

    /** The symmetries held, in the order of Table 8. */
    public List<Symmetry> symmetries() {
        return Stream.of(Symmetry.values()).filter(this::has).toList();
    }

    /** The symmetries' names joined by commas, or {@code none}. */
    public String names() {
        return bits == 0 ? "none" : symmetries().stream().map(Symmetry::label).collect(Collectors.joining(","));
    }

    @Override
    public int compareTo(State other) {
        return BY_TEXT.compare(this, other);
    }

    /** Twelve characters of 0 and 1; the first is symmetry 1. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(Symmetry.COUNT);
        for (Symmetry symmetry : Symmetry.values()) {
            text.append(has(symmetry) ? '1' : '0');
        }
        return text.toString();
    }
}
