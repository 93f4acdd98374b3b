package org.autoequivariant.contracts;

/** What one unit of accuracy difference is in Eq. 18: R = x·e^|x|. */
public enum RewardUnit {
    /** x = 1 is a difference from 0 to 100 %; rewards stay within ±e. */
    FRACTION(1),
    /** x = 1 is one percentage point, as the published search had it; rewards span ten orders of magnitude. */
    PERCENTAGE_POINT(100);

    private final double unitsPerFraction;

    RewardUnit(double unitsPerFraction) {
        this.unitsPerFraction = unitsPerFraction;
    }

    /**
     * Eq. 18.
     *
     * @param accuracy of the network reached, 0…1
     * @param baseline accuracy of the network with no symmetry, 0…1
     */
    public double reward(double accuracy, double baseline) {
        double x = (accuracy - baseline) * unitsPerFraction;
        return x * Math.exp(Math.abs(x));
    }
}
