package org.autoequivariant.tests.benchmark;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

import org.autoequivariant.trainer.network.Torch;

/** What a device, or one core of a CPU, multiplies a second when nothing keeps it from it. */
final class LargeProduct {

    private static final int ROWS = 4_096;
    private static final int TRIES = 3;

    private LargeProduct() {}

    /** Floating point operations a second in single precision, of the fastest try. */
    static double flops(Torch torch) {
        try (NDManager memory = torch.newMemory()) {
            NDArray matrix = memory.randomNormal(new Shape(ROWS, ROWS));
            double fastest = Double.MAX_VALUE;
            for (int i = 0; i < TRIES; i++) {
                long start = System.nanoTime();
                try (NDArray product = matrix.matMul(matrix);
                        NDArray sum = product.sum()) {
                    // A GPU has multiplied once the sum is here.
                    sum.getFloat();
                }
                fastest = Math.min(fastest, (System.nanoTime() - start) / 1e9);
            }
            return 2.0 * ROWS * ROWS * ROWS / fastest;
        }
    }
}
