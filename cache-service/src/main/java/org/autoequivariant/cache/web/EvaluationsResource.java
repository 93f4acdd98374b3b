package org.autoequivariant.cache.web;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import org.autoequivariant.cache.accuracy.Accuracies;
import org.autoequivariant.contracts.Evaluation;
import org.autoequivariant.contracts.EvaluationKey;

/** Single evaluations. */
@Path("/evaluations")
@Produces(MediaType.APPLICATION_JSON)
public class EvaluationsResource {

    private final Accuracies accuracies;

    EvaluationsResource(Accuracies accuracies) {
        this.accuracies = accuracies;
    }

    /** What came of a key; 400 if it is no evaluation key, 404 if it has not been trained. */
    @GET
    @Path("/{key}")
    public Evaluation find(@PathParam("key") String key) {
        EvaluationKey parsed = Problems.parsed(() -> EvaluationKey.parse(key));
        return Problems.available(() -> accuracies.find(parsed))
                .orElseThrow(() -> new NotFoundException("nothing has been trained for " + key));
    }
}
