package org.autoequivariant.local.verify;

import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.autoequivariant.contracts.MalformedMessage;
import org.autoequivariant.contracts.Messages;
import org.autoequivariant.contracts.SearchStatus;
import org.autoequivariant.contracts.replay.LoggedReward;
import org.autoequivariant.contracts.replay.ReplayTask;
import org.autoequivariant.contracts.replay.Violation;
import org.autoequivariant.local.Failure;
import org.autoequivariant.local.cluster.Home;
import org.autoequivariant.local.cluster.Installation;

/** Has the agent's own code rebuild every search from its rewards, in a process beside this one. */
record ReplayedSearches(Home home, Installation installation) {

    private static final String MAIN = "org.autoequivariant.agent.replay.Replay";

    Finding find(Ledger ledger) {
        Map<String, List<LoggedReward>> rewards = ledger.rewards.stream()
                .collect(Collectors.groupingBy(
                        logged -> logged.message().search(),
                        Collectors.mapping(
                                logged -> new LoggedReward(
                                        logged.record().partition(),
                                        logged.record().offset(),
                                        logged.message()),
                                Collectors.toList())));
        List<Violation> broken = new ArrayList<>();
        int checked = 0;
        try {
            Process process = start();
            try (OutputStream tasks = new BufferedOutputStream(process.getOutputStream());
                    BufferedReader answers = new BufferedReader(
                            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                for (SearchStatus status : ledger.statuses.values()) {
                    List<LoggedReward> given = rewards.getOrDefault(status.search(), List.of());
                    writeLine(tasks, new ReplayTask.Head(status, given.size()));
                    for (LoggedReward reward : given) {
                        writeLine(tasks, reward);
                    }
                    tasks.flush();
                    broken.addAll(read(answers.readLine()));
                    checked += given.size();
                }
            } finally {
                process.destroy();
            }
        } catch (IOException | MalformedMessage e) {
            throw new Failure("cannot replay the searches: " + e + "; see " + log(), e);
        }
        return Finding.of("replayed rewards ask the same and end the same", checked, broken);
    }

    private static void writeLine(OutputStream out, Object message) throws IOException {
        out.write(Messages.write(message));
        out.write('\n');
    }

    private static List<Violation> read(String line) throws IOException, MalformedMessage {
        if (line == null) {
            throw new IOException("the replaying process ended");
        }
        return List.of(Messages.read(line.getBytes(StandardCharsets.UTF_8), Violation[].class));
    }

    private Process start() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(installation.program("agent-service", MAIN));
        builder.redirectError(log().toFile());
        builder.environment()
                .putAll(Map.of(
                        "DJL_CACHE_DIR",
                        home.at("natives").toString(),
                        "OMP_NUM_THREADS",
                        "1",
                        "OPT_OUT_TRACKING",
                        "true"));
        return builder.start();
    }

    private Path log() {
        return home.at("logs").resolve("replay.log");
    }
}
