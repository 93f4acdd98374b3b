package org.autoequivariant.cache.web;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.BadRequestException;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

import org.autoequivariant.cache.accuracy.Leaderboard;
import org.autoequivariant.contracts.EvaluationKey;

/** Whatever is in an address, it is understood or is a bad request that says what is wrong with it. */
class ParametersProperties {

    @Provide
    Arbitrary<String> given() {
        Arbitrary<String> likely = Arbitraries.of(
                "0123456789abcdef",
                "t4000-v1000-x0-e4-b64-lr0.001-standard-s0",
                "0123456789abcdef.0.p",
                "a.b.c",
                "../../etc/passwd",
                "..%2F..%2Fetc",
                "aen:*",
                "\r\nFLUSHALL\r\n",
                "1",
                "1000",
                "1001",
                "0",
                "-1",
                "99999999999",
                "\u0661",
                "");
        return Arbitraries.frequencyOf(
                Tuple.of(4, likely), Tuple.of(1, Arbitraries.strings().ofMaxLength(20)));
    }

    @Property(tries = 10_000)
    void aLeaderboardIsNamedOrRefused(@ForAll("given") String fingerprint, @ForAll("given") String protocol) {
        try {
            Leaderboard leaderboard = Problems.parsed(() -> new Leaderboard(fingerprint, protocol));
            // Both become part of a name in Redis.
            assertThat(leaderboard.fingerprint() + leaderboard.protocol()).matches("[\\w.-]+");
        } catch (BadRequestException e) {
            assertThat(e).hasMessageMatching("(?s)(fingerprint|protocol) must be .+");
        }
    }

    @Property(tries = 10_000)
    void anEvaluationIsNamedOrRefused(@ForAll("given") String key) {
        try {
            EvaluationKey parsed = Problems.parsed(() -> EvaluationKey.parse(key));
            assertThat(parsed.text()).isEqualTo(key).matches("[\\w.-]+");
            Problems.parsed(() -> Leaderboard.of(parsed));
        } catch (BadRequestException e) {
            assertThat(e).hasMessageMatching("(?s)(an evaluation key is|fingerprint must be|protocol must be) .+");
        }
    }

    @Property(tries = 10_000)
    void aLimitIsWithinBoundsOrRefused(@ForAll("given") String limit) {
        try {
            assertThat(LeaderboardResource.limit(limit)).isBetween(1, 1_000);
        } catch (BadRequestException e) {
            assertThat(e).hasMessage("limit must be between 1 and 1000, not '" + limit + "'");
        }
    }
}
