package org.autoequivariant.symmetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SymmetryTest {

    /** 0 1 2 3 / 4 5 6 7 / 8 9 10 11 / 12 13 14 15. */
    private static final Grid GRID = new Grid(4);

    @ParameterizedTest(name = "{0} turns 0…15 into {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "ROTATION                   | 12 8 4 0 13 9 5 1 14 10 6 2 15 11 7 3",
                "HORIZONTAL_FLIP            | 3 2 1 0 7 6 5 4 11 10 9 8 15 14 13 12",
                "VERTICAL_FLIP              | 12 13 14 15 8 9 10 11 4 5 6 7 0 1 2 3",
                "ROTATION_SCRAMBLE          | 8 9 0 1 12 13 4 5 10 11 2 3 14 15 6 7",
                "HORIZONTAL_SCRAMBLE        | 2 3 0 1 6 7 4 5 10 11 8 9 14 15 12 13",
                "VERTICAL_SCRAMBLE          | 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7",
                "LEFT_VERTICAL_SCRAMBLE     | 8 9 2 3 12 13 6 7 0 1 10 11 4 5 14 15",
                "RIGHT_VERTICAL_SCRAMBLE    | 0 1 10 11 4 5 14 15 8 9 2 3 12 13 6 7",
                "TOP_HORIZONTAL_SCRAMBLE    | 2 3 0 1 6 7 4 5 8 9 10 11 12 13 14 15",
                "BOTTOM_HORIZONTAL_SCRAMBLE | 0 1 2 3 4 5 6 7 10 11 8 9 14 15 12 13",
            })
    void generatorMovesAPictureAsTable8Says(Symmetry symmetry, String picture) {
        // Given
        float[] numbered = new float[16];
        for (int i = 0; i < numbered.length; i++) {
            numbered[i] = i;
        }

        // When
        float[] moved = symmetry.generator(GRID).move(numbered);

        // Then
        StringBuilder seen = new StringBuilder();
        for (float value : moved) {
            seen.append((int) value).append(' ');
        }
        assertThat(seen.toString().strip()).isEqualTo(picture);
    }

    @ParameterizedTest
    @CsvSource({
        "ROTATION,4,4", "HORIZONTAL_FLIP,2,2", "VERTICAL_FLIP,2,2",
        "HORIZONTAL_TRANSLATION,7,5", "VERTICAL_TRANSLATION,7,5", "ROTATION_SCRAMBLE,4,4",
        "HORIZONTAL_SCRAMBLE,2,2", "VERTICAL_SCRAMBLE,2,2", "LEFT_VERTICAL_SCRAMBLE,2,2",
        "RIGHT_VERTICAL_SCRAMBLE,2,2", "TOP_HORIZONTAL_SCRAMBLE,2,2", "BOTTOM_HORIZONTAL_SCRAMBLE,2,2"
    })
    void generatorsHaveTheOrdersOfTheirGroups(Symmetry symmetry, int onPixels, int onHiddenUnits) {
        assertThat(symmetry.generator(WeightSharing.PIXELS).order()).isEqualTo(onPixels);
        assertThat(symmetry.generator(WeightSharing.HIDDEN).order()).isEqualTo(onHiddenUnits);
    }

    @Test
    void translationsMoveByFourPointsAndWrapAround() {
        Grid grid = WeightSharing.PIXELS;
        Permutation horizontal = Symmetry.HORIZONTAL_TRANSLATION.generator(grid);
        Permutation vertical = Symmetry.VERTICAL_TRANSLATION.generator(grid);

        assertThat(horizontal.apply(grid.index(3, 2))).isEqualTo(grid.index(3, 6));
        assertThat(horizontal.apply(grid.index(3, 26))).isEqualTo(grid.index(3, 2));
        assertThat(vertical.apply(grid.index(2, 3))).isEqualTo(grid.index(6, 3));
        assertThat(vertical.apply(grid.index(26, 3))).isEqualTo(grid.index(2, 3));
    }

    @ParameterizedTest
    @EnumSource(Symmetry.class)
    void numbersAndLabelsNameASymmetry(Symmetry symmetry) {
        assertThat(Symmetry.numbered(symmetry.number())).isEqualTo(symmetry);
        assertThat(State.parse(symmetry.label()).symmetries()).isEqualTo(List.of(symmetry));
    }
}
