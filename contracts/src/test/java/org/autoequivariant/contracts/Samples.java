package org.autoequivariant.contracts;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.autoequivariant.symmetry.NetworkSignature;
import org.autoequivariant.symmetry.State;
import org.autoequivariant.symmetry.Symmetry;

/** Messages to test with, every optional field filled. */
final class Samples {

    static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    static final DataSet DATA_SET = new DataSet(DataSetName.parse("g-mnist/011000100001"), "0123456789abcdef");
    static final Candidate CANDIDATE = new Candidate(
            "s1",
            Purpose.STEP,
            0,
            7,
            State.EMPTY,
            Optional.of(Symmetry.HORIZONTAL_FLIP),
            State.parse("010000000000"),
            0.9,
            DATA_SET,
            new NetworkSignature("d38d7afa938fa3fa"),
            Protocol.search(Recipe.STANDARD, 0),
            Optional.of(0.85),
            RewardUnit.FRACTION,
            NOW);
    static final TrainingJob JOB = TrainingJob.of(CANDIDATE, 1);
    static final Evaluation.Trained TRAINED = new Evaluation.Trained(
            CANDIDATE.key(),
            DATA_SET,
            CANDIDATE.nextState(),
            List.of(0.8, 0.9, 0.88),
            Optional.of(new Evaluation.TestAccuracy(0.87, 0.89)),
            4,
            1.5,
            "cpu",
            "t",
            "v");
    static final Evaluation.Failed FAILED = new Evaluation.Failed(CANDIDATE.key(), "no data", 3, "t");
    static final Evaluation.Lost LOST = new Evaluation.Lost(CANDIDATE.key(), 5, "t");
    static final Reward.Rewarded REWARDED = Reward.Rewarded.of(CANDIDATE, TRAINED, Reward.Source.TRAINED, 12);
    static final Reward.Skipped SKIPPED = Reward.Skipped.of(CANDIDATE, "no data", 12);
    static final Manifest MANIFEST = new Manifest(
            DATA_SET,
            List.of(
                    new Manifest.Shard(Manifest.Split.TRAIN, "/shards/0123456789abcdef/train-000", 5_000, "ab"),
                    new Manifest.Shard(Manifest.Split.TEST, "/shards/0123456789abcdef/test-000", 100, "cd")),
            "MNIST");

    private static final SearchStatus.Ranked RANKED = new SearchStatus.Ranked(
            CANDIDATE.nextState(),
            CANDIDATE.signature(),
            4,
            0.9,
            Optional.of(0.91),
            TRAINED.test(),
            List.of(0.87, 0.86));
    static final SearchStatus STATUS = new SearchStatus(
            "s1",
            SearchStatus.Phase.SEARCHING,
            new SearchSettings(DATA_SET.name(), 100, 1_000, 8, 20, 5, 0, Recipe.STANDARD, RewardUnit.FRACTION),
            Optional.of(DATA_SET),
            new SearchStatus.Progress(7, 6, 5, 4, 3, 0.9, 2, 1),
            Optional.of(0.85),
            List.of(RANKED),
            Optional.of(RANKED),
            Optional.of("why"),
            NOW,
            NOW);

    /** What is read somewhere, and how it looks: every topic's values, and the manifest. */
    static final Map<Class<?>, List<Object>> BY_TYPE = Map.of(
            Topic.CANDIDATES.valueType(),
            List.of(CANDIDATE),
            Topic.TRAINING_JOBS.valueType(),
            List.of(JOB),
            Topic.EVALUATIONS.valueType(),
            List.of(TRAINED, FAILED, LOST),
            Topic.REWARDS.valueType(),
            List.of(REWARDED, SKIPPED),
            Topic.SEARCHES.valueType(),
            List.of(STATUS),
            Manifest.class,
            List.of(MANIFEST));

    private Samples() {}
}
