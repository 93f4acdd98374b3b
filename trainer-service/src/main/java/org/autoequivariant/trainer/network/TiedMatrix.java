package org.autoequivariant.trainer.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A matrix made of free parameters, in planes of rows × columns: each element is a sum of parameters, times the row's
 * scale. Runs of parameters are copied as such; the rest is gathered one by one.
 */
final class TiedMatrix {

    /** Runs shorter than this, on average, are not worth the bother. */
    private static final int SHORTEST_RUN = 8;

    /** Parameters from…from+length−1 are added to a plane's elements from {@code at} on. */
    private record Run(int plane, int at, int from, int length, float scale) {

        boolean isContinuedBy(Run next) {
            return next.plane == plane && next.at == at + length && next.from == from + length && next.scale == scale;
        }

        Run with(Run next) {
            return new Run(plane, at, from, length + next.length, scale);
        }
    }

    /** Parameters {@code from} are added to a plane's elements from {@code at} on. */
    private record Scatter(int plane, int at, int[] from, float scale) {}

    private final Run[] runs;
    private final Scatter[] scatters;
    /** Whether some element is a sum. */
    private final boolean summed;

    private final float[][] planes;
    private final Runs adding = new Runs();

    TiedMatrix(int planes, int rows, int columns, Tying tying, ParameterOrder order) {
        this.planes = new float[planes][rows * columns];
        List<Run> allRuns = new ArrayList<>();
        List<Scatter> allScatters = new ArrayList<>();
        for (int plane = 0; plane < planes; plane++) {
            for (int row = 0; row < rows; row++) {
                for (int input : tying.inputs(plane, row)) {
                    int[] from = new int[columns];
                    for (int column = 0; column < columns; column++) {
                        from[column] = order.position(tying.weight(input, tying.unit(plane, column)));
                    }
                    List<Run> found = runs(plane, row * columns, from, tying.scale(row));
                    if (found.size() * SHORTEST_RUN <= columns || found.size() == 1) {
                        found.forEach(run -> append(allRuns, run));
                    } else {
                        allScatters.add(new Scatter(plane, row * columns, from, tying.scale(row)));
                    }
                }
            }
        }
        int elements = allRuns.stream().mapToInt(Run::length).sum() + allScatters.size() * columns;
        this.summed = elements > planes * rows * columns;
        this.runs = allRuns.toArray(Run[]::new);
        this.scatters = allScatters.toArray(Scatter[]::new);
    }

    private static List<Run> runs(int plane, int at, int[] from, float scale) {
        List<Run> runs = new ArrayList<>();
        int first = 0;
        for (int i = 1; i <= from.length; i++) {
            if (i == from.length || from[i] != from[i - 1] + 1) {
                runs.add(new Run(plane, at + first, from[first], i - first, scale));
                first = i;
            }
        }
        return runs;
    }

    private static void append(List<Run> runs, Run next) {
        int last = runs.size() - 1;
        if (last >= 0 && runs.get(last).isContinuedBy(next)) {
            runs.set(last, runs.get(last).with(next));
        } else {
            runs.add(next);
        }
    }

    /** Whether the matrix is, as it stands, the parameters from {@link #firstParameter} on. */
    boolean isParameters() {
        return planes.length == 1
                && scatters.length == 0
                && runs.length == 1
                && runs[0].length == planes[0].length
                && runs[0].scale == 1;
    }

    /** Parameter of the first element. */
    int firstParameter() {
        return runs[0].from;
    }

    /** The planes, made anew; the next call overwrites them. */
    float[][] expand(float[] parameters) {
        if (summed) {
            for (float[] plane : planes) {
                Arrays.fill(plane, 0);
            }
        }
        for (Run run : runs) {
            if (summed) {
                adding.add(planes[run.plane], run.at, parameters, run.from, run.length, run.scale);
            } else {
                copyTo(planes[run.plane], run.at, parameters, run.from, run.length, run.scale);
            }
        }
        for (Scatter scatter : scatters) {
            float[] plane = planes[scatter.plane];
            int[] from = scatter.from;
            int at = scatter.at;
            float scale = scatter.scale;
            for (int i = 0; i < from.length; i++) {
                float before = summed ? plane[at + i] : 0;
                plane[at + i] = before + scale * parameters[from[i]];
            }
        }
        return planes;
    }

    /** Planes for a gradient: those that the next {@link #expand} overwrites. */
    float[][] planes() {
        return planes;
    }

    /** Adds the gradient by the planes to the parameters'. */
    void collect(float[][] byPlanes, float[] gradient) {
        for (Run run : runs) {
            adding.add(gradient, run.from, byPlanes[run.plane], run.at, run.length, run.scale);
        }
        for (Scatter scatter : scatters) {
            float[] plane = byPlanes[scatter.plane];
            int[] to = scatter.from;
            int at = scatter.at;
            float scale = scatter.scale;
            for (int i = 0; i < to.length; i++) {
                gradient[to[i]] += scale * plane[at + i];
            }
        }
    }

    private static void copyTo(float[] copy, int at, float[] values, int from, int length, float scale) {
        System.arraycopy(values, from, copy, at, length);
        if (scale != 1) {
            for (int i = at; i < at + length; i++) {
                copy[i] *= scale;
            }
        }
    }
}
