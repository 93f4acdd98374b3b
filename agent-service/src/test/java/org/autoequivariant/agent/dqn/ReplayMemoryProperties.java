package org.autoequivariant.agent.dqn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import org.autoequivariant.symmetry.State;
import org.autoequivariant.symmetry.Symmetry;

class ReplayMemoryProperties {

    @Property
    void keepsTheNewestAndSamplesThemWithoutRepeating(
            @ForAll @IntRange(min = 1, max = 50) int capacity,
            @ForAll @IntRange(min = 1, max = 200) int added,
            @ForAll long seed) {
        // Given
        ReplayMemory memory = new ReplayMemory(capacity);
        for (int i = 0; i < added; i++) {
            memory.add(new Transition(State.EMPTY, Symmetry.ROTATION, State.EMPTY, i));
        }

        // When
        List<Transition> all = memory.sample(memory.size(), new SplittableRandom(seed));

        // Then
        assertThat(memory.size()).isEqualTo(Math.min(capacity, added));
        assertThat(all.stream().map(Transition::reward)).doesNotHaveDuplicates().allSatisfy(reward -> assertThat(reward)
                .isBetween((double) Math.max(0, added - capacity), added - 1.0));
    }
}
