package org.autoequivariant.contracts;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/**
 * What can become of a message on its way.
 *
 * @param fields the field whose value was replaced after those it is in, outermost first; empty if none was
 */
record Damage(byte[] json, List<String> fields) {

    private static final ObjectMapper TREES = new ObjectMapper();
    private static final String HERE = "<here>";

    private record Edit(int at, int removed, byte inserted) {}

    /** Where a value stands: in a field of an object, the last of {@code fields}, or at an index of an array. */
    private record Place(JsonNode parent, List<String> fields, int index) {

        void put(String value) {
            if (parent instanceof ObjectNode object) {
                object.put(fields.get(fields.size() - 1), value);
            } else if (parent instanceof ArrayNode array) {
                array.set(index, value);
            }
        }
    }

    /** Bytes flipped, inserted and deleted. */
    static Arbitrary<Damage> ofBytes(byte[] message) {
        Arbitrary<Byte> bytes = Arbitraries.oneOf(
                Arbitraries.bytes(),
                Arbitraries.chars().with("\"{}[],:0-.eE\\u").map(c -> (byte) c.charValue()));
        return Combinators.combine(
                        Arbitraries.integers().between(0, message.length),
                        Arbitraries.integers().between(0, 2),
                        bytes)
                .as(Edit::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(4)
                .map(edits -> edits.stream().reduce(message, Damage::edited, (first, last) -> last))
                .map(json -> new Damage(json, List.of()));
    }

    private static byte[] edited(byte[] bytes, Edit edit) {
        int from = Math.min(edit.at(), bytes.length);
        int to = Math.min(from + edit.removed(), bytes.length);
        ByteArrayOutputStream edited = new ByteArrayOutputStream(bytes.length + 1);
        edited.write(bytes, 0, from);
        if (edit.removed() < 2) {
            edited.write(edit.inserted());
        }
        edited.write(bytes, to, bytes.length - to);
        return edited.toByteArray();
    }

    /** One value, at any depth, that is another. */
    static Arbitrary<Damage> ofValues(byte[] message) {
        int places = places(tree(message), List.of()).size();
        return Combinators.combine(Arbitraries.integers().between(0, places - 1), values())
                .as((place, value) -> replaced(message, place, value));
    }

    private static Damage replaced(byte[] message, int number, String value) {
        JsonNode tree = tree(message);
        Place place = places(tree, List.of()).get(number);
        place.put(HERE);
        String json = tree.toString().replace('"' + HERE + '"', value);
        return new Damage(json.getBytes(StandardCharsets.UTF_8), place.fields());
    }

    private static JsonNode tree(byte[] json) {
        try {
            return TREES.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Place> places(JsonNode node, List<String> fields) {
        List<Place> places = new ArrayList<>();
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            List<String> deeper =
                    Stream.concat(fields.stream(), Stream.of(field.getKey())).toList();
            places.add(new Place(node, deeper, -1));
            places.addAll(places(field.getValue(), deeper));
        }
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            places.add(new Place(node, fields, i));
            places.addAll(places(node.get(i), fields));
        }
        return places;
    }

    /** JSON that nobody expects, some of it not even JSON. */
    private static Arbitrary<String> values() {
        return Arbitraries.frequencyOf(
                Tuple.of(4, Arbitraries.of("null", "true", "{}", "[]", "[null]", "{\"\":null}", "\"\"", "\" \"")),
                Tuple.of(
                        4,
                        Arbitraries.of(
                                "0",
                                "-1",
                                "-0.0",
                                "1.5",
                                "2147483648",
                                "9223372036854775808",
                                "1e400",
                                "-1e-400",
                                "NaN",
                                "Infinity",
                                "\"NaN\"",
                                "\"-Infinity\"",
                                "1e1000000000")),
                Tuple.of(
                        4,
                        Arbitraries.of(
                                "\"../../etc/passwd\"",
                                "\"\\ud800\"",
                                "\"\\u0000\\r\\n\"",
                                "\"+1000000000-12-31T23:59:59Z\"",
                                "\"-1000000000-01-01T00:00:00Z\"",
                                "\"g-mnist/010000100001@9999999999999999999\"")),
                Tuple.of(2, Arbitraries.doubles().map(String::valueOf)),
                Tuple.of(2, Arbitraries.longs().map(String::valueOf)),
                Tuple.of(2, Arbitraries.strings().ofMaxLength(20).map(text -> TREES.valueToTree(text)
                        .toString())),
                Tuple.of(1, Arbitraries.integers().between(1, 2_000).map("9"::repeat)),
                Tuple.of(1, Arbitraries.integers().between(1, 100_000).map(n -> '"' + "x".repeat(n) + '"')),
                Tuple.of(1, Arbitraries.integers().between(1, 20_000).map("["::repeat)),
                Tuple.of(1, Arbitraries.integers().between(1, 2_000).map(n -> "[".repeat(n) + "]".repeat(n))),
                Tuple.of(
                        1, Arbitraries.integers().between(1, 2_000).map(n -> "{\"a\":".repeat(n) + 1 + "}".repeat(n))));
    }
}
