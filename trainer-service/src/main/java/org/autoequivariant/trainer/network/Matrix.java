package org.autoequivariant.trainer.network;

import java.nio.ByteOrder;
import java.nio.FloatBuffer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/**
 * A rows × columns matrix of floats, row by row, that Java writes and PyTorch multiplies. On the CPU both see the same
 * memory; it is gone when the manager that made it is closed.
 */
final class Matrix {

    private final NDManager memory;
    private final int columns;
    private final FloatBuffer shared;
    private NDArray array;
    private NDArray transposed;

    Matrix(NDManager memory, int rows, int columns) {
        this.memory = memory;
        this.columns = columns;
        this.array = memory.create(new Shape(rows, columns), DataType.FLOAT32);
        this.transposed = array.transpose();
        this.shared = memory.getDevice().isGpu() ? null : view(array);
    }

    /** Overwrites the first {@code rows} rows with the values from {@code from} on. */
    void write(float[] values, int from, int rows) {
        if (shared != null) {
            shared.put(0, values, from, rows * columns);
        } else {
            transposed.close();
            array.close();
            array = memory.create(FloatBuffer.wrap(values, from, rows * columns).slice(), new Shape(rows, columns));
            transposed = array.transpose();
        }
    }

    NDArray all() {
        return array;
    }

    NDArray transposed() {
        return transposed;
    }

    /** A view of rows from…to−1. What is computed from it belongs to {@code owner}. */
    NDArray rows(NDManager owner, int from, int to) {
        return array.get(owner, new NDIndex("{}:{}", from, to));
    }

    /** Copies all of a product's elements, row by row, to {@code values} from {@code at} on. */
    static void read(NDArray product, float[] values, int at) {
        if (product.getDevice().isGpu()) {
            float[] elements = product.toFloatArray();
            System.arraycopy(elements, 0, values, at, elements.length);
        } else {
            view(product).get(0, values, at, (int) product.size());
        }
    }

    private static FloatBuffer view(NDArray array) {
        return array.toByteBuffer(true).order(ByteOrder.nativeOrder()).asFloatBuffer();
    }
}
