package org.autoequivariant.trainer.network;

import java.util.HashMap;
import java.util.Map;
import java.util.function.IntFunction;

/** Memory for batches, one piece for each size of them: what has been written to lately is the fastest to write to. */
final class PerBatchSize<T> {

    private final IntFunction<T> allocate;
    private final Map<Integer, T> bySize = new HashMap<>();

    /** @param allocate makes what batches of so many images need */
    PerBatchSize(IntFunction<T> allocate) {
        this.allocate = allocate;
    }

    /** What every batch of so many images uses, and overwrites. */
    T of(int images) {
        return bySize.computeIfAbsent(images, allocate::apply);
    }
}
