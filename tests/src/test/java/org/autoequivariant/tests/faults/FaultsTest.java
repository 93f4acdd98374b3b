package org.autoequivariant.tests.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import redis.clients.jedis.RedisClient;

import org.autoequivariant.contracts.Evaluation;
import org.autoequivariant.contracts.SearchStatus;
import org.autoequivariant.contracts.Topic;
import org.autoequivariant.local.cluster.Member;
import org.autoequivariant.local.search.Searches;
import org.autoequivariant.local.topic.TopicLog;
import org.autoequivariant.tests.FreshHome;
import org.autoequivariant.tests.TrainersGroup;

/**
 * Kills, stops and floods real processes while a search runs. Each search must end as an undisturbed one of the same
 * seed does, and {@code aen verify} must find every promise kept. What is done is listed in docs/faults.md.
 */
class FaultsTest {

    private static SearchStatus undisturbed;

    private FaultyCluster cluster;

    @BeforeAll
    static void searchUndisturbed() throws Exception {
        try (FaultyCluster cluster = FaultyCluster.fresh(2)) {
            undisturbed = cluster.finished(cluster.start(ShortSearch.SETTINGS));
            cluster.verify();
        }
    }

    @BeforeEach
    void startAfresh(TestInfo test) throws Exception {
        System.out.println("fault: " + test.getDisplayName());
        cluster = FaultyCluster.fresh(2);
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    /** A search that is under way: trained networks behind it and ahead of it. */
    private String searching() throws Exception {
        String search = cluster.start(ShortSearch.SETTINGS);
        cluster.awaitSteps(search, 12);
        return search;
    }

    private void assertUndisturbed(String search) throws Exception {
        SearchStatus finished = cluster.finished(search);
        assertThat(finished.best()).isEqualTo(undisturbed.best());
        assertThat(finished.dense()).isEqualTo(undisturbed.dense());
        assertThat(finished.baseline()).isEqualTo(undisturbed.baseline());
        assertThat(finished.progress().steps()).isEqualTo(undisturbed.progress().steps());
        cluster.verify();
    }

    @Test
    void aTrainerKilledAtWorkAndThenBoth() throws Exception {
        String search = cluster.start(ShortSearch.SETTINGS);
        cluster.kill(cluster.awaitRetraining(search).name());
        cluster.awaitRetrained(search, 1);
        cluster.kill("trainer-1");
        cluster.kill("trainer-2");
        assertUndisturbed(search);
    }

    @Test
    void theCacheKilledAndThenTheAgent() throws Exception {
        String search = searching();
        cluster.kill("cache-service");
        cluster.awaitSteps(search, 20);
        cluster.kill("agent-service");
        assertUndisturbed(search);
    }

    @Test
    void aTrainerStalledPastItsLockAndBackAgain() throws Exception {
        // Given: the shortest lock the broker allows
        TrainersGroup.set(cluster.endpoints().kafka(), "share.record.lock.duration.ms", "15000");
        String search = cluster.start(ShortSearch.SETTINGS);
        Member stalled = cluster.awaitRetraining(search);

        // When
        cluster.signal(stalled, "STOP");
        SearchStatus finished = cluster.finished(search);
        int evaluations = cluster.records(Topic.EVALUATIONS);
        cluster.signal(stalled, "CONT");

        // Then: its late evaluation comes, and changes nothing
        await().atMost(FaultyCluster.PATIENCE).until(() -> cluster.records(Topic.EVALUATIONS) > evaluations);
        assertThat(finished.best()).isEqualTo(undisturbed.best());
        assertUndisturbed(search);
    }

    @Test
    void redisFlushedAndKilled() throws Exception {
        String search = searching();
        try (RedisClient redis = RedisClient.create(cluster.endpoints().redis())) {
            redis.flushAll();
        }
        cluster.awaitSteps(search, 20);
        cluster.kill("redis");
        assertUndisturbed(search);
    }

    @Test
    void theBrokerKilledWhileSearchingAndWhileATrainerWorks() throws Exception {
        String search = searching();
        cluster.kill("kafka");
        cluster.awaitRetraining(search);
        cluster.kill("kafka");
        assertUndisturbed(search);
    }

    @Test
    void noDataSetServiceWhenATrainerStarts() throws Exception {
        // Given: a search whose data no trainer has
        cluster.stop("trainer-1");
        cluster.stop("trainer-2");
        FreshHome.forgetShards();
        String search = cluster.start(ShortSearch.SETTINGS);
        cluster.awaitPhase(search, SearchStatus.Phase.MEASURING_BASELINE);
        cluster.stop("dataset-service");

        // When
        Member trainer = cluster.addTrainer();
        await().atMost(FaultyCluster.PATIENCE)
                .until(() -> trainer.process().tail().contains("cannot get"));
        cluster.restart("dataset-service");

        // Then
        assertUndisturbed(search);
    }

    @Test
    void trainersThatComeAndGo() throws Exception {
        String search = cluster.start(ShortSearch.SETTINGS);
        while (!cluster.status(search).phase().isEnd()) {
            Member trainer = cluster.addTrainer();
            trainer.awaitReady();
            cluster.stop(trainer.name());
        }
        assertUndisturbed(search);
    }

    @Test
    void twoSearchesOnOneDataSetShareEveryTraining() throws Exception {
        String first = cluster.start(ShortSearch.SETTINGS);
        String second = cluster.start(ShortSearch.SETTINGS);

        assertUndisturbed(first);
        assertUndisturbed(second);
        List<Evaluation> evaluations =
                new TopicLog(cluster.endpoints().kafka()).messages(Topic.EVALUATIONS, Evaluation.class);
        assertThat(evaluations.stream().map(Evaluation::key)).doesNotHaveDuplicates();
    }

    @Test
    void oneOfTwoAgentsKilled() throws Exception {
        // Given: searches enough for both to drive some
        Member second = cluster.addAgent();
        second.awaitReady();
        Searches throughSecond = new Searches(second.url().orElseThrow());
        List<String> started = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            started.add(throughSecond.start(ShortSearch.SETTINGS).search());
        }
        cluster.awaitSteps(started.get(0), 12);

        // When
        cluster.kill("agent-service");

        // Then
        for (String search : started) {
            assertUndisturbed(search);
        }
    }

    @Test
    void aFinishedSearchExtendedAndCutOffEndsAsOneThatWasLongFromTheStart() throws Exception {
        // Given
        String shorter = cluster.start(ShortSearch.of(15));
        cluster.finished(shorter);

        // When
        cluster.extend(shorter, ShortSearch.STATES - 15);
        cluster.awaitSteps(shorter, 25);
        cluster.kill("agent-service");

        // Then
        assertUndisturbed(shorter);
    }

    @AfterAll
    static void sayWhatWasSearched() {
        System.out.printf("undisturbed: %s%n", undisturbed.progress());
    }
}
