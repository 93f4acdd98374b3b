package org.autoequivariant.trainer.network;

/** Cross-entropy of softmax outputs against labels. */
final class SoftmaxLoss {

    private SoftmaxLoss() {}

    /**
     * Turns outputs into the gradient of the mean loss by them.
     *
     * @param outputs classes × images; overwritten
     * @param labels class of image number {@code image + firstLabel}
     * @return mean cross-entropy
     */
    static double toGradient(float[] outputs, int classes, int[] labels, int firstLabel) {
        int images = outputs.length / classes;
        double loss = 0;
        double[] exponentials = new double[classes];
        for (int image = 0; image < images; image++) {
            double highest = outputs[image];
            for (int k = 1; k < classes; k++) {
                highest = Math.max(highest, outputs[k * images + image]);
            }
            double sum = 0;
            for (int k = 0; k < classes; k++) {
                // Relative to the highest, so that nothing overflows.
                exponentials[k] = Math.exp(outputs[k * images + image] - highest);
                sum += exponentials[k];
            }
            int label = labels[firstLabel + image];
            loss += Math.log(sum) + highest - outputs[label * images + image];
            for (int k = 0; k < classes; k++) {
                outputs[k * images + image] = (float) ((exponentials[k] / sum - (k == label ? 1 : 0)) / images);
            }
        }
        return loss / images;
    }
}
