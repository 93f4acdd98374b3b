package org.autoequivariant.trainer.retry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

class RetryTest {

    private final Retry retry = new Retry(3, Duration.ofMillis(1), Duration.ofMillis(3));
    private final AtomicInteger calls = new AtomicInteger();

    @Test
    void aPassingFailureIsTriedAgain() throws Exception {
        String result = retry.call(
                "it",
                () -> {
                    if (calls.incrementAndGet() < 3) {
                        throw new IOException("not yet");
                    }
                    return "done";
                },
                e -> true);

        assertThat(result).isEqualTo("done");
        assertThat(calls).hasValue(3);
    }

    @Test
    void theLastFailureIsThrown() {
        assertThatThrownBy(() -> retry.call(
                        "it",
                        () -> {
                            throw new IOException("failure " + calls.incrementAndGet());
                        },
                        e -> true))
                .hasMessage("failure 3");
    }

    @Test
    void whatDoesNotPassIsNotTriedAgain() {
        assertThatThrownBy(() -> retry.call(
                        "it",
                        () -> {
                            calls.incrementAndGet();
                            throw new IOException("for good");
                        },
                        e -> false))
                .hasMessage("for good");
        assertThat(calls).hasValue(1);
    }

    @Test
    void waitsDoubleUpToTheLongest() {
        Retry slow = new Retry(9, Duration.ofSeconds(1), Duration.ofSeconds(5));

        assertThat(slow.waitAfter(1)).isEqualTo(Duration.ofSeconds(1));
        assertThat(slow.waitAfter(3)).isEqualTo(Duration.ofSeconds(4));
        assertThat(slow.waitAfter(4)).isEqualTo(Duration.ofSeconds(5));
        assertThat(slow.waitAfter(1_000)).isEqualTo(Duration.ofSeconds(5));
    }
}
