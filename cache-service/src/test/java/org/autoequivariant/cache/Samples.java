package org.autoequivariant.cache;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.autoequivariant.contracts.Candidate;
import org.autoequivariant.contracts.DataSet;
import org.autoequivariant.contracts.DataSetName;
import org.autoequivariant.contracts.Evaluation;
import org.autoequivariant.contracts.Protocol;
import org.autoequivariant.contracts.Purpose;
import org.autoequivariant.contracts.Recipe;
import org.autoequivariant.contracts.RewardUnit;
import org.autoequivariant.symmetry.DistinctNetworks;
import org.autoequivariant.symmetry.NetworkSignature;
import org.autoequivariant.symmetry.State;
import org.autoequivariant.symmetry.Symmetry;

/** Messages to test with. */
public final class Samples {

    public static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    public static final DataSet DATA_SET = new DataSet(DataSetName.parse("g-mnist/011000100001"), "0123456789abcdef");
    public static final Protocol PROTOCOL = Protocol.search(Recipe.STANDARD, 0);

    private static final DistinctNetworks NETWORKS = new DistinctNetworks();

    private Samples() {}

    /**
     * What walker 0 of {@code search} asks at {@code step}: network number {@code network} against a baseline of 0.85.
     * Networks 1 to 12 are those of one symmetry; those with higher numbers have signatures that no state has.
     */
    public static Candidate candidate(String search, int step, int network) {
        boolean real = network <= Symmetry.values().length;
        Symmetry action = real ? Symmetry.values()[network - 1] : Symmetry.HORIZONTAL_FLIP;
        State state = State.EMPTY.toggle(action);
        return new Candidate(
                search,
                Purpose.STEP,
                0,
                step,
                State.EMPTY,
                Optional.of(action),
                state,
                0.9,
                DATA_SET,
                real ? NETWORKS.of(state).signature() : new NetworkSignature("%016x".formatted(network)),
                PROTOCOL,
                Optional.of(0.85),
                RewardUnit.FRACTION,
                NOW);
    }

    public static Evaluation.Trained trained(Candidate candidate, double accuracy) {
        return new Evaluation.Trained(
                candidate.key(),
                candidate.dataSet(),
                candidate.nextState(),
                List.of(accuracy / 2, accuracy),
                Optional.empty(),
                1_000,
                1.5,
                "cpu",
                "trainer-1",
                "test");
    }

    public static Evaluation.Failed failed(Candidate candidate, String reason) {
        return new Evaluation.Failed(candidate.key(), reason, 3, "trainer-1");
    }
}
