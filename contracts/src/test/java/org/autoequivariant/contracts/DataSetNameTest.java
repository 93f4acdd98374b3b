package org.autoequivariant.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DataSetNameTest {

    @ParameterizedTest
    @CsvSource({
        "aug0,000000000000", "aug1,011000100001", "Aug2,110000001100", "aug3,100100010010",
        "aug4,111111000000", "aug5,111111111111", "iaug0,000000000000", "IAug1,100000000000",
        "iaug12,000000000001", "010000100001,010000100001", "rotation,100000000000"
    })
    void augmentationsAreNamedAsInThePaper(String text, String bits) {
        assertThat(DataSetName.augmentation(text)).hasToString(bits);
    }

    @ParameterizedTest
    @ValueSource(strings = {"aug6", "iaug13", "0101", "mirror", ""})
    void anyOtherAugmentationIsRefused(String text) {
        assertThatThrownBy(() -> DataSetName.augmentation(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("aug0 to aug5");
    }

    @Test
    void theTextReadsBackAndTheSeedMayBeLeftOut() {
        DataSetName name = DataSetName.parse("g-fashion-mnist/010000000000@-7");

        assertThat(name).hasToString("g-fashion-mnist/010000000000@-7");
        assertThat(DataSetName.parse("g-mnist/010000000000").seed()).isZero();
        assertThatThrownBy(() -> DataSetName.parse("../etc/passwd")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> DataSetName.parse("g-cifar/010000000000")).hasMessageContaining("g-fashion-mnist");
    }
}
