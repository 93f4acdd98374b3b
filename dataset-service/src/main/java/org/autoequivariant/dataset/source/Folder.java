package org.autoequivariant.dataset.source;

import java.io.IOException;
import java.nio.file.Path;

/** Files somebody put there, in a subfolder a collection. */
record Folder(Path path) implements Place {

    @Override
    public boolean holds(String collection) {
        return true;
    }

    @Override
    public byte[] read(RawFile file) throws IOException {
        return RawFile.bytes(path.resolve(file.collection()).resolve(file.name()));
    }

    @Override
    public String describe(RawFile file) {
        return "folder " + path.resolve(file.collection()).resolve(file.name());
    }
}
