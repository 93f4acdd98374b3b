package org.autoequivariant.local.search;

import java.nio.file.Path;

import picocli.CommandLine.Option;

/** Options of every command that reports a search. */
final class ResultOptions {

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            description = "Where to write the results (default: results under $AEN_HOME).")
    private Path out;

    @Option(names = "--json", description = "Print the result as JSON; progress goes to standard error.")
    private boolean json;

    Path out() {
        return out;
    }

    boolean json() {
        return json;
    }
}
