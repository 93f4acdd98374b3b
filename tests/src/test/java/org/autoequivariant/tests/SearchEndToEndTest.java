package org.autoequivariant.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.autoequivariant.contracts.DataSetName;
import org.autoequivariant.contracts.DeadLetter;
import org.autoequivariant.contracts.Evaluation;
import org.autoequivariant.contracts.Purpose;
import org.autoequivariant.contracts.Recipe;
import org.autoequivariant.contracts.Reward;
import org.autoequivariant.contracts.RewardUnit;
import org.autoequivariant.contracts.SearchSettings;
import org.autoequivariant.contracts.SearchStatus;
import org.autoequivariant.contracts.Topic;
import org.autoequivariant.local.Failure;
import org.autoequivariant.local.Http;
import org.autoequivariant.local.cluster.Member;
import org.autoequivariant.local.search.Searches;
import org.autoequivariant.local.topic.TopicLog;
import org.autoequivariant.symmetry.State;

/** A short search of real G-MNIST through the real services, and what it leaves in the topics. */
class SearchEndToEndTest {

    private static final int STATES = 25;
    private static final Duration PATIENCE = Duration.ofMinutes(8);

    private static RunningCluster cluster;
    private static Searches searches;
    private static TopicLog topics;
    private static SearchStatus first;
    private static SearchStatus second;
    private static List<Reward> rewards;
    private static List<Evaluation> evaluations;
    /** The names of all metrics while a search runs. */
    private static Set<String> exported;

    @BeforeAll
    static void searchTwice() throws Exception {
        cluster = RunningCluster.start(2);
        searches = new Searches(cluster.endpoints().agent());
        topics = new TopicLog(Map.of("bootstrap.servers", cluster.endpoints().kafka()));
        first = finished(settings(1));
        second = finished(settings(1));
        // Read before any test adds records of its own.
        rewards = topics.messages(Topic.REWARDS, Reward.class);
        evaluations = topics.messages(Topic.EVALUATIONS, Evaluation.class);
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    private static SearchSettings settings(int walkers) {
        return new SearchSettings(
                DataSetName.parse("g-mnist/011000100001"),
                STATES,
                1_000,
                walkers,
                2,
                2,
                7,
                Recipe.STANDARD,
                RewardUnit.FRACTION);
    }

    private static SearchStatus finished(SearchSettings settings) throws InterruptedException {
        SearchStatus started = searches.start(settings);
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(200)).until(() -> {
            cluster.cluster().requireHealthy();
            SearchStatus.Phase phase = searches.read(started.search()).phase();
            if (exported == null && phase == SearchStatus.Phase.SEARCHING) {
                exported = metrics();
            }
            return phase.isEnd();
        });
        SearchStatus ended = searches.read(started.search());
        assertThat(ended.phase()).as(ended.reason().orElse("")).isEqualTo(SearchStatus.Phase.FINISHED);
        return ended;
    }

