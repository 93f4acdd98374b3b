package org.autoequivariant.tests.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.Test;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisException;

import org.autoequivariant.contracts.SearchSettings;
import org.autoequivariant.contracts.SearchStatus;
import org.autoequivariant.local.cluster.Member;

/**
 * Faults at random while searches follow one another, each on a data set of its own. The seed and the seconds can be
 * set: {@code -Daen.chaos.seed=2 -Daen.chaos.seconds=300}.
 */
class ChaosTest {

    private static final long SEED = Long.getLong("aen.chaos.seed", 1);
    private static final Duration CHAOS = Duration.ofSeconds(Long.getLong("aen.chaos.seconds", 60));
    private static final int STATES = 30;
    private static final int MOST_TRAINERS = 4;

    private final Random random = new Random(SEED);

    @Test
    void searchesEndAsUndisturbedOnesDoWhateverDiesMeanwhile() throws Exception {
        List<SearchStatus> disturbed;
        try (FaultyCluster cluster = FaultyCluster.fresh(2)) {
            ExecutorService searching = Executors.newSingleThreadExecutor();
            Instant end = Instant.now().plus(CHAOS);
            Future<List<SearchStatus>> searches = searching.submit(() -> searchUntil(end, cluster));
            while (Instant.now().isBefore(end)) {
                // The pace of the chaos; nothing is waited for.
                Thread.sleep(2_000 + random.nextInt(5_000));
                disturb(cluster);
            }
            disturbed = searches.get();
            searching.shutdown();
            cluster.verify();
        }
        System.out.printf("%d searches in %s of chaos with seed %d%n", disturbed.size(), CHAOS, SEED);
        assertThat(disturbed).isNotEmpty();

        try (FaultyCluster cluster = FaultyCluster.fresh(2)) {
            for (SearchStatus search : disturbed) {
                SearchStatus undisturbed = cluster.finished(cluster.start(search.settings()));
                assertThat(search.best()).isEqualTo(undisturbed.best());
                assertThat(search.dense()).isEqualTo(undisturbed.dense());
                assertThat(search.progress().steps())
                        .isEqualTo(undisturbed.progress().steps());
            }
        }
    }

    private static List<SearchStatus> searchUntil(Instant end, FaultyCluster cluster) {
        List<SearchStatus> finished = new ArrayList<>();
        for (int dataSeed = 1; Instant.now().isBefore(end); dataSeed++) {
            SearchSettings settings = ShortSearch.of(STATES, 2, dataSeed);
            // It may last as long as the chaos does, and then what it takes undisturbed.
            finished.add(cluster.finished(cluster.startWheneverPossible(settings), CHAOS.plus(FaultyCluster.PATIENCE)));
        }
        return finished;
    }

    private void disturb(FaultyCluster cluster) throws Exception {
        List<Member> trainers = cluster.trainers();
        switch (random.nextInt(9)) {
            case 0, 1 -> kill(any(trainers).name(), cluster);
            case 2 -> kill("cache-service", cluster);
            case 3 -> kill("agent-service", cluster);
            case 4 -> kill("redis", cluster);
            case 5 -> kill("kafka", cluster);
            case 6 -> flush(cluster);
            case 7 -> {
                if (trainers.size() < MOST_TRAINERS) {
                    cluster.addTrainer();
                } else {
                    cluster.stop(any(trainers).name());
                }
            }
            default -> {
                Member stalled = any(trainers);
                if (stalled.process().isAlive()) {
                    cluster.signal(stalled, "STOP");
                    Thread.sleep(3_000);
                    cluster.signal(stalled, "CONT");
                }
            }
        }
    }

    /** What does not get up between two blows is given up by those who start it again, and rightly so. */
    private static void kill(String name, FaultyCluster cluster) {
        if (cluster.member(name).isReady()) {
            cluster.kill(name);
        } else {
            System.out.println(name + " is not up yet");
        }
    }

    private Member any(List<Member> members) {
        return members.get(random.nextInt(members.size()));
    }

    private static void flush(FaultyCluster cluster) {
        System.out.println("flushing redis");
        try (RedisClient redis = RedisClient.create(cluster.endpoints().redis())) {
            redis.flushAll();
        } catch (JedisException e) {
            System.out.println("redis is away: " + e.getMessage());
        }
    }
}
