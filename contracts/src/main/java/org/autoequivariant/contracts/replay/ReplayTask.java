package org.autoequivariant.contracts.replay;

import java.util.List;

import org.autoequivariant.contracts.SearchStatus;

/**
 * A search to be rebuilt from its rewards.
 *
 * @param status the last one published
 * @param rewards all of its rewards, in the order of the log
 */
public record ReplayTask(SearchStatus status, List<LoggedReward> rewards) {

    public ReplayTask {
        rewards = List.copyOf(rewards);
    }

    /**
     * What a task begins with where it is sent line by line; its rewards follow, each on a line of its own.
     *
     * @param rewards how many follow
     */
    public record Head(SearchStatus status, int rewards) {}
}