    private static Set<String> metrics() throws Exception {
        Set<String> names = new TreeSet<>();
        List<URI> services = cluster.cluster().members().stream()
                .map(Member::url)
                .flatMap(Optional::stream)
                .toList();
        for (URI service : services) {
            HttpResponse<String> response = send(HttpRequest.newBuilder(service.resolve("/q/metrics")));
            assertThat(response.statusCode()).as(service.toString()).isEqualTo(200);
            String samples = response.body()
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .collect(Collectors.joining("\n"));
            names.addAll(DocumentedMetrics.in(samples));
        }
        return names;
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** In the order of their steps; rewards of steps taken ahead may come in any. */
    private static List<Reward> rewards(SearchStatus search, Purpose purpose) {
        return rewards.stream()
                .filter(reward -> reward.search().equals(search.search()) && reward.purpose() == purpose)
                .sorted(Comparator.comparingInt(Reward::step))
                .toList();
    }

    @Test
    void everyStepIsRewardedOnceAndTheStatesAskedForAreVisited() {
        List<Reward> steps = rewards(first, Purpose.STEP);

        assertThat(steps.stream().map(Reward::step)).doesNotHaveDuplicates();
        assertThat(steps.stream().map(Reward::nextState).distinct()).hasSize(STATES);
        assertThat(first.progress().statesVisited()).isEqualTo(STATES);
        assertThat(first.progress().steps()).isEqualTo(steps.size());
    }

    @Test
    void rewardsAreEquation18OfTheEvaluationsAccuracy() {
        Map<String, Evaluation> byKey = evaluations.stream()
                .collect(Collectors.toMap(evaluation -> evaluation.key().text(), Function.identity(), (a, b) -> a));
        double baseline = first.baseline().orElseThrow();

        assertThat(rewards(first, Purpose.STEP)).isNotEmpty().allSatisfy(reward -> {
            Reward.Rewarded rewarded = (Reward.Rewarded) reward;
            Evaluation.Trained evaluation =
                    (Evaluation.Trained) byKey.get(reward.key().text());
            double x = evaluation.accuracy() - baseline;
            assertThat(rewarded.accuracy()).isEqualTo(evaluation.accuracy());
            assertThat(rewarded.baseline()).isEqualTo(baseline);
            assertThat(rewarded.reward()).isCloseTo(x * Math.exp(Math.abs(x)), within(1e-12));
            assertThat(rewarded.epsilon()).isEqualTo(1.0);
        });
    }

    @Test
    void eachDistinctNetworkIsTrainedOnce() {
        Map<String, Long> trainings = evaluations.stream()
                .collect(Collectors.groupingBy(evaluation -> evaluation.key().text(), Collectors.counting()));

        assertThat(trainings).isNotEmpty();
        assertThat(trainings.values()).containsOnly(1L);
    }

    @Test
    void theSameSeedWithOneWalkerGivesTheSameSearchFromTheCache() {
        assertThat(rewards(second, Purpose.STEP).stream().map(SearchEndToEndTest::essence))
                .containsExactlyElementsOf(rewards(first, Purpose.STEP).stream()
                        .map(SearchEndToEndTest::essence)
                        .toList());
        assertThat(second.progress().networksTrained()).isZero();
        assertThat(second.best()).isEqualTo(first.best());
    }

    private record Essence(int step, State state, State nextState, double accuracy, double reward, double epsilon) {}

    private static Essence essence(Reward reward) {
        Reward.Rewarded rewarded = (Reward.Rewarded) reward;
        return new Essence(
                rewarded.step(),
                rewarded.state(),
                rewarded.nextState(),
                rewarded.accuracy(),
                rewarded.reward(),
                rewarded.epsilon());
    }

    @Test
    void theBestAreRetrainedAndScoredOnTheTestImagesBesideTheDenseNetwork() {
        assertThat(first.best()).hasSize(2).allSatisfy(network -> {
            assertThat(network.finalAccuracy()).isPresent();
            assertThat(network.test()).isPresent();
        });
        assertThat(first.best().get(0).repeatedTest()).hasSize(2);
        assertThat(first.dense().orElseThrow().repeatedTest()).hasSize(2);
        assertThat(first.dense().orElseThrow().test().orElseThrow().atBestEpoch())
                .isGreaterThan(0.6);
    }

    @Test
    void aRecordNobodyCanReadEndsInTheDeadLettersAndNothingStops() throws Exception {
        // Given
        byte[] garbage = "{\"search\": \"half a candidate\"".getBytes(StandardCharsets.UTF_8);

        // When
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", cluster.endpoints().kafka()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (Topic topic :
                    List.of(Topic.CANDIDATES, Topic.TRAINING_JOBS, Topic.EVALUATIONS, Topic.REWARDS, Topic.SEARCHES)) {
                byte[] key = topic.topicName().getBytes(StandardCharsets.UTF_8);
                producer.send(new ProducerRecord<>(topic.topicName(), key, garbage))
                        .get();
            }
        }

        // Then
        await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> assertThat(topics.records(Topic.DEAD_LETTERS))
                .extracting(letter -> header(letter, DeadLetter.TOPIC))
                .contains("aen.candidates", "aen.training-jobs", "aen.evaluations", "aen.rewards", "aen.searches"));
        assertThat(topics.records(Topic.DEAD_LETTERS)).allSatisfy(letter -> {
            assertThat(letter.value()).isEqualTo(garbage);
            assertThat(header(letter, DeadLetter.REASON)).startsWith("not a ");
        });
        cluster.cluster().requireHealthy();
        assertThat(new Http().get(cluster.endpoints().agent().resolve("/searches"), SearchStatus[].class))
                .hasSize(2);
    }

    private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
        return new String(letter.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    @Test
    void servicesExportTheMetricsTheirReadmesListAndNoOthersOfOurs() {
        assertThat(exported).isEqualTo(DocumentedMetrics.all());
    }

    @Test
    void whatCannotBeSearchedIsRefusedWithAProblemDocument() throws Exception {
        assertThat(answer("/searches", "{\"dataSet\":\"g-cifar/010000000000\"}"))
                .contains("g-fashion-mnist");
        assertThat(answer("/searches", "{\"dataSet\":\"g-mnist/0100\"}")).contains("g-mnist/010000100001@0");
        assertThat(answer("/searches", "{\"dataSet\":\"g-mnist/010000000000\",\"states\":0}"))
                .contains("states must be between");
        assertThat(answer("/searches", "{")).contains("\"status\":400");
        assertThatThrownBy(() -> searches.read("nobody"))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("nobody");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/searches/nobody", "/searches/nobody/rewards", "/searches/nobody/events"})
    void anUnknownSearchIsNotFound(String path) throws Exception {
        HttpResponse<String> response =
                send(HttpRequest.newBuilder(cluster.endpoints().agent().resolve(path)));

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(response.body()).contains("nobody");
    }

    private static String answer(String path, String body) throws Exception {
        URI uri = cluster.endpoints().agent().resolve(path);
        HttpResponse<String> response = send(HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
        return response.body();
    }
}
