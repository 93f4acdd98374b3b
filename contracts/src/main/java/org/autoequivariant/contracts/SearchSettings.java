package org.autoequivariant.contracts;

import com.fasterxml.jackson.annotation.JsonCreator;

/**
 * What a search is asked to do.
 *
 * @param dataSet data set to find the symmetries of
 * @param states newly visited states to end after, 1…4,096; Table 1 has 1,200
 * @param maxSteps steps to end after at the latest
 * @param walkers walkers exploring at once into one replay memory, 1…1,024
 * @param best distinct networks to retrain at the end, 1…100
 * @param repeats seeds the winner and the dense network are retrained with for the final report, 1…20
 * @param seed seed of the agent: its weights, its sampling, its exploration
 * @param recipe how children are built and initialised
 * @param rewardUnit unit of Eq. 18
 */
public record SearchSettings(
        DataSetName dataSet,
        int states,
        int maxSteps,
        int walkers,
        int best,
        int repeats,
        long seed,
        Recipe recipe,
        RewardUnit rewardUnit) {

    @JsonCreator
    public SearchSettings {
        Checks.present(dataSet, "dataSet");
        Checks.within(1, 4_096, states, "states");
        Checks.within(1, 1_000_000, maxSteps, "maxSteps");
        Checks.within(1, 1_024, walkers, "walkers");
        Checks.within(1, 100, best, "best");
        Checks.within(1, 20, repeats, "repeats");
        Checks.present(recipe, "recipe");
        Checks.present(rewardUnit, "rewardUnit");
    }

    /**
     * The same search, longer.
     *
     * @param moreStates states to visit beyond these, from 1
     * @param moreSteps steps it may take beyond these, from 1
     * @throws IllegalArgumentException if that is out of range
     */
    public SearchSettings extended(int moreStates, int moreSteps) {
        Checks.within(1, 4_096, moreStates, "states");
        Checks.within(1, 1_000_000, moreSteps, "steps");
        return new SearchSettings(
                dataSet, states + moreStates, maxSteps + moreSteps, walkers, best, repeats, seed, recipe, rewardUnit);
    }
}
