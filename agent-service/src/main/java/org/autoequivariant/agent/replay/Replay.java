package org.autoequivariant.agent.replay;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.autoequivariant.agent.search.ReplayedSearch;
import org.autoequivariant.contracts.MalformedMessage;
import org.autoequivariant.contracts.Messages;
import org.autoequivariant.contracts.replay.LoggedReward;
import org.autoequivariant.contracts.replay.ReplayTask;
import org.autoequivariant.contracts.replay.Violation;
import org.autoequivariant.symmetry.DistinctNetworks;

/**
 * A program beside the service: rebuilds searches from their rewards, as the service does when it starts, and tells
 * where they differ from what was published.
 *
 * <p>Reads tasks as lines of JSON from the standard input, a {@link ReplayTask.Head} and its {@link LoggedReward}s, and
 * answers each with a line holding a list of {@link Violation}s.
 */
public final class Replay {

    private Replay() {}

    public static void main(String[] arguments) throws IOException, MalformedMessage {
        // The engine writes to the standard output, which belongs to the answers.
        PrintStream answers = System.out;
        System.setOut(System.err);
        DistinctNetworks networks = new DistinctNetworks();
        BufferedReader tasks = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = tasks.readLine(); line != null; line = tasks.readLine()) {
            ReplayTask.Head head = read(line, ReplayTask.Head.class);
            List<LoggedReward> rewards = new ArrayList<>();
            for (int i = 0; i < head.rewards(); i++) {
                rewards.add(read(tasks.readLine(), LoggedReward.class));
            }
            ReplayTask task = new ReplayTask(head.status(), rewards);
            List<Violation> violations = new ReplayedSearch(networks).violations(task);
            answers.write(Messages.write(violations));
            answers.write('\n');
            answers.flush();
        }
    }

    private static <T> T read(String line, Class<T> type) throws IOException, MalformedMessage {
        if (line == null) {
            throw new EOFException("the task is cut short");
        }
        return Messages.read(line.getBytes(StandardCharsets.UTF_8), type);
    }
}
