package org.autoequivariant.tests.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;

import org.autoequivariant.contracts.SearchSettings;
import org.autoequivariant.contracts.SearchStatus;
import org.autoequivariant.contracts.Topic;
import org.autoequivariant.local.Failure;
import org.autoequivariant.local.cluster.Cluster;
import org.autoequivariant.local.cluster.Endpoints;
import org.autoequivariant.local.cluster.Home;
import org.autoequivariant.local.cluster.Installation;
import org.autoequivariant.local.cluster.Member;
import org.autoequivariant.local.cluster.Servers;
import org.autoequivariant.local.search.Searches;
import org.autoequivariant.local.topic.TopicLog;
import org.autoequivariant.tests.FreshHome;

/**
 * A cluster whose processes can be killed, stalled and taken away. Its broker and its Redis are child processes, too,
 * wherever it runs: a container is not killed like a process.
 */
final class FaultyCluster implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    /** What a step's network does not take; the dense one, retrained, takes seconds. */
    private static final Duration LONG_FOR_A_STEP = Duration.ofMillis(500);

    private static final Installation INSTALLATION =
            new Installation(Path.of("..").toAbsolutePath().normalize());

    private final Home home;
    private final Cluster cluster;
    private final Searches searches;
    private final Set<Member> stopped = new HashSet<>();

    private FaultyCluster(Home home, Cluster cluster) {
        this.home = home;
        this.cluster = cluster;
        this.searches = new Searches(cluster.endpoints().agent());
    }

    static FaultyCluster fresh(int trainers) throws IOException, InterruptedException {
        Home home = FreshHome.make();
        Servers servers = Servers.Embedded.in(home, INSTALLATION);
        Cluster cluster = Cluster.joinOrStart(
                home, INSTALLATION, servers, new Cluster.Size(trainers, OptionalInt.of(1), OptionalInt.empty()));
        return new FaultyCluster(home, cluster);
    }

    Endpoints endpoints() {
        return cluster.endpoints();
    }

    Member member(String name) {
        return cluster.members().stream()
                .filter(member -> member.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no member is called " + name));
    }

    /** Ends a process at once, without a chance to say goodbye. */
    void kill(String name) {
        System.out.println("killing " + name);
        member(name).process().handle().destroyForcibly();
    }

    /** @param signal such as {@code STOP} */
    void signal(Member member, String signal) throws IOException, InterruptedException {
        System.out.println("signalling " + signal + " to " + member.name());
        long pid = member.process().handle().pid();
        int code = new ProcessBuilder("kill", "-" + signal, String.valueOf(pid))
                .start()
                .waitFor();
        assertThat(code).isZero();
    }

    void stop(String name) {
        System.out.println("stopping " + name);
        Member member = member(name);
        stopped.add(member);
        cluster.stop(member);
    }

    void restart(String name) throws IOException, InterruptedException {
        stopped.remove(member(name));
        cluster.start(member(name));
    }

    Member addTrainer() throws IOException, InterruptedException {
        return cluster.addTrainer();
    }

    Member addAgent() throws IOException, InterruptedException {
        return cluster.addAgent();
    }

    String start(SearchSettings settings) throws InterruptedException {
        return searches.start(settings).search();
    }

    /** The agent may be away, or still reading what was. */
    String startWheneverPossible(SearchSettings settings) {
        return await().atMost(PATIENCE)
                .ignoreExceptionsMatching(Failure.class::isInstance)
                .until(() -> start(settings), search -> true);
    }

    /** Trainers that have not been stopped. */
    List<Member> trainers() {
        return cluster.members().stream()
                .filter(member -> member.name().startsWith("trainer-"))
                .filter(member -> !stopped.contains(member))
                .toList();
    }

    void extend(String search, int states) throws InterruptedException {
        searches.extend(search, states, OptionalInt.empty());
    }

    SearchStatus status(String search) throws InterruptedException {
        return searches.read(search);
    }

    void awaitSteps(String search, int steps) {
        awaitStatus(search, status -> status.progress().steps() >= steps);
    }

    void awaitRetrained(String search, int networks) {
        awaitStatus(search, status -> status.progress().retrained() >= networks);
    }

    /**
     * Waits for the search to have the dense network retrained.
     *
     * @return the trainer that is at it, and will be for longer than it takes to hit it
     */
    Member awaitRetraining(String search) {
        awaitStatus(search, status -> status.progress().toRetrain() > 0);
        Map<Member, TrainerWork> before = new HashMap<>();
        return await().atMost(PATIENCE)
                .pollInterval(LONG_FOR_A_STEP)
                .until(
                        () -> {
                            Optional<Member> atLongJob = Optional.empty();
                            for (Member trainer : trainers()) {
                                TrainerWork now = TrainerWork.of(trainer);
                                if (now.inFlight() > 0 && now.equals(before.put(trainer, now))) {
                                    atLongJob = Optional.of(trainer);
                                }
                            }
                            return atLongJob;
                        },
                        Optional::isPresent)
                .orElseThrow();
    }

    void awaitPhase(String search, SearchStatus.Phase phase) {
        awaitStatus(search, status -> status.phase().compareTo(phase) >= 0);
    }

    SearchStatus finished(String search) {
        return finished(search, PATIENCE);
    }

    SearchStatus finished(String search, Duration patience) {
        SearchStatus ended =
                awaitStatus(search, patience, status -> status.phase().isEnd());
        assertThat(ended.phase()).as(ended.reason().orElse("")).isEqualTo(SearchStatus.Phase.FINISHED);
        return ended;
    }

    private SearchStatus awaitStatus(String search, Predicate<SearchStatus> condition) {
        return awaitStatus(search, PATIENCE, condition);
    }

    /** The agent may be away meanwhile. */
    private SearchStatus awaitStatus(String search, Duration patience, Predicate<SearchStatus> condition) {
        return await().atMost(patience)
                .pollInterval(LOOK_EVERY)
                .ignoreExceptionsMatching(Failure.class::isInstance)
                .until(
                        () -> {
                            assertThatCode(cluster::requireHealthy).doesNotThrowAnyException();
                            return searches.read(search);
                        },
                        condition);
    }

    int records(Topic topic) {
        return new TopicLog(endpoints().kafka()).records(topic).size();
    }

    /** Runs {@code aen verify}, as a person would. */
    void verify() throws IOException, InterruptedException {
        ProcessBuilder command = new ProcessBuilder(
                Installation.java(),
                "-Daen.root=" + INSTALLATION.root(),
                "-jar",
                INSTALLATION.command().toString(),
                "verify",
                "--bootstrap",
                endpoints().kafka(),
                "--redis",
                endpoints().redis().toString());
        command.environment().put("AEN_HOME", home.folder().toString());
        Process process = command.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String table = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        System.out.println(table);
        assertThat(process.waitFor()).as(table).isZero();
        assertThat(table).doesNotContain("not checked");
    }

    @Override
    public void close() {
        cluster.close();
    }
}
