package org.autoequivariant.tests.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.SslVerifyMode;
import redis.clients.jedis.exceptions.JedisAccessControlException;
import redis.clients.jedis.resps.AccessControlLogEntry;

import org.autoequivariant.contracts.DataSetName;
import org.autoequivariant.contracts.DeadLetter;
import org.autoequivariant.contracts.Evaluation;
import org.autoequivariant.contracts.Principal;
import org.autoequivariant.contracts.Recipe;
import org.autoequivariant.contracts.RewardUnit;
import org.autoequivariant.contracts.SearchSettings;
import org.autoequivariant.contracts.SearchStatus;
import org.autoequivariant.contracts.Topic;
import org.autoequivariant.local.cluster.Cluster;
import org.autoequivariant.local.cluster.Home;
import org.autoequivariant.local.cluster.Installation;
import org.autoequivariant.local.search.Searches;
import org.autoequivariant.local.topic.TopicLog;
import org.autoequivariant.tests.FreshHome;

/** A search on servers that let in only whom they know, and what everybody else gets to see. */
class SecurityEndToEndTest {

    private static final int STATES = 6;
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final byte[] GARBAGE = "no message".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private static Path folder;

    private static Home home;
    private static SecuredServers servers;
    private static Cluster cluster;
    private static SearchStatus search;
    private static List<String> commandLines;
    private static List<AccessControlLogEntry> refusedByRedis;

