package org.autoequivariant.symmetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class PermutationProperties {

    @Provide
    Arbitrary<Permutation> permutations() {
        return Arbitraries.longs().map(seed -> {
            List<Integer> image = new ArrayList<>(List.of(0, 1, 2, 3, 4, 5, 6, 7));
            Collections.shuffle(image, new Random(seed));
            return Permutation.of(image.stream().mapToInt(Integer::intValue).toArray());
        });
    }

    @Property
    void compositionReadsLeftToRight(
            @ForAll("permutations") Permutation first, @ForAll("permutations") Permutation second) {
        Permutation both = first.then(second);
        for (int i = 0; i < both.size(); i++) {
            assertThat(both.apply(i)).isEqualTo(second.apply(first.apply(i)));
        }
    }

    @Property
    void compositionIsAssociative(
            @ForAll("permutations") Permutation a,
            @ForAll("permutations") Permutation b,
            @ForAll("permutations") Permutation c) {
        assertThat(a.then(b).then(c)).isEqualTo(a.then(b.then(c)));
    }

    @Property
    void inverseUndoes(@ForAll("permutations") Permutation permutation) {
        assertThat(permutation.then(permutation.inverse())).isEqualTo(Permutation.identity(8));
    }

    @Property
    void orderIsTheFirstPowerThatIsTheIdentity(@ForAll("permutations") Permutation permutation) {
        Permutation power = Permutation.identity(8);
        for (int k = 1; k < permutation.order(); k++) {
            power = power.then(permutation);
            assertThat(power).isNotEqualTo(Permutation.identity(8));
        }
        assertThat(power.then(permutation)).isEqualTo(Permutation.identity(8));
    }

    @Property
    void movingAVectorMovesItsValuesAlong(@ForAll("permutations") Permutation permutation) {
        float[] values = {0, 1, 2, 3, 4, 5, 6, 7};
        float[] moved = permutation.move(values);
        for (int i = 0; i < 8; i++) {
            assertThat(moved[permutation.apply(i)]).isEqualTo(values[i]);
        }
    }

    @Example
    void anImageThatRepeatsAPointIsRefused() {
        assertThatThrownBy(() -> Permutation.of(0, 1, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
