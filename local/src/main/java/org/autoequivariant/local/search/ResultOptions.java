package org.autoequivariant.local.search;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import picocli.CommandLine.Option;

import org.autoequivariant.local.Failure;

/** Options of every command that reports a search. */
final class ResultOptions {

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            description = "Where to write the results (default: results under $AEN_HOME).")
    private Path out;

    @Option(names = "--json", description = "Print the result as JSON; progress goes to standard error.")
    private boolean json;

    /**
     * Makes the folder for the results: better now than after the search.
     *
     * @throws Failure if it cannot be written
     */
    void prepare() {
        if (out == null) {
            return;
        }
        try {
            Files.createDirectories(out);
        } catch (IOException e) {
            throw new Failure("--out %s cannot be made a folder: %s".formatted(out, e), e);
        }
        if (!Files.isWritable(out)) {
            throw new Failure("--out %s cannot be written to".formatted(out));
        }
    }

    Path out() {
        return out;
    }

    boolean json() {
        return json;
    }
}
