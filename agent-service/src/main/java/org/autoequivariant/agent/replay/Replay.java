package org.autoequivariant.agent.replay;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.autoequivariant.agent.search.ReplayedSearch;
import org.autoequivariant.contracts.MalformedMessage;
import org.autoequivariant.contracts.Messages;
import org.autoequivariant.contracts.replay.ReplayTask;
import org.autoequivariant.contracts.replay.Violation;
import org.autoequivariant.symmetry.DistinctNetworks;

/**
 * A program beside the service: rebuilds searches from their rewards, as the service does when it starts, and tells
 * where they differ from what was published.
 *
 * <p>Reads a {@link ReplayTask} as JSON from each line of the standard input, and answers each with a line holding a
 * list of {@link Violation}s.
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
            ReplayTask task = Messages.read(line.getBytes(StandardCharsets.UTF_8), ReplayTask.class);
            List<Violation> violations = new ReplayedSearch(networks).violations(task);
            answers.write(Messages.write(violations));
            answers.write('\n');
            answers.flush();
        }
    }
}
