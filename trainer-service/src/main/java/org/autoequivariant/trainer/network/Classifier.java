package org.autoequivariant.trainer.network;

import java.util.Arrays;
import java.util.List;

import ai.djl.ndarray.NDManager;

import org.autoequivariant.symmetry.BlockForm;
import org.autoequivariant.symmetry.WeightSharing;
import org.autoequivariant.trainer.network.Blocks.Axis;

/**
 * The last layer. The block form's group does not act on classes, so it multiplies planes as they are, and adds up the
 * products.
 *
 * <p>Products have classes for rows, not for columns: a matrix of ten columns takes PyTorch four times as long to make
 * as one of ten rows. What methods return lasts until they are called for another batch of as many images.
 */
final class Classifier {

    private static final int CLASSES = WeightSharing.CLASSES;

    private final Axis units;

    private final TiedMatrix matrix;
    private final Blocks weights;
    private final int[] biases;
    private final Runs runs = new Runs();

    private final PerBatchSize<Blocks> inputs;
    private final PerBatchSize<float[][]> products;
    private final PerBatchSize<Blocks> errors;
    private final PerBatchSize<float[][]> byInputs;
    private final float[][] byClasses;

    /** @param memory owns the matrix */
    Classifier(NDManager memory, BlockForm form, Tying.Dense tying, ParameterOrder order) {
        List<BlockForm.Group> groups = List.of(form.whole());
        int planes = form.order();
        this.units = Axis.whole(form.hidden2().orbits());
        this.matrix = new TiedMatrix(planes, units.size(), CLASSES, tying, order);
        this.weights = Blocks.allocate(memory, groups, units, Axis.whole(CLASSES));
        this.biases = new int[CLASSES];
        Arrays.setAll(biases, k -> order.position(tying.bias(k)));
        this.inputs = new PerBatchSize<>(images -> Blocks.allocate(memory, groups, Axis.whole(images), units));
        this.products = new PerBatchSize<>(images -> new float[planes][CLASSES * images]);
        this.errors =
                new PerBatchSize<>(images -> Blocks.allocate(memory, groups, Axis.whole(CLASSES), Axis.whole(images)));
        this.byInputs = new PerBatchSize<>(images -> new float[planes][images * units.size()]);
        this.byClasses = new float[planes][CLASSES * units.size()];
    }

    /** To be called before the first pass, and when the parameters' values have changed. */
    void parametersChanged(float[] parameters) {
        weights.write(matrix.expand(parameters), 0);
    }

    /** Values, planes of images × units, as this layer takes them in. */
    Blocks inputs(float[][] values) {
        Blocks taken = inputs.of(values[0].length / units.size());
        taken.write(values, 0);
        return taken;
    }

    /** Outputs, classes × images. */
    float[] forward(Blocks from, float[] parameters) {
        int images = from.rows();
        float[][] planes = products.of(images);
        weights.transposed().times(from.transposed(), planes);
        float[] outputs = planes[0];
        for (int plane = 1; plane < planes.length; plane++) {
            runs.add(outputs, 0, planes[plane], 0, outputs.length, 1);
        }
        for (int k = 0; k < CLASSES; k++) {
            float bias = parameters[biases[k]];
            for (int i = k * images; i < (k + 1) * images; i++) {
                outputs[i] += bias;
            }
        }
        return outputs;
    }

    /**
     * The gradient by the outputs, in the form that the other gradients are made from; adds the biases' to the
     * parameters' on the way.
     */
    Blocks backward(float[] byOutputs, float[] gradient) {
        int images = byOutputs.length / CLASSES;
        for (int k = 0; k < CLASSES; k++) {
            float sum = 0;
            for (int i = k * images; i < (k + 1) * images; i++) {
                sum += byOutputs[i];
            }
            gradient[biases[k]] += sum;
        }
        float[][] everyPlane = new float[byClasses.length][];
        Arrays.fill(everyPlane, byOutputs);
        Blocks error = errors.of(images);
        error.write(everyPlane, 0);
        return error;
    }

    /** The gradient by the values this layer takes in. */
    float[][] byInputs(Blocks error) {
        Blocks byImages = error.transposed();
        float[][] planes = byInputs.of(byImages.rows());
        byImages.times(weights.transposed(), planes);
        return planes;
    }

    /** Adds the gradient by the weights to the parameters'. */
    void collect(Blocks from, Blocks error, float[] gradient) {
        error.times(from, byClasses);
        float[][] byWeights = matrix.planes();
        for (int plane = 0; plane < byWeights.length; plane++) {
            transpose(byClasses[plane], byWeights[plane]);
        }
        matrix.collect(byWeights, gradient);
    }

    private static void transpose(float[] byClasses, float[] byUnits) {
        int units = byClasses.length / CLASSES;
        for (int unit = 0; unit < units; unit++) {
            for (int k = 0; k < CLASSES; k++) {
                byUnits[unit * CLASSES + k] = byClasses[k * units + unit];
            }
        }
    }
}
