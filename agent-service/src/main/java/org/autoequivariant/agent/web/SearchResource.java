package org.autoequivariant.agent.web;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.ServerErrorException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import org.jboss.resteasy.reactive.RestStreamElementType;

import org.autoequivariant.agent.search.SearchRefused;
import org.autoequivariant.agent.search.Searches;
import org.autoequivariant.contracts.MalformedMessage;
import org.autoequivariant.contracts.Messages;
import org.autoequivariant.contracts.Reward;
import org.autoequivariant.contracts.SearchStatus;

/** Searches over HTTP. */
@Path("searches")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class SearchResource {

    private static final Duration EVENT_EVERY = Duration.ofMillis(200);

    private final Searches searches;

    SearchResource(Searches searches) {
        this.searches = searches;
    }

    /** Starts a search. The body is read by the messages' own reader, so that errors name the field. */
    @POST
    public Response start(byte[] body) {
        SearchRequest request = read(body, SearchRequest.class);
        SearchStatus started = granted(() -> searches.start(request.search(), request.settings()));
        return Response.created(URI.create("/searches/" + started.search()))
                .entity(started)
                .build();
    }

    private static <T> T read(byte[] body, Class<T> type) {
        try {
            return Messages.read(body, type);
        } catch (MalformedMessage e) {
            throw new BadRequestException(e.getMessage(), e);
        }
    }

    @GET
    public List<SearchStatus> list() {
        return granted(searches::list);
    }

    @GET
    @Path("{id}")
    public SearchStatus get(@PathParam("id") String id) {
        return granted(() -> searches.read(id));
    }

    @POST
    @Path("{id}/cancel")
    public SearchStatus cancel(@PathParam("id") String id) {
        return granted(() -> searches.cancel(id));
    }

    @POST
    @Path("{id}/resume")
    public SearchStatus resume(@PathParam("id") String id) {
        return granted(() -> searches.resume(id));
    }

    /** Goes on with a finished search to more states. */
    @POST
    @Path("{id}/extend")
    public SearchStatus extend(@PathParam("id") String id, byte[] body) {
        Extension extension = read(body, Extension.class);
        try {
            return granted(() -> searches.extend(id, extension.states(), extension.steps()));
        } catch (IllegalArgumentException e) {
            throw new BadRequestException(e.getMessage(), e);
        }
    }

    /**
     * @param states how many more states to visit
     * @param maxSteps how many more steps that may take; ten a state by default
     */
    record Extension(int states, Optional<Integer> maxSteps) {

        Extension {
            maxSteps = maxSteps == null ? Optional.empty() : maxSteps;
        }

        private static final int STEPS_PER_STATE = 10;

        int steps() {
            return maxSteps.orElse((int) Math.min(Integer.MAX_VALUE, (long) states * STEPS_PER_STATE));
        }
    }

    @GET
    @Path("{id}/rewards")
    public List<Reward> rewards(@PathParam("id") String id) {
        return granted(() -> searches.rewards(id));
    }

    /** The status now and each change of it, five a second at most, until the search ends. */
    @GET
    @Path("{id}/events")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RestStreamElementType(MediaType.APPLICATION_JSON)
    public Multi<SearchStatus> events(@PathParam("id") String id) {
        granted(() -> searches.read(id));
        return Multi.createBy()
                .repeating()
                .uni(() -> Uni.createFrom().item(() -> searches.read(id)))
                .withDelay(EVENT_EVERY)
                .whilst(status -> !status.phase().isEnd())
                .skip()
                .repetitions();
    }

    private interface Question<T> {
        T ask();
    }

    private static <T> T granted(Question<T> question) {
        try {
            return question.ask();
        } catch (SearchRefused.Unknown e) {
            throw new NotFoundException(e.getMessage(), e);
        } catch (SearchRefused.Conflict e) {
            throw new ClientErrorException(e.getMessage(), Response.Status.CONFLICT, e);
        } catch (SearchRefused.NotReady e) {
            throw new ServerErrorException(e.getMessage(), Response.Status.SERVICE_UNAVAILABLE, e);
        } catch (SearchRefused.TooMany e) {
            throw new ClientErrorException(e.getMessage(), Response.Status.TOO_MANY_REQUESTS, e);
        }
    }
}
