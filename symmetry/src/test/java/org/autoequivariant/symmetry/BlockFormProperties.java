package org.autoequivariant.symmetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import org.autoequivariant.symmetry.CharacterBasis.Span;

class BlockFormProperties {

    private static final int HIDDEN = WeightSharing.HIDDEN.size();

    @Provide
    Arbitrary<State> states() {
        return Arbitraries.integers().between(0, 4_095).map(State::new);
    }

    private static BlockForm of(State state) {
        WeightSharing sharing = WeightSharing.of(state);
        return BlockForm.of(sharing, Quotient.of(sharing));
    }

    /** Involutions of an 8 × 8 grid that commute; one has fixed points. */
    private static List<Permutation> involutions() {
        Grid grid = new Grid(8);
        return List.of(
                Symmetry.VERTICAL_FLIP.generator(grid),
                Symmetry.VERTICAL_SCRAMBLE.generator(grid),
                Symmetry.LEFT_VERTICAL_SCRAMBLE.generator(grid));
    }

    private static float[] random(int size, long seed) {
        Random random = new Random(seed);
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static float[][] planes(CharacterBasis basis, float[] vector) {
        float[][] planes = new float[basis.order()][basis.orbits()];
        basis.toPlanes(vector, planes, 0);
        return planes;
    }

    @Property(tries = 50)
    void transformingTwiceMultipliesByTheOrder(@ForAll long seed) {
        // Given
        CharacterBasis basis = CharacterBasis.of(64, involutions());
        float[][] before = planes(basis, random(64, seed));
        float[][] planes = planes(basis, random(64, seed));

        // When
        CharacterBasis.transform(planes);
        CharacterBasis.transform(planes);

        // Then
        for (int g = 0; g < planes.length; g++) {
            for (int orbit = 0; orbit < planes[g].length; orbit++) {
                assertThat(planes[g][orbit]).isCloseTo(8 * before[g][orbit], within(1e-4f));
            }
        }
    }

    @Property(tries = 50)
    void orbitsOutsideACharactersSpanHaveNoPartByIt(@ForAll long seed) {
        // Given
        CharacterBasis basis = CharacterBasis.of(64, involutions());
        float[][] parts = planes(basis, random(64, seed));

        // When
        CharacterBasis.transform(parts);

        // Then
        for (int character = 0; character < parts.length; character++) {
            Span span = basis.span(character);
            for (int orbit = 0; orbit < basis.orbits(); orbit++) {
                if (orbit < span.from() || orbit >= span.to()) {
                    assertThat(parts[character][orbit]).isCloseTo(0, within(1e-4f));
                }
            }
        }
    }

    @Example
    void orbitsCoverThePointsAndSpansHaveRoomForThem() {
        CharacterBasis basis = CharacterBasis.of(64, involutions());

        int points = 0;
        for (int orbit = 0; orbit < basis.orbits(); orbit++) {
            points += basis.orbitSize(orbit);
        }
        int parts = 0;
        for (int character = 0; character < basis.order(); character++) {
            parts += basis.span(character).size();
        }

        assertThat(points).isEqualTo(64);
        // Two kinds of orbits, each kept whole by one half scramble: no character has both in part only.
        assertThat(parts).isEqualTo(64);
    }

    /** The definition of the block form, put to the test on the first layer with random weights. */
    @Property(tries = 25)
    void blocksMapPartsAsTheTiedMatrixMapsVectors(@ForAll("states") State state, @ForAll long seed) {
        // Given
        WeightSharing sharing = WeightSharing.of(state);
        Quotient quotient = Quotient.of(sharing);
        int[] pixels = quotient.pixels().representatives();
        int[] units = quotient.hidden1().representatives();
        float[] weights = random(sharing.layer1().count(), seed);
        float[] x = random(pixels.length, seed + 1);
        double[] expected = new double[units.length];
        for (int p = 0; p < pixels.length; p++) {
            for (int q = 0; q < units.length; q++) {
                expected[q] += x[p] * weights[sharing.layer1().orbit(pixels[p] * HIDDEN + units[q])];
            }
        }

        // When
        BlockForm form = BlockForm.of(sharing, quotient);
        CharacterBasis in = form.pixels();
        CharacterBasis out = form.hidden1();
        float[][] parts = planes(in, x);
        CharacterBasis.transform(parts);
        float[][] outputs = new float[form.order()][out.orbits()];
        for (BlockForm.Group group : form.groups()) {
            for (int character = group.from(); character < group.to(); character++) {
                for (int o = group.pixels().from(); o < group.pixels().to(); o++) {
                    for (int u = group.hidden1().from(); u < group.hidden1().to(); u++) {
                        float weight = 0;
                        for (int g = 0; g < form.order(); g++) {
                            int edge = pixels[in.point(0, o)] * HIDDEN + units[out.point(g, u)];
                            int sign = Integer.bitCount(character & g) % 2 == 0 ? 1 : -1;
                            weight += sign * weights[sharing.layer1().orbit(edge)];
                        }
                        outputs[character][u] += in.orbitSize(o) * parts[character][o] * weight / form.order();
                    }
                }
            }
        }
        CharacterBasis.transform(outputs);

        // Then
        for (int g = 0; g < form.order(); g++) {
            for (int u = 0; u < out.orbits(); u++) {
                assertThat(outputs[g][u] / form.order()).isCloseTo((float) expected[out.point(g, u)], within(2e-3f));
            }
        }
    }

    @Property(tries = 40)
    void blocksNeverMultiplyMoreThanTheMatrixTheyReplace(@ForAll("states") State state) {
        Quotient quotient = Quotient.of(WeightSharing.of(state));
        long whole = (long) quotient.hidden1().count()
                * (quotient.pixels().count() + quotient.hidden2().count());

        assertThat(of(state).multiplications()).isLessThanOrEqualTo(whole);
    }

    @Example
    void freeInvolutionsDivideTheWorkByTheOrderOfTheirGroup() {
        long dense = of(State.EMPTY).multiplications();

        assertThat(dense).isEqualTo(784 * 400 + 400 * 400);
        assertThat(of(State.parse("horizontal-flip")).multiplications()).isEqualTo(dense / 2);
        assertThat(of(State.parse("rotation")).multiplications()).isEqualTo(dense / 2);
        assertThat(of(State.parse("horizontal-flip,vertical-flip")).multiplications())
                .isEqualTo(dense / 4);
        assertThat(of(State.parse("horizontal-flip,vertical-flip,horizontal-scramble,vertical-scramble"))
                        .multiplications())
                .isEqualTo(dense / 16);
    }

    @Example
    void fixedPointsMakeBlocksUnequal() {
        BlockForm form = of(State.parse("left-vertical-scramble"));

        assertThat(form.groups())
                .extracting(group -> group.count() + "×" + group.pixels().size() + "-"
                        + group.hidden1().size() + "-" + group.hidden2().size())
                .containsExactly("1×588-300-300", "1×196-100-100");
    }
}
