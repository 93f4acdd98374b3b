package org.autoequivariant.trainer.network;

import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

import org.autoequivariant.symmetry.BlockForm;
import org.autoequivariant.symmetry.CharacterBasis.Span;

/**
 * A block-diagonal matrix that Java writes and reads and PyTorch multiplies: blocks of one shape lie in one array and
 * are multiplied together. Both see the same memory, so it is a CPU's; it is gone when the manager that made it is
 * closed.
 *
 * <p>Java's side of it is an array of planes, one for each character, of rows × columns. A block is what its axes'
 * spans cut out of its plane.
 */
final class Blocks implements AutoCloseable {

    /**
     * Rows or columns.
     *
     * @param size how many a plane has
     * @param span which of them a block has
     */
    record Axis(int size, Function<BlockForm.Group, Span> span) {

        /** Blocks have all of them. */
        static Axis whole(int size) {
            Span all = new Span(0, size);
            return new Axis(size, group -> all);
        }
    }

    private final List<BlockForm.Group> groups;
    private final Axis rows;
    private final Axis columns;
    private final List<NDArray> arrays;
    /** The arrays' memory as Java sees it, looked up when first needed. */
    private final FloatBuffer[] views;

    private Blocks transposed;

    private Blocks(List<BlockForm.Group> groups, Axis rows, Axis columns, List<NDArray> arrays) {
        this.groups = groups;
        this.rows = rows;
        this.columns = columns;
        this.arrays = arrays;
        this.views = new FloatBuffer[arrays.size()];
    }

    /** Blocks yet to be written. */
    static Blocks allocate(NDManager memory, List<BlockForm.Group> groups, Axis rows, Axis columns) {
        List<NDArray> arrays = groups.stream()
                .map(group -> {
                    Shape block = new Shape(
                            rows.span.apply(group).size(),
                            columns.span.apply(group).size());
                    // A batch of one multiplies more slowly than a matrix does.
                    Shape shape = group.count() == 1 ? block : new Shape(group.count()).addAll(block);
                    return memory.create(shape, DataType.FLOAT32);
                })
                .toList();
        return new Blocks(groups, rows, columns, arrays);
    }

    /** Cuts the blocks out of planes, each of which begins at {@code from} in its array. */
    void write(float[][] planes, int from) {
        write(all(), planes, from);
    }

    /** Cuts some rows of the blocks out of these rows of the planes. */
    void write(Span some, float[][] planes) {
        write(some, planes, 0);
    }

    private void write(Span some, float[][] planes, int from) {
        for (int i = 0; i < arrays.size(); i++) {
            FloatBuffer target = view(i);
            forEachRun(
                    groups.get(i),
                    some,
                    (at, plane, inPlane, length) -> target.put(at, planes[plane], from + inPlane, length));
        }
    }

    /** Copies the blocks into planes; what lies between blocks is left as it is. */
    void read(float[][] planes, int from) {
        for (int i = 0; i < arrays.size(); i++) {
            FloatBuffer source = view(i);
            forEachRun(
                    groups.get(i),
                    all(),
                    (at, plane, inPlane, length) -> source.get(at, planes[plane], from + inPlane, length));
        }
    }

    private Span all() {
        return new Span(0, rows.size);
    }

    private FloatBuffer view(int i) {
        if (views[i] == null) {
            views[i] = arrays.get(i)
                    .toByteBuffer(true)
                    .order(ByteOrder.nativeOrder())
                    .asFloatBuffer();
        }
        return views[i];
    }

    private interface Run {
        /** Elements that are neighbours both in a group's array, from {@code at} on, and in some rows of a plane. */
        void copy(int at, int plane, int inPlane, int length);
    }

    private void forEachRun(BlockForm.Group group, Span some, Run run) {
        Span row = rows.span.apply(group);
        Span column = columns.span.apply(group);
        int from = Math.max(row.from(), some.from());
        int to = Math.min(row.to(), some.to());
        // Whole rows are neighbours in both.
        int step = column.size() == columns.size ? to - from : 1;
        for (int plane = group.from(); plane < group.to(); plane++) {
            int rowsBefore = (plane - group.from()) * row.size() - row.from();
            for (int r = from; r < to; r += step) {
                run.copy(
                        (rowsBefore + r) * column.size(),
                        plane,
                        (r - some.from()) * columns.size + column.from(),
                        step * column.size());
            }
        }
    }

    /** Rows of a plane. */
    int rows() {
        return rows.size;
    }

    /** A view of every block transposed. */
    Blocks transposed() {
        if (transposed == null) {
            transposed = new Blocks(
                    groups,
                    columns,
                    rows,
                    arrays.stream().map(array -> array.swapAxes(-2, -1)).toList());
        }
        return transposed;
    }

    /** A view of rows from…to−1 of blocks that have all of them. */
    Blocks rows(int from, int to) {
        NDIndex some = new NDIndex("..., {}:{}, :", from, to);
        return new Blocks(
                groups,
                Axis.whole(to - from),
                columns,
                arrays.stream().map(array -> array.get(some)).toList());
    }

    /** The product, to be closed. */
    Blocks times(Blocks other) {
        return new Blocks(
                groups,
                rows,
                other.columns,
                IntStream.range(0, arrays.size())
                        .mapToObj(i -> arrays.get(i).matMul(other.arrays.get(i)))
                        .toList());
    }

    /** The product, copied into planes; zero between blocks. */
    void times(Blocks other, float[][] planes) {
        if (groups.size() > 1) {
            // Blocks of one shape fill their planes, those of several leave gaps.
            for (float[] plane : planes) {
                Arrays.fill(plane, 0);
            }
        }
        try (Blocks product = times(other)) {
            product.read(planes, 0);
        }
    }

    @Override
    public void close() {
        arrays.forEach(NDArray::close);
    }
}
