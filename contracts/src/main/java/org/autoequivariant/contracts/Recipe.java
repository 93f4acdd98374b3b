package org.autoequivariant.contracts;

import java.util.Locale;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** How a tied layer is built and initialised. */
public enum Recipe {
    /** Affine map, then ReLU; a bias per orbit of hidden units; weights uniform in ±1/√fan-in. */
    STANDARD,
    /** ReLU before adding one scalar bias per layer; weights uniform in ±1/√orbits. The published numbers' recipe. */
    AUTHORS;

    @JsonValue
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException if there is no such recipe */
    @JsonCreator
    public static Recipe parse(String label) {
        for (Recipe recipe : values()) {
            if (recipe.label().equals(label)) {
                return recipe;
            }
        }
        throw new IllegalArgumentException("unknown recipe '" + label + "'; there are standard and authors");
    }
}
