package org.autoequivariant.agent.search;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.autoequivariant.contracts.Candidate;
import org.autoequivariant.contracts.DataSet;
import org.autoequivariant.contracts.EvaluationKey;
import org.autoequivariant.contracts.Purpose;
import org.autoequivariant.contracts.Reward;
import org.autoequivariant.contracts.SearchStatus;
import org.autoequivariant.contracts.Topic;
import org.autoequivariant.contracts.replay.LoggedReward;
import org.autoequivariant.contracts.replay.ReplayTask;
import org.autoequivariant.contracts.replay.Violation;
import org.autoequivariant.symmetry.DistinctNetworks;

/**
 * Rebuilds a search from its rewards and compares: every reward must answer what the rebuilt search asks at that point,
 * with the same action and the same ε. Actions come from the Q-network and ε from the schedule, so replay memory,
 * Q-network and schedule are rebuilt exactly when all actions agree. Of a finished search the published outcome must be
 * the rebuilt one's.
 */
public final class ReplayedSearch {

    private record Request(Purpose purpose, int step, EvaluationKey key) {

        static Request of(Reward reward) {
            return new Request(reward.purpose(), reward.step(), reward.key());
        }

        static Request of(Candidate candidate) {
            return new Request(candidate.purpose(), candidate.step(), candidate.key());
        }
    }

    /** What a candidate and the reward that answers it have in common. */
    private record Step(int walker, String state, String action, String nextState, double epsilon) {

        static Step of(Reward reward) {
            return new Step(
                    reward.walker(),
                    reward.state().toString(),
                    reward.action().toString(),
                    reward.nextState().toString(),
                    reward.epsilon());
        }

        static Step of(Candidate candidate) {
            return new Step(
                    candidate.walker(),
                    candidate.state().toString(),
                    candidate.action().toString(),
                    candidate.nextState().toString(),
                    candidate.epsilon());
        }
    }

    private final DistinctNetworks networks;

    public ReplayedSearch(DistinctNetworks networks) {
        this.networks = networks;
    }

    /** Where the search as rebuilt and the search as published differ; nothing if it has no rewards yet. */
    public List<Violation> violations(ReplayTask task) {
        if (task.rewards().isEmpty()) {
            return List.of();
        }
        SearchStatus published = task.status();
        String fingerprint = task.rewards().get(0).reward().key().fingerprint();
        DataSet dataSet = new DataSet(published.settings().dataSet(), fingerprint);
        InstantSource clock = InstantSource.fixed(Instant.EPOCH);
        Map<Request, Candidate> asked = new HashMap<>();
        try (Search search = new Search(
                published.search(),
                published.settings(),
                dataSet,
                networks,
                clock,
                candidate -> asked.put(Request.of(candidate), candidate))) {
            List<Violation> violations = new ArrayList<>();
            for (LoggedReward logged : task.rewards()) {
                compare(logged, asked, search.phase()).ifPresent(violations::add);
                search.on(logged.reward());
            }
            if (published.phase() == SearchStatus.Phase.FINISHED) {
                LoggedReward last = task.rewards().get(task.rewards().size() - 1);
                difference(published, search.status(published.startedAt()))
                        .ifPresent(what -> violations.add(at(last, what)));
            }
            return violations;
        }
    }

    private static Optional<Violation> compare(
            LoggedReward logged, Map<Request, Candidate> asked, SearchStatus.Phase phase) {
        Reward reward = logged.reward();
        Candidate candidate = asked.get(Request.of(reward));
        if (candidate == null) {
            // The end of a search that was extended later: the longer one has not asked for it, not yet.
            boolean earlierEnd = phase == SearchStatus.Phase.SEARCHING
                    && reward.purpose() != Purpose.STEP
                    && reward.purpose() != Purpose.BASELINE;
            return earlierEnd
                    ? Optional.empty()
                    : Optional.of(at(
                            logged,
                            "replayed, the search does not ask for %s %d of %s"
                                    .formatted(reward.purpose(), reward.step(), reward.nextState())));
        }
        Step expected = Step.of(candidate);
        Step actual = Step.of(reward);
        return expected.equals(actual)
                ? Optional.empty()
                : Optional.of(at(
                        logged, "the reward answers %s, but replayed the search asks %s".formatted(actual, expected)));
    }

    private static Optional<String> difference(SearchStatus published, SearchStatus rebuilt) {
        if (!published.phase().equals(rebuilt.phase())) {
            return Optional.of("published as %s, but replayed it is %s".formatted(published.phase(), rebuilt.phase()));
        }
        if (!published.baseline().equals(rebuilt.baseline())) {
            return Optional.of("published with baseline %s, but replayed it is %s"
                    .formatted(published.baseline(), rebuilt.baseline()));
        }
        if (!published.best().equals(rebuilt.best()) || !published.dense().equals(rebuilt.dense())) {
            return Optional.of("the published list of the best is %s and %s, but replayed it is %s and %s"
                    .formatted(published.best(), published.dense(), rebuilt.best(), rebuilt.dense()));
        }
        if (published.progress().steps() != rebuilt.progress().steps()
                || published.progress().statesVisited() != rebuilt.progress().statesVisited()
                || published.progress().epsilon() != rebuilt.progress().epsilon()) {
            return Optional.of(
                    "published with %s, but replayed it is %s".formatted(published.progress(), rebuilt.progress()));
        }
        return Optional.empty();
    }

    private static Violation at(LoggedReward logged, String what) {
        return new Violation(Topic.REWARDS.topicName(), logged.partition(), logged.offset(), what);
    }
}