    @BeforeAll
    static void searchOnce() throws Exception {
        Path project = Path.of("..").toAbsolutePath().normalize();
        home = FreshHome.make();
        servers = SecuredServers.start(folder.resolve("servers"), project);
        AenTopics ready = AenTopics.run(
                project,
                "--acls",
                "--command-config",
                servers.commandConfig(SecuredServers.ADMIN).toString());
        assertThat(ready.code()).as(ready.output()).isZero();
        cluster = Cluster.joinOrStart(
                home,
                new Installation(project),
                servers.forServices(),
                new Cluster.Size(1, OptionalInt.of(1), OptionalInt.empty()));
        Searches searches = new Searches(cluster.endpoints().agent());
        String id = searches.start(settings()).search();
        commandLines = commandLines();
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(200)).until(() -> {
            cluster.requireHealthy();
            return searches.read(id).phase().isEnd();
        });
        search = searches.read(id);
        // Before the tests are refused on purpose.
        try (Jedis admin = redis(SecuredServers.ADMIN, servers.redisPassword(SecuredServers.ADMIN))) {
            refusedByRedis = admin.aclLog();
        }
        // So that there is something to read in every topic.
        try (Client admin = new Client(SecuredServers.ADMIN)) {
            admin.write(Topic.DEAD_LETTERS);
        }
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
        if (servers != null) {
            servers.close();
        }
    }

    private static SearchSettings settings() {
        return new SearchSettings(
                DataSetName.parse("g-mnist/011000100001"),
                STATES,
                1_000,
                1,
                1,
                1,
                7,
                Recipe.STANDARD,
                RewardUnit.FRACTION);
    }

    /** A Kafka client that reads and writes as somebody. */
    private record Client(KafkaProducer<byte[], byte[]> producer, KafkaConsumer<byte[], byte[]> consumer)
            implements AutoCloseable {

        Client(String user) {
            this(
                    new KafkaProducer<>(
                            with(servers.kafka(user), Map.of("enable.idempotence", false)),
                            new ByteArraySerializer(),
                            new ByteArraySerializer()),
                    new KafkaConsumer<>(servers.kafka(user), new ByteArrayDeserializer(), new ByteArrayDeserializer()));
        }

        void write(Topic topic) throws InterruptedException, ExecutionException {
            producer.send(new ProducerRecord<>(topic.topicName(), GARBAGE, GARBAGE))
                    .get();
        }

        /** Reads something, from the start. */
        void read(String topic) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            await().atMost(Duration.ofSeconds(20)).pollInSameThread().until(() -> !consumer.poll(Duration.ofSeconds(1))
                    .isEmpty());
        }

        @Override
        public void close() {
            producer.close();
            consumer.close();
        }
    }

    private static Map<String, Object> with(Map<String, Object> settings, Map<String, Object> more) {
        Map<String, Object> all = new HashMap<>(settings);
        all.putAll(more);
        return all;
    }

    @Test
    void aSearchFinishesWithEachServiceAsItself() throws Exception {
        assertThat(search.phase()).as(search.reason().orElse("")).isEqualTo(SearchStatus.Phase.FINISHED);
        assertThat(search.progress().statesVisited()).isEqualTo(STATES);
        assertThat(search.progress().skipped()).isZero();
        assertThat(search.dense().orElseThrow().test()).isPresent();
        assertThat(new TopicLog(servers.kafka("aen-reader")).messages(Topic.EVALUATIONS, Evaluation.class))
                .isNotEmpty();
        assertThat(logs()).allSatisfy((file, log) -> assertThat(log)
                .as(file.toString())
                .doesNotContain("AuthorizationException", "AuthenticationException", "NOPERM", "WRONGPASS"));
        assertThat(refusedByRedis).isEmpty();
    }

    static Stream<Arguments> rights() {
        return Stream.of(Principal.values())
                .flatMap(principal -> Stream.of(Topic.values()).map(topic -> Arguments.of(principal, topic)));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("rights")
    void whoMayReadAndWriteWhatIsAsTheTableSays(Principal principal, Topic topic) throws Exception {
        try (Client client = new Client(principal.userName())) {
            if (principal.reads(topic)) {
                assertThatCode(() -> client.read(topic.topicName())).doesNotThrowAnyException();
            } else {
                assertThatThrownBy(() -> client.read(topic.topicName()))
                        .isInstanceOf(TopicAuthorizationException.class);
            }
            if (principal.writes(topic)) {
                assertThatCode(() -> client.write(topic)).doesNotThrowAnyException();
            } else {
                assertThatThrownBy(() -> client.write(topic)).hasCauseInstanceOf(TopicAuthorizationException.class);
            }
        }
    }

    @Test
    void theCachesChangelogsAreItsOwn() throws Exception {
        // Given
        List<String> changelogs;
        try (Admin admin = Admin.create(servers.kafka(SecuredServers.ADMIN))) {
            changelogs = admin.listTopics().names().get().stream()
                    .filter(topic -> topic.startsWith("aen-cache-"))
                    .toList();
        }

        // Then
        assertThat(changelogs).anyMatch(topic -> topic.contains("evaluations"));
        for (Principal principal : Principal.values()) {
            try (Client client = new Client(principal.userName())) {
                for (String changelog : changelogs) {
                    if (principal == Principal.CACHE) {
                        assertThatCode(() -> client.read(changelog)).doesNotThrowAnyException();
                    } else {
                        assertThatThrownBy(() -> client.read(changelog))
                                .isInstanceOf(TopicAuthorizationException.class);
                    }
                }
            }
        }
    }

    @Test
    void whatAServiceCannotReadItPutsWithTheDeadLetters() throws Exception {
        // When
        try (Client agent = new Client("aen-agent");
                Client cache = new Client("aen-cache")) {
            agent.write(Topic.CANDIDATES);
            cache.write(Topic.TRAINING_JOBS);
            cache.write(Topic.REWARDS);
        }

        // Then
        TopicLog topics = new TopicLog(servers.kafka("aen-reader"));
        await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> assertThat(topics.records(Topic.DEAD_LETTERS).stream()
                        .map(letter -> letter.headers().lastHeader(DeadLetter.SERVICE))
                        .filter(Objects::nonNull)
                        .map(header -> new String(header.value(), StandardCharsets.UTF_8)))
                .contains("agent-service", "cache-service", "trainer-service"));
    }

    @Test
    void noServiceCreatesATopicThatIsNotItsOwn() {
        for (Principal principal : Principal.values()) {
            try (Admin admin = Admin.create(servers.kafka(principal.userName()))) {
                assertThatThrownBy(() -> admin.createTopics(List.of(new NewTopic("aen.more", 1, (short) 1)))
                                .all()
                                .get())
                        .hasCauseInstanceOf(TopicAuthorizationException.class);
            }
        }
    }

    @Test
    void aWrongPasswordIsRefused() {
        try (Admin admin = Admin.create(servers.kafka("aen-trainer", servers.redisPassword("aen-cache")))) {
            assertThatThrownBy(() -> admin.listTopics().names().get())
                    .hasCauseInstanceOf(SaslAuthenticationException.class);
        }
    }

    @Test
    void aBrokerSomebodyElseVouchesForIsNotTrusted() {
        Map<String, Object> settings = new HashMap<>(servers.kafka("aen-trainer"));
        settings.remove("ssl.truststore.type");
        settings.remove("ssl.truststore.location");
        try (Admin admin = Admin.create(settings)) {
            assertThatThrownBy(() -> admin.listTopics().names().get())
                    .hasCauseInstanceOf(SslAuthenticationException.class);
        }
    }

    @Test
    void whoSpeaksWithoutTlsIsNotAnswered() throws IOException {
        // Given
        byte[] apiVersions = ByteBuffer.allocate(14)
                .putInt(10)
                .putShort((short) 18)
                .putShort((short) 0)
                .putInt(1)
                .putShort((short) -1)
                .array();

        for (int port : new int[] {servers.kafkaPort(), servers.redisPort()}) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                // When
                socket.setSoTimeout(10_000);
                socket.getOutputStream().write(port == servers.kafkaPort() ? apiVersions : bytes("PING\r\n"));
                byte[] answer = answer(socket.getInputStream());

                // Then
                boolean silence = answer.length == 0;
                boolean tlsAlert = !silence && answer[0] == 0x15;
                assertThat(silence || tlsAlert).as(Arrays.toString(answer)).isTrue();
            }
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** What comes until the other side hangs up. */
    private static byte[] answer(InputStream in) throws IOException {
        try {
            return in.readAllBytes();
        } catch (SocketException e) {
            return new byte[0];
        }
    }

    private static Jedis redis(String user, String password) {
        return new Jedis(
                new HostAndPort("127.0.0.1", servers.redisPort()),
                DefaultJedisClientConfig.builder()
                        .user(user)
                        .password(password)
                        .sslOptions(SslOptions.builder()
                                .sslVerifyMode(SslVerifyMode.FULL)
                                .trustStoreType("PKCS12")
                                .truststore(servers.trustStore().toFile(), Certificates.STORE_PASSWORD.toCharArray())
                                .build())
                        .build());
    }

    @Test
    void redisLetsInNobodyWithAWrongPassword() {
        assertThatThrownBy(() -> redis("aen-cache", servers.redisPassword(SecuredServers.ADMIN))
                        .get("aen:evaluation:x"))
                .isInstanceOf(JedisAccessControlException.class);
    }

    @Test
    void theCacheIsAllowedItsOwnKeysAndItsOwnCommandsInRedis() {
        try (Jedis admin = redis(SecuredServers.ADMIN, servers.redisPassword(SecuredServers.ADMIN));
                Jedis cache = redis("aen-cache", servers.redisPassword("aen-cache"))) {
            assertThat(admin.keys("aen:evaluation:*")).isNotEmpty();
            assertThat(cache.get(admin.keys("aen:evaluation:*").iterator().next()))
                    .contains("trained");

            List<Consumer<Jedis>> refused = List.of(
                    Jedis::flushAll,
                    redis -> redis.get("other"),
                    redis -> redis.set("other", "x"),
                    redis -> redis.keys("*"),
                    redis -> redis.del("aen:evaluation:x"),
                    redis -> redis.configGet("*"),
                    redis -> redis.aclList());
            for (Consumer<Jedis> command : refused) {
                assertThatThrownBy(() -> command.accept(cache)).isInstanceOf(JedisAccessControlException.class);
            }
        }
    }

    @Test
    void noPasswordIsInALogOrInTheArgumentsOfAProcess() throws IOException {
        assertThat(logs()).hasSizeGreaterThanOrEqualTo(6);
        assertThat(logs())
                .allSatisfy((file, log) -> assertThat(log).as(file.toString()).doesNotContain(servers.passwords()));
        assertThat(commandLines).anySatisfy(arguments -> assertThat(arguments).contains("kafka.Kafka"));
        assertThat(commandLines).allSatisfy(arguments -> assertThat(arguments).doesNotContain(servers.passwords()));
    }

    private static Map<Path, String> logs() throws IOException {
        Map<Path, String> logs = new HashMap<>();
        for (Path logging : List.of(folder, home.at("logs"))) {
            try (Stream<Path> files = Files.walk(logging, 3)) {
                for (Path file : files.filter(path -> path.toString().endsWith(".log") && Files.isRegularFile(path))
                        .toList()) {
                    logs.put(file, Files.readString(file));
                }
            }
        }
        return logs;
    }

    /** The arguments of all processes, which everybody on a machine can read. */
    private static List<String> commandLines() throws IOException {
        List<String> lines = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                try {
                    lines.add(Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1));
                } catch (IOException e) {
                    // It ended meanwhile.
                }
            }
        }
        return lines;
    }
}
