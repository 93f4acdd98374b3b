package org.autoequivariant.agent.web;

import java.util.Optional;

import jakarta.ws.rs.BadRequestException;

import org.autoequivariant.contracts.DataSetName;
import org.autoequivariant.contracts.Recipe;
import org.autoequivariant.contracts.RewardUnit;
import org.autoequivariant.contracts.SearchId;
import org.autoequivariant.contracts.SearchSettings;

/** A search as somebody asks for it: everything but the data set may be left out. */
record SearchRequest(
        Optional<String> search,
        DataSetName dataSet,
        Optional<Integer> states,
        Optional<Integer> maxSteps,
        Optional<Integer> walkers,
        Optional<Integer> best,
        Optional<Integer> repeats,
        Optional<Long> seed,
        Optional<Recipe> recipe,
        Optional<RewardUnit> rewardUnit) {

    private static final int STATES = 1_200;
    private static final int MAX_STEPS = 10_000;
    private static final int WALKERS = 8;
    private static final int BEST = 20;
    private static final int REPEATS = 5;

    SearchRequest {
        if (search != null) {
            search.ifPresent(SearchId::check);
        }
        if (dataSet == null) {
            throw new IllegalArgumentException("dataSet is missing; name one like g-mnist/010000100001@0");
        }
    }

    /** @throws BadRequestException naming the first setting out of range */
    SearchSettings settings() {
        try {
            return new SearchSettings(
                    dataSet,
                    states.orElse(STATES),
                    maxSteps.orElse(MAX_STEPS),
                    walkers.orElse(WALKERS),
                    best.orElse(BEST),
                    repeats.orElse(REPEATS),
                    seed.orElse(0L),
                    recipe.orElse(Recipe.STANDARD),
                    rewardUnit.orElse(RewardUnit.FRACTION));
        } catch (IllegalArgumentException e) {
            throw new BadRequestException(e.getMessage(), e);
        }
    }
}
