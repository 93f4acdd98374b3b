package org.autoequivariant.tests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Metrics as the services' READMEs list them; the end-to-end test holds the services to it, and dashboards rely on it.
 */
public final class DocumentedMetrics {

    private static final Pattern METRIC = Pattern.compile("\\baen_[a-z_]+");

    /** What Prometheus makes of one histogram. */
    private static final Pattern PART = Pattern.compile("_(bucket|count|sum|max)$");

    private DocumentedMetrics() {}

    /** Those of all services. */
    public static Set<String> all() {
        return Stream.of("agent", "cache", "trainer")
                .map(service -> Path.of("..", service + "-service", "README.md"))
                .flatMap(readme -> in(read(readme)).stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Those a text names, a histogram by its own name. */
    public static Set<String> in(String text) {
        return METRIC.matcher(text)
                .results()
                .map(match -> PART.matcher(match.group()).replaceFirst(""))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
