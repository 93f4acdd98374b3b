package org.autoequivariant.agent.search;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.autoequivariant.contracts.SearchSettings;
import org.autoequivariant.contracts.SearchStatus;

/**
 * A search's life as its owners and askers see it. The transitions drawn are the only ones there are:
 *
 * <pre>
 *            cancelled              resumed
 *   ┌──────────────────▶ Cancelled ─────────┐
 *   │        failed                 resumed │
 * Active ──────────────▶ Failed ───────────▶ Active
 *   │        finished              extended │
 *   └──────────────────▶ Finished ──────────┘
 * </pre>
 *
 * <p>An active search is driven by the agent that owns it, or waits for one; {@link Stage} tells how far it is.
 * Finishing, and failing by itself, are stages that end it.
 */
sealed interface LifeCycle {

    /** The status as published. */
    SearchStatus status();

    static LifeCycle of(SearchStatus status) {
        return switch (status.phase()) {
            case FINISHED -> new Finished(status);
            case CANCELLED -> new Cancelled(status);
            case FAILED -> new Failed(status);
            case CREATED, MEASURING_BASELINE, SEARCHING, RETRAINING -> new Active(status);
        };
    }

    /** A search nobody has driven yet. */
    static Active created(String id, SearchSettings settings, Instant now) {
        return new Active(new SearchStatus(
                id,
                SearchStatus.Phase.CREATED,
                settings,
                Optional.empty(),
                SearchStatus.Progress.NONE,
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                now,
                now));
    }

    /** It is to be driven to its end. */
    record Active(SearchStatus status) implements LifeCycle {

        Cancelled cancelled(Instant now) {
            return new Cancelled(in(SearchStatus.Phase.CANCELLED, status, status.settings(), Optional.empty(), now));
        }

        Failed failed(String reason, Instant now) {
            return new Failed(
                    in(SearchStatus.Phase.FAILED, status, status.settings(), Optional.ofNullable(reason), now));
        }

        /** Nobody drives it; it is asked to go on. */
        Active resumed(Instant now) {
            return new Active(again(status, status.settings(), now));
        }
    }

    /** Somebody stopped it. */
    record Cancelled(SearchStatus status) implements LifeCycle {

        Active resumed(Instant now) {
            return new Active(again(status, status.settings(), now));
        }
    }

    /** It could not go on; what was in its way may be gone. */
    record Failed(SearchStatus status) implements LifeCycle {

        Active resumed(Instant now) {
            return new Active(again(status, status.settings(), now));
        }
    }

    /** All is reported. */
    record Finished(SearchStatus status) implements LifeCycle {

        /** It goes on to more states, and retrains the best of all of them. */
        Active extended(SearchSettings further, Instant now) {
            return new Active(again(status, further, now));
        }
    }

    private static SearchStatus again(SearchStatus status, SearchSettings settings, Instant now) {
        return in(SearchStatus.Phase.CREATED, status, settings, Optional.empty(), now);
    }

    private static SearchStatus in(
            SearchStatus.Phase phase,
            SearchStatus status,
            SearchSettings settings,
            Optional<String> reason,
            Instant now) {
        return new SearchStatus(
                status.search(),
                phase,
                settings,
                status.dataSet(),
                status.progress(),
                status.baseline(),
                status.best(),
                status.dense(),
                reason,
                status.startedAt(),
                now);
    }
}
