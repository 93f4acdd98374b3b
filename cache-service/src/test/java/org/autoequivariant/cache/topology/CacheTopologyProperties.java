package org.autoequivariant.cache.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.autoequivariant.cache.Samples.candidate;
import static org.autoequivariant.cache.Samples.failed;
import static org.autoequivariant.cache.Samples.trained;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.Size;

import org.autoequivariant.contracts.Candidate;
import org.autoequivariant.contracts.Reward;
import org.autoequivariant.contracts.Topic;
import org.autoequivariant.contracts.TrainingJob;

class CacheTopologyProperties {

    private static final int NETWORKS = 4;

    /**
     * What can happen: a search asks, a trainer answers or fails, the quick view is lost or goes away or comes back.
     */
    record Event(Kind kind, int network, int step) {

        enum Kind {
            ASK,
            TRAIN,
            FAIL,
            FLUSH,
            DOWN,
            BACK
        }
    }

    @Provide
    Arbitrary<Event> event() {
        return Combinators.combine(
                        Arbitraries.frequencyOf(
                                Tuple.of(8, Arbitraries.just(Event.Kind.ASK)),
                                Tuple.of(3, Arbitraries.just(Event.Kind.TRAIN)),
                                Tuple.of(1, Arbitraries.just(Event.Kind.FAIL)),
                                Tuple.of(1, Arbitraries.of(Event.Kind.FLUSH, Event.Kind.DOWN, Event.Kind.BACK))),
                        Arbitraries.integers().between(1, NETWORKS),
                        Arbitraries.integers().between(0, 9))
                .as(Event::new);
    }

    /** What network {@code number} is worth, every time it is trained. */
    private static double accuracy(int network) {
        return 0.8 + network * 0.04;
    }

    /** A step always asks for the same network. */
    private static Candidate asked(Event event) {
        return candidate("s" + event.network(), event.step(), event.network());
    }

    @Property(tries = 60)
    void inAnyOrderEveryCandidateIsAnsweredRightAndNoKeyHasTwoJobsAtOnce(
            @ForAll @Size(max = 60) List<@From("event") Event> events) {
        try (DrivenTopology topology = new DrivenTopology()) {
            Set<Candidate> unanswered = new HashSet<>();
            Set<Integer> pending = new HashSet<>();
            Set<Integer> known = new HashSet<>();
            int unexpectedFailures = 0;

            for (Event event : events) {
                boolean jobDue = false;
                switch (event.kind()) {
                    case ASK -> {
                        unanswered.add(asked(event));
                        jobDue = !known.contains(event.network()) && pending.add(event.network());
                        topology.ask(asked(event));
                    }
                    case TRAIN -> {
                        known.add(event.network());
                        pending.remove(event.network());
                        topology.tell(trained(asked(event), accuracy(event.network())));
                    }
                    case FAIL -> {
                        boolean expected = pending.remove(event.network()) || known.contains(event.network());
                        unexpectedFailures += expected ? 0 : 1;
                        topology.tell(failed(asked(event), "no data"));
                    }
                    case FLUSH -> topology.cache.flush();
                    case DOWN -> topology.cache.setDown(true);
                    case BACK -> topology.cache.setDown(false);
                }
                assertThat(topology.jobs()).hasSize(jobDue ? 1 : 0);
                assertThat(topology.waiting()).isEqualTo(pending.size());
                settle(topology.rewards(), unanswered);
            }
            for (int network = 1; network <= NETWORKS; network++) {
                topology.tell(trained(candidate("s", 0, network), accuracy(network)));
            }
            settle(topology.rewards(), unanswered);

            assertThat(unanswered).isEmpty();
            assertThat(topology.waiting()).isZero();
            assertThat(topology.records(Topic.DEAD_LETTERS)).hasSize(unexpectedFailures);
        }
    }

    /** Every reward answers a candidate, and with what Eq. 18 makes of its network's accuracy. */
    private static void settle(List<Reward> rewards, Set<Candidate> unanswered) {
        for (Reward reward : rewards) {
            assertThat(unanswered.removeIf(candidate ->
                            candidate.search().equals(reward.search()) && candidate.step() == reward.step()))
                    .isTrue();
            if (reward instanceof Reward.Rewarded rewarded) {
                double x = accuracy(Integer.parseInt(reward.search().substring(1))) - 0.85;
                assertThat(rewarded.reward()).isCloseTo(x * Math.exp(Math.abs(x)), within(1e-12));
            } else {
                assertThat(((Reward.Skipped) reward).reason()).isEqualTo("no data");
            }
        }
    }

    @Property(tries = 60)
    void jobsAreGivenUpOnOrAnsweredButNeverForgotten(@ForAll @Size(max = 10) List<@From("event") Event> events) {
        try (DrivenTopology topology = new DrivenTopology()) {
            // Given
            Set<Candidate> unanswered = new HashSet<>();
            events.forEach(event -> {
                unanswered.add(asked(event));
                topology.ask(asked(event));
            });

            // When
            for (int i = 0; i <= DrivenTopology.ATTEMPTS; i++) {
                topology.pass(DrivenTopology.TIMEOUT.plusSeconds(30));
            }

            // Then
            List<TrainingJob> jobs = topology.jobs();
            long networks = events.stream().map(Event::network).distinct().count();
            assertThat(jobs).doesNotHaveDuplicates().hasSize(Math.toIntExact(networks * DrivenTopology.ATTEMPTS));
            assertThat(topology.rewards()).hasSize(unanswered.size()).allMatch(Reward.Skipped.class::isInstance);
            assertThat(topology.records(Topic.DEAD_LETTERS)).hasSize(Math.toIntExact(networks));
            assertThat(topology.waiting()).isZero();
        }
    }
}
