package org.autoequivariant.local.cluster;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One service process.
 *
 * @param name unique in the cluster; names its log
 * @param module the module it is built by
 * @param port of its HTTP endpoint, on loopback
 * @param heapMegabytes its largest heap
 * @param computes whether it computes much: only then the second compiler earns back what it costs
 * @param environment its settings
 */
record Service(
        String name, String module, int port, int heapMegabytes, boolean computes, Map<String, String> environment) {

    static final Duration READY_WITHIN = Duration.ofSeconds(180);

    /** Where Quarkus has its services begin. */
    private static final String MAIN = "io.quarkus.runner.GeneratedMain";

    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();

    URI url() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** The same with {@code more} in its environment. */
    Service with(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(environment);
        all.putAll(more);
        return new Service(name, module, port, heapMegabytes, computes, all);
    }

    ChildProcess start(Home home, Installation installation, ClassArchives archives) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Installation.java(), "-Xmx" + heapMegabytes + "m", "-XX:+UseSerialGC", "-Xss512k"));
        // The second compiler takes what really is hot, not all that a start calls often.
        command.addAll(
                computes
                        ? List.of("-XX:Tier4InvocationThreshold=50000", "-XX:Tier4CompileThreshold=150000")
                        : List.of("-XX:TieredStopAtLevel=1"));
        if (Runtime.version().feature() >= 24) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(archives.options(module, installation.service(module)));
        command.addAll(List.of("-cp", installation.classPath(module), MAIN));
        Map<String, String> settings = new HashMap<>(environment);
        settings.put("QUARKUS_HTTP_HOST", "127.0.0.1");
        settings.put("QUARKUS_HTTP_PORT", String.valueOf(port));
        // One thread per native product: a job more at once serves better than a thread more.
        settings.put("OMP_NUM_THREADS", "1");
        settings.put("OPT_OUT_TRACKING", "true");
        settings.put("DJL_CACHE_DIR", home.at("natives").toString());
        // Few malloc arenas, or each of the many threads keeps its own share of what is freed.
        settings.put("MALLOC_ARENA_MAX", "2");
        return ChildProcess.start(
                name, command, home.folder(), settings, home.at("logs").resolve(name + ".log"));
    }

    boolean isReady() {
        HttpRequest request = HttpRequest.newBuilder(url().resolve("/q/health/ready"))
                .timeout(Duration.ofSeconds(2))
                .build();
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
