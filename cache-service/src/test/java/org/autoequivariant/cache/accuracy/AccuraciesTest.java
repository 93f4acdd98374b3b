package org.autoequivariant.cache.accuracy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.autoequivariant.cache.Samples.candidate;
import static org.autoequivariant.cache.Samples.trained;

import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.autoequivariant.contracts.Evaluation;
import org.autoequivariant.contracts.EvaluationKey;

class AccuraciesTest {

    private static final Evaluation.Trained GOOD = trained(candidate("s1", 0, 1), 0.9);
    private static final Evaluation.Trained BETTER = trained(candidate("s1", 1, 2), 0.95);

    private final MemoryCache cache = new MemoryCache();
    private final Accuracies accuracies = new Accuracies(cache, new StoredEvaluations() {
        @Override
        public Optional<Evaluation.Trained> find(EvaluationKey key) {
            return all().stream().filter(e -> e.key().equals(key)).findAny();
        }

        @Override
        public List<Evaluation.Trained> all() {
            return List.of(GOOD, BETTER);
        }
    });

    @Test
    void theStoreFindsWhatTheViewDoesNot() {
        assertThat(accuracies.find(GOOD.key())).contains(GOOD);
        assertThat(accuracies.find(candidate("s1", 0, 3).key())).isEmpty();
    }

    @Test
    void theStoreRanksWhileTheViewCannot() {
        // Given
        cache.setDown(true);
        Leaderboard leaderboard = Leaderboard.of(GOOD.key());

        // Then
        assertThat(accuracies.best(leaderboard, 5)).containsExactly(BETTER, GOOD);
        assertThat(accuracies.best(leaderboard, 1)).containsExactly(BETTER);
        assertThat(accuracies.best(new Leaderboard(leaderboard.fingerprint(), "x"), 5))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0123456789ABCDEF,x", "0123,x", ",x", "0123456789abcdef,", "0123456789abcdef,a:b"})
    void aLeaderboardIsNamedByAFingerprintAndAProtocol(String fingerprint, String protocol) {
        assertThatThrownBy(() -> new Leaderboard(fingerprint, protocol)).isInstanceOf(IllegalArgumentException.class);
    }
}
