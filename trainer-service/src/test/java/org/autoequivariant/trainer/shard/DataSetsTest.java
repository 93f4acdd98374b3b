package org.autoequivariant.trainer.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.failsafe.RetryPolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.autoequivariant.contracts.DataSet;
import org.autoequivariant.contracts.Manifest;
import org.autoequivariant.contracts.Manifest.Split;
import org.autoequivariant.contracts.Messages;
import org.autoequivariant.contracts.Protocol;
import org.autoequivariant.contracts.Recipe;
import org.autoequivariant.trainer.Fixtures;
import org.autoequivariant.trainer.training.Training;
import org.autoequivariant.trainer.training.Untrainable;

class DataSetsTest {

    private static final RetryPolicy<Object> IMPATIENT = RetryPolicy.builder()
            .withMaxAttempts(4)
            .withDelay(Duration.ofMillis(1))
            .build();
    private static final String MANIFEST = "/datasets/g-mnist/011000100001";

    @TempDir
    Path folder;

    private HttpServer server;
    private final Map<String, byte[]> files = new HashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final AtomicInteger outages = new AtomicInteger();
    private final List<Manifest.Shard> shards = new ArrayList<>();

    /** A service with two training shards, one validation and one test shard, of 100 images each. */
    @BeforeEach
    void serve() throws IOException {
        for (int i = 0; i < 4; i++) {
            byte[] bytes = Fixtures.mnist(100 * i, 100 * i + 100);
            String path = "/datasets/shards/" + i;
            files.put(path, bytes);
            Split split = i < 2 ? Split.TRAIN : i == 2 ? Split.VALIDATION : Split.TEST;
            shards.add(new Manifest.Shard(split, path, 100, ShardFolder.sha256(bytes)));
        }
        files.put(MANIFEST, Messages.write(new Manifest(Fixtures.DATA_SET, shards, "test")));
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        requests.add(path);
        byte[] body = files.get(path);
        int status = outages.getAndDecrement() > 0 ? 503 : body == null ? 404 : 200;
        byte[] sent = status == 200 ? body : "{\"detail\":\"no such thing\"}".getBytes();
        exchange.sendResponseHeaders(status, sent.length);
        exchange.getResponseBody().write(sent);
        exchange.close();
    }

    private DataSets dataSets() {
        URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
        return new DataSets(new DatasetService(url, Optional.empty()), folder, IMPATIENT);
    }

    private static Protocol protocol(int train, int test) {
        return new Protocol(train, 50, test, 1, 64, 1e-3, Recipe.STANDARD, 0);
    }

    private static Training.Data get(DataSets dataSets, int train, int test) throws Exception {
        return dataSets.data(Fixtures.DATA_SET, protocol(train, test));
    }

    @Test
    void onlyTheShardsAProtocolNeedsAreFetched() throws Exception {
        Training.Data data = get(dataSets(), 80, 0);

        assertThat(data.train().count()).isEqualTo(100);
        assertThat(data.test()).isEmpty();
        assertThat(requests).containsExactly(MANIFEST, "/datasets/shards/0", "/datasets/shards/2");
    }

    @Test
    void moreImagesAreFetchedWhenAProtocolAsksForMore() throws Exception {
        DataSets dataSets = dataSets();
        get(dataSets, 80, 0);
        requests.clear();

        Training.Data data = get(dataSets, 150, 100);

        assertThat(data.train().count()).isEqualTo(200);
        assertThat(data.test())
                .hasValueSatisfying(test -> assertThat(test.count()).isEqualTo(100));
        assertThat(requests).containsExactly("/datasets/shards/1", "/datasets/shards/3");
    }

    @Test
    void imagesStayInMemory() throws Exception {
        DataSets dataSets = dataSets();
        Training.Data first = get(dataSets, 80, 0);
        server.stop(0);

        Training.Data second = get(dataSets, 80, 0);

        assertThat(second.train()).isSameAs(first.train());
    }

    @Test
    void anotherTrainerFindsTheShardsOnDisk() throws Exception {
        get(dataSets(), 200, 100);
        requests.clear();

        get(dataSets(), 200, 100);

        assertThat(requests).containsExactly(MANIFEST);
        try (Stream<Path> kept = Files.list(folder)) {
            assertThat(kept.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(shards.stream()
                            .map(shard -> shard.sha256() + ".shard")
                            .toList());
        }
    }

    @Test
    void aShardDamagedOnDiskIsFetchedAgain() throws Exception {
        get(dataSets(), 80, 0);
        Path damaged = folder.resolve(shards.get(0).sha256() + ".shard");
        Files.write(damaged, new byte[785]);
        requests.clear();

        Training.Data data = get(dataSets(), 80, 0);

        assertThat(data.train().count()).isEqualTo(100);
        assertThat(requests).containsExactly(MANIFEST, "/datasets/shards/0");
        assertThat(Files.readAllBytes(damaged)).isEqualTo(files.get("/datasets/shards/0"));
    }

    @Test
    void anOutageIsSatOut() throws Exception {
        outages.set(3);

        Training.Data data = get(dataSets(), 80, 0);

        assertThat(data.train().count()).isEqualTo(100);
        assertThat(requests).startsWith(MANIFEST, MANIFEST, MANIFEST, MANIFEST);
    }

    @Test
    void anEndlessOutageIsReportedAsOneThatMayPass() {
        server.stop(0);

        assertThatThrownBy(() -> get(dataSets(), 80, 0))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(MANIFEST);
    }

    @Test
    void aShardDamagedOnTheWayIsNeitherUsedNorKept() throws IOException {
        byte[] damaged = files.get("/datasets/shards/0").clone();
        damaged[400] ^= 1;
        files.put("/datasets/shards/0", damaged);

        assertThatThrownBy(() -> get(dataSets(), 80, 0)).hasMessageContaining("SHA-256");
        try (Stream<Path> kept = Files.list(folder)) {
            assertThat(kept).isEmpty();
        }
    }

    @Test
    void anotherFingerprintIsRefused() {
        DataSet other = new DataSet(Fixtures.DATA_SET.name(), "ffffffffffffffff");

        assertThatThrownBy(() -> dataSets().data(other, protocol(80, 0)))
                .isInstanceOf(Untrainable.class)
                .hasMessageContaining("ffffffffffffffff")
                .hasMessageContaining("0123456789abcdef");
    }

    @Test
    void tooFewImagesAreSaidToBeSo() {
        assertThatThrownBy(() -> get(dataSets(), 201, 0))
                .isInstanceOf(Untrainable.class)
                .hasMessageContaining("201 TRAIN images")
                .hasMessageContaining("has 200");
    }

    @Test
    void aDataSetTheServiceDoesNotKnowIsNotAskedForAgain() {
        files.clear();

        assertThatThrownBy(() -> get(dataSets(), 80, 0))
                .isInstanceOf(Untrainable.class)
                .hasMessageContaining("404")
                .hasMessageContaining("no such thing");
        assertThat(requests).hasSize(1);
    }
}
