package org.autoequivariant.dataset.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import jakarta.ws.rs.BadRequestException;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

import org.autoequivariant.contracts.DataSetName;
import org.autoequivariant.dataset.shard.DataSets;
import org.autoequivariant.dataset.source.Originals;

/** Whatever is in an address, it names a data set, a split or a shard, or is refused in words a person understands. */
class DataSetResourceProperties {

    private final Path folder = Path.of("target/no-data-sets");
    private final DataSets dataSets =
            new DataSets(folder, 100, Originals.in(folder, Optional.empty(), false, List.of()));

    @Provide
    Arbitrary<String> parts() {
        Arbitrary<String> likely = Arbitraries.of(
                "g-mnist",
                "g-fashion-mnist",
                "aug1",
                "iaug12",
                "010000100001",
                "none",
                "0",
                "-9223372036854775808",
                "9223372036854775808",
                "+1",
                "1e3",
                "train",
                "TEST",
                "validation",
                "train-000",
                "0123456789abcdef",
                "..",
                "../../../../../etc/passwd",
                "/etc/passwd",
                "..%2F..%2Fetc",
                "\0",
                "\\",
                "");
        return Arbitraries.frequencyOf(
                Tuple.of(4, likely), Tuple.of(1, Arbitraries.strings().ofMaxLength(20)));
    }

    @Property(tries = 10_000)
    void anAddressNamesADataSetOrIsRefused(
            @ForAll("parts") String family, @ForAll("parts") String augmentation, @ForAll("parts") String seed) {
        try {
            DataSetName name = DataSetResource.name(family, augmentation, seed);
            assertThat(name.family().label()).isEqualTo(family);
            assertThat(name.seed()).isEqualTo(Long.parseLong(seed));
        } catch (BadRequestException e) {
            assertThat(e).hasMessageMatching("(?s)(unknown data set|unknown augmentation|seed must be) .+");
        }
    }

    @Property(tries = 10_000)
    void anAddressNamesASplitOrIsRefused(@ForAll("parts") String split) {
        try {
            assertThat(DataSetResource.split(split).name().toLowerCase(Locale.ROOT))
                    .isEqualTo(split);
        } catch (BadRequestException e) {
            assertThat(e).hasMessageContainingAll("unknown split '" + split + "'", "train, validation and test");
        }
    }

    @Property(tries = 10_000)
    void noAddressLeadsToAFileThatIsNoShard(@ForAll("parts") String fingerprint, @ForAll("parts") String file)
            throws IOException {
        assertThat(dataSets.shard(fingerprint, file)).isEmpty();
    }
}
