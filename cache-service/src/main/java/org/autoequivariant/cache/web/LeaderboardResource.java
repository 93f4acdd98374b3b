package org.autoequivariant.cache.web;

import java.util.List;
import java.util.stream.IntStream;

import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;

import org.autoequivariant.cache.accuracy.Accuracies;
import org.autoequivariant.cache.accuracy.Leaderboard;
import org.autoequivariant.contracts.Evaluation;

/** The best networks of all searches on the same images under the same protocol. */
@Path("/leaderboard")
@Produces(MediaType.APPLICATION_JSON)
public class LeaderboardResource {

    private static final int MOST = 1_000;

    private final Accuracies accuracies;

    LeaderboardResource(Accuracies accuracies) {
        this.accuracies = accuracies;
    }

    /**
     * @param rank from 1
     * @param accuracy validation accuracy, 0…1
     */
    public record Entry(int rank, double accuracy, Evaluation evaluation) {}

    /** The best first; 400 if a parameter is missing or out of range. */
    @GET
    public List<Entry> best(
            @QueryParam("fingerprint") String fingerprint,
            @QueryParam("protocol") String protocol,
            @QueryParam("limit") @DefaultValue("20") String limit) {
        Leaderboard leaderboard = Problems.parsed(() -> new Leaderboard(fingerprint, protocol));
        int most = limit(limit);
        List<Evaluation.Trained> best = Problems.available(() -> accuracies.best(leaderboard, most));
        return IntStream.range(0, best.size())
                .mapToObj(i -> new Entry(i + 1, best.get(i).accuracy(), best.get(i)))
                .toList();
    }

    static int limit(String text) {
        // Read as text: a number that does not parse would be a 404 by the rules of JAX-RS.
        if (!text.matches("[0-9]{1,4}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > MOST) {
            throw new BadRequestException("limit must be between 1 and " + MOST + ", not '" + text + "'");
        }
        return Integer.parseInt(text);
    }
}
