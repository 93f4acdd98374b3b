package org.autoequivariant.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import org.autoequivariant.contracts.Protocol;
import org.autoequivariant.contracts.Recipe;
import org.autoequivariant.symmetry.State;
import org.autoequivariant.symmetry.WeightSharing;
import org.autoequivariant.trainer.Fixtures;

/** {@code -Daen.trainings=300} trains longer. */
@EnabledOnOs(OS.LINUX)
class NativeMemoryTest {

    private static final int TRAININGS = Integer.getInteger("aen.trainings", 40);

    /** One training leaked would be 3 to 5 MB; what the heap and the allocator still grow by is less in all. */
    private static final int TOLERATED_KILOBYTES = 60_000;

    @Test
    void trainingsLeaveNoNativeMemoryBehind() throws InterruptedException, IOException {
        // Given
        Training training = new Training(Fixtures.TORCH, flop -> {});
        Training.Data data = Fixtures.data();
        List<WeightSharing> sharings = List.of(
                WeightSharing.of(State.EMPTY),
                WeightSharing.of(State.parse("vertical-flip")),
                WeightSharing.of(State.parse("horizontal-translation")));
        Protocol protocol = new Protocol(128, 100, 50, 1, 64, 1e-3, Recipe.STANDARD, 0);
        for (int i = 0; i < 15; i++) {
            training.run(sharings.get(i % 3), protocol, data);
        }
        System.gc();
        long before = residentKilobytes();

        // When
        for (int i = 0; i < TRAININGS; i++) {
            training.run(sharings.get(i % 3), protocol, data);
        }
        System.gc();

        // Then
        long grown = residentKilobytes() - before;
        System.out.printf("%d trainings: resident memory %+d kB from %d kB%n", TRAININGS, grown, before);
        assertThat(grown).isLessThan(TOLERATED_KILOBYTES);
    }

    private static long residentKilobytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }
}
