package org.autoequivariant.tests.faults;

import org.autoequivariant.contracts.DataSetName;
import org.autoequivariant.contracts.Recipe;
import org.autoequivariant.contracts.RewardUnit;
import org.autoequivariant.contracts.SearchSettings;

/** A search by one walker, so that its steps do not depend on anybody's timing. */
final class ShortSearch {

    static final int STATES = 30;
    static final SearchSettings SETTINGS = of(STATES);

    private ShortSearch() {}

    static SearchSettings of(int states) {
        return of(states, 1, 0);
    }

    /**
     * @param repeats seeds the winner and the dense network are trained with in the end
     * @param dataSeed of the data set: another seed is another data set, of which nothing is known yet
     */
    static SearchSettings of(int states, int repeats, long dataSeed) {
        return new SearchSettings(
                DataSetName.parse("g-mnist/011000100001@" + dataSeed),
                states,
                1_000,
                1,
                3,
                repeats,
                7,
                Recipe.STANDARD,
                RewardUnit.FRACTION);
    }
}
