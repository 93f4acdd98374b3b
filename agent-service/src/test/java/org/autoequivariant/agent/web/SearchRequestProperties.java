package org.autoequivariant.agent.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import jakarta.ws.rs.BadRequestException;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

import org.autoequivariant.contracts.MalformedMessage;
import org.autoequivariant.contracts.Messages;
import org.autoequivariant.contracts.SearchSettings;

/** Whatever is posted, it is a search or is refused in words a person understands. */
class SearchRequestProperties {

    private static final List<String> FIELDS = List.of(
            "search", "dataSet", "states", "maxSteps", "walkers", "best", "repeats", "seed", "recipe", "rewardUnit");

    @Provide
    Arbitrary<byte[]> noise() {
        return Arbitraries.bytes().array(byte[].class).injectNull(0.01);
    }

    /** Some fields, with values that some field or none would take. */
    @Provide
    Arbitrary<Map<String, String>> fields() {
        Arbitrary<String> good = Arbitraries.of(
                "\"g-mnist/010000100001\"",
                "\"g-fashion-mnist/000000000000@-7\"",
                "1",
                "20",
                "\"s1\"",
                "\"authors\"",
                "\"FRACTION\"");
        Arbitrary<String> bad = Arbitraries.of(
                "null",
                "true",
                "{}",
                "[]",
                "[null]",
                "0",
                "-1",
                "1.5",
                "1e400",
                "1e1000000000",
                "9223372036854775808",
                "NaN",
                "\"NaN\"",
                "\"\"",
                "\" 5 \"",
                "\"../../etc/passwd\"",
                "\"\\ud800\"",
                "\"\\r\\n\"",
                "\"g-mnist/010000100001@9999999999999999999\"",
                "9".repeat(50),
                "[".repeat(1_000),
                '"' + "x".repeat(100_000) + '"');
        Arbitrary<String> any = Arbitraries.frequencyOf(
                Tuple.of(6, good),
                Tuple.of(2, bad),
                Tuple.of(1, Arbitraries.integers().map(String::valueOf)),
                Tuple.of(1, Arbitraries.strings().ascii().ofMaxLength(10)));
        return Arbitraries.maps(Arbitraries.of(FIELDS), any).ofMaxSize(4).map(fields -> {
            // Without it nothing else is looked at.
            fields.putIfAbsent("dataSet", "\"g-mnist/010000100001\"");
            return fields;
        });
    }

    @Property(tries = 10_000)
    void noiseIsRefused(@ForAll("noise") byte[] body) {
        assertThat(startOrRefusal(body)).startsWith("not a SearchRequest: ");
    }

    @Property(tries = 10_000)
    void fieldsMakeASearchOrAreRefusedForOneOfThemOrForTheirForm(@ForAll("fields") Map<String, String> fields) {
        String body = fields.entrySet().stream()
                .map(field -> '"' + field.getKey() + "\":" + field.getValue())
                .collect(Collectors.joining(",", "{", "}"));

        assertThat(startOrRefusal(body.getBytes(StandardCharsets.UTF_8)))
                .matches("(started|not a SearchRequest: .*\\b(" + String.join("|", fields.keySet())
                        + "|column|exceeds the maximum)\\b.*|(" + String.join("|", fields.keySet()) + ") must be .*)");
    }

    private static String startOrRefusal(byte[] body) {
        try {
            SearchRequest request = Messages.read(body, SearchRequest.class);
            SearchSettings settings = request.settings();
            assertThat(request.search()).isNotNull();
            assertThat(settings.dataSet()).isEqualTo(request.dataSet());
            return "started";
        } catch (MalformedMessage | BadRequestException e) {
            return e.getMessage();
        }
    }
}
