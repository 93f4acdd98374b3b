package org.autoequivariant.agent.search;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.autoequivariant.contracts.SearchSettings;
import org.autoequivariant.contracts.SearchStatus;

/** Statuses of searches that are not running. */
final class Statuses {

    private Statuses() {}

    static SearchStatus created(String id, SearchSettings settings, Instant now) {
        return new SearchStatus(
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
                now);
    }

    static SearchStatus resumed(SearchStatus status, Instant now) {
        return in(SearchStatus.Phase.CREATED, status, Optional.empty(), now);
    }

    static SearchStatus cancelled(SearchStatus status, Instant now) {
        return in(SearchStatus.Phase.CANCELLED, status, Optional.empty(), now);
    }

    static SearchStatus failed(SearchStatus status, String reason, Instant now) {
        return in(SearchStatus.Phase.FAILED, status, Optional.ofNullable(reason), now);
    }

    private static SearchStatus in(
            SearchStatus.Phase phase, SearchStatus status, Optional<String> reason, Instant now) {
        return new SearchStatus(
                status.search(),
                phase,
                status.settings(),
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
