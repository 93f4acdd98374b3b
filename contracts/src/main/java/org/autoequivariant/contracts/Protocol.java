package org.autoequivariant.contracts;

/**
 * How a network is trained and scored. Its score is its best validation accuracy over the epochs.
 *
 * @param trainingImages the first so many images of the training split, in stored order
 * @param validationImages the first so many images of the validation split, scored after every epoch
 * @param testImages images of the test split scored at the end; 0 to leave the test split alone
 * @param epochs passes over the training images
 * @param batchSize images per step; the last batch may be smaller
 * @param learningRate Adam's
 * @param recipe how layers are built and initialised
 * @param seed seed of the weights
 */
public record Protocol(
        int trainingImages,
        int validationImages,
        int testImages,
        int epochs,
        int batchSize,
        double learningRate,
        Recipe recipe,
        long seed) {

    static final int MOST_EPOCHS = 1_000;

    private static final int MOST_IMAGES = 50_000;

    public Protocol {
        Checks.within(1, MOST_IMAGES, trainingImages, "trainingImages");
        Checks.within(1, 10_000, validationImages, "validationImages");
        Checks.within(0, 10_000, testImages, "testImages");
        Checks.within(1, MOST_EPOCHS, epochs, "epochs");
        Checks.within(1, MOST_IMAGES, batchSize, "batchSize");
        if (!(learningRate > 0 && learningRate <= 1)) {
            throw new IllegalArgumentException("learningRate must be above 0 and at most 1, not " + learningRate);
        }
        Checks.present(recipe, "recipe");
    }

    /** The brief training a search judges candidates by. */
    public static Protocol search(Recipe recipe, long seed) {
        return new Protocol(4_000, 1_000, 0, 4, 64, 1e-3, recipe, seed);
    }

    /** The longer training of the best, scored on the test images as well. */
    public static Protocol full(Recipe recipe, long seed) {
        return new Protocol(10_000, 5_000, 10_000, 10, 64, 1e-3, recipe, seed);
    }

    public Protocol withSeed(long seed) {
        return new Protocol(
                trainingImages, validationImages, testImages, epochs, batchSize, learningRate, recipe, seed);
    }

    /** Every field in one word, such as {@code t4000-v1000-x0-e4-b64-lr0.001-standard-s0}. */
    @Override
    public String toString() {
        return "t" + trainingImages + "-v" + validationImages + "-x" + testImages + "-e" + epochs + "-b" + batchSize
                + "-lr" + learningRate + "-" + recipe.label() + "-s" + seed;
    }
}
