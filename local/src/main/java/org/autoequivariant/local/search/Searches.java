package org.autoequivariant.local.search;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;

import dev.failsafe.Failsafe;
import dev.failsafe.RetryPolicy;

import org.autoequivariant.contracts.MalformedMessage;
import org.autoequivariant.contracts.Messages;
import org.autoequivariant.contracts.Reward;
import org.autoequivariant.contracts.SearchSettings;
import org.autoequivariant.contracts.SearchStatus;
import org.autoequivariant.local.Failure;
import org.autoequivariant.local.Http;

/** Client of agent-service. */
public final class Searches {

    private static final Duration RECONNECT = Duration.ofMillis(500);

    private final Http http = new Http();
    private final URI service;

    public Searches(URI service) {
        this.service = service;
    }

    public SearchStatus start(SearchSettings settings) throws InterruptedException {
        return http.post(service.resolve("/searches"), settings, SearchStatus.class);
    }

    public List<SearchStatus> list() throws InterruptedException {
        return List.of(http.get(service.resolve("/searches"), SearchStatus[].class));
    }

    public SearchStatus read(String search) throws InterruptedException {
        return http.get(resource(search, ""), SearchStatus.class);
    }

    public SearchStatus resume(String search) throws InterruptedException {
        return http.post(resource(search, "/resume"), Map.of(), SearchStatus.class);
    }

    /** @param steps how many more; ten a state if empty */
    public SearchStatus extend(String search, int states, OptionalInt steps) throws InterruptedException {
        Map<String, Integer> extension = new HashMap<>(Map.of("states", states));
        steps.ifPresent(most -> extension.put("maxSteps", most));
        return http.post(resource(search, "/extend"), extension, SearchStatus.class);
    }

    public List<Reward> rewards(String search) throws InterruptedException {
        return List.of(http.get(resource(search, "/rewards"), Reward[].class));
    }

    /**
     * Follows a search to its end; an agent that is away is waited for.
     *
     * @param progress called with every status, the first and the last included
     * @param hope whether the agent may come back
     * @return the last status
     * @throws Failure if the agent is gone for good
     */
    SearchStatus follow(String search, Consumer<SearchStatus> progress, BooleanSupplier hope) {
        RetryPolicy<SearchStatus> again = RetryPolicy.<SearchStatus>builder()
                .withMaxAttempts(-1)
                .withDelay(RECONNECT)
                .abortIf((status, e) -> !hope.getAsBoolean())
                .handle(Failure.class)
                .build();
        return Failsafe.with(again).get(() -> {
            try (Stream<String> events = http.events(resource(search, "/events"))) {
                events.forEach(event -> progress.accept(status(event)));
            } catch (IOException | UncheckedIOException e) {
                throw new Failure("lost the agent while following " + search + ": " + e, e);
            }
            SearchStatus last = read(search);
            if (!last.phase().isEnd()) {
                throw new Failure("lost the agent while following " + search);
            }
            return last;
        });
    }

    private static SearchStatus status(String json) {
        try {
            return Messages.read(json.getBytes(StandardCharsets.UTF_8), SearchStatus.class);
        } catch (MalformedMessage e) {
            throw new Failure("the agent sent a status this command cannot read: " + e.getMessage(), e);
        }
    }

    private URI resource(String search, String rest) {
        return service.resolve("/searches/" + search + rest);
    }
}
