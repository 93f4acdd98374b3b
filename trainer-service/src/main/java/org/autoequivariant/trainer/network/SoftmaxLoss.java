package org.autoequivariant.trainer.network;

/** Cross-entropy of softmax outputs against labels. */
final class SoftmaxLoss {

    private SoftmaxLoss() {}

    /**
     * Turns outputs into the gradient of the mean loss by them.
     *
     * @param outputs images × classes; overwritten
     * @param labels class of image number {@code row + firstLabel}
     * @return mean cross-entropy
     */
    static double toGradient(float[] outputs, int classes, int[] labels, int firstLabel) {
        int rows = outputs.length / classes;
        double loss = 0;
        double[] exponentials = new double[classes];
        for (int row = 0; row < rows; row++) {
            int first = row * classes;
            double highest = outputs[first];
            for (int k = 1; k < classes; k++) {
                highest = Math.max(highest, outputs[first + k]);
            }
            double sum = 0;
            for (int k = 0; k < classes; k++) {
                // Relative to the highest, so that nothing overflows.
                exponentials[k] = Math.exp(outputs[first + k] - highest);
                sum += exponentials[k];
            }
            int label = labels[firstLabel + row];
            loss += Math.log(sum) + highest - outputs[first + label];
            for (int k = 0; k < classes; k++) {
                outputs[first + k] = (float) ((exponentials[k] / sum - (k == label ? 1 : 0)) / rows);
            }
        }
        return loss / rows;
    }
}
