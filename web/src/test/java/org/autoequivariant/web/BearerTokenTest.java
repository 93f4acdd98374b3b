package org.autoequivariant.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class BearerTokenTest {

    private static final BearerToken TOKEN = new BearerToken("abcdefgh-12345678==");

    @ParameterizedTest
    @ValueSource(strings = {"Bearer abcdefgh-12345678==", "bearer abcdefgh-12345678==", "Bearer  abcdefgh-12345678== "})
    void theTokenIsFoundInItsHeader(String header) {
        assertThat(TOKEN.isIn(header)).isTrue();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "Bearer",
                "Bearer ",
                "Bearer abcdefgh-12345678=",
                "Bearer abcdefgh-12345678===",
                "Bearer ABCDEFGH-12345678==",
                "Basic abcdefgh-12345678==",
                "abcdefgh-12345678=="
            })
    void anotherHeaderDoesNotHoldIt(String header) {
        assertThat(TOKEN.isIn(header)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "short", "with a space in it", "line\r\nbreak-line-break", "nön-äscii-nön-äscii"})
    void whatIsNoTokenIsRefusedByNameAndNotShown(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BearerToken.of("aen.some.token", text))
                .withMessageStartingWith("aen.some.token is no token: a token has 16 to 4096");
    }

    @Test
    void theLineBreakAFileEndsWithDoesNotCount() {
        assertThat(BearerToken.of("x", "abcdefgh-12345678==\r\n")).isEqualTo(TOKEN);
    }

    @Test
    void itsTextIsNotShown() {
        assertThat(TOKEN).hasToString("BearerToken");
        assertThat(TOKEN.authorization()).isEqualTo("Bearer abcdefgh-12345678==");
    }
}
