package org.autoequivariant.dataset.source;

import java.io.IOException;

/** Somewhere the original files may be found. */
interface Place {

    /** Whether it may have files of a collection. */
    boolean holds(String collection);

    /** The file's bytes, not yet verified. */
    byte[] read(RawFile file) throws IOException, InterruptedException;

    /** What to call it in errors and provenance. */
    String describe(RawFile file);
}
