package org.autoequivariant.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The published schemas say what the records are, no more and no less. */
class SchemasTest {

    private static final String FOLDER = "classpath:schemas/";
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Map<Class<?>, String> FILES = Map.of(
            Candidate.class, "candidate",
            TrainingJob.class, "training-job",
            Evaluation.class, "evaluation",
            Reward.class, "reward",
            SearchStatus.class, "search-status");

    private static JsonSchema schema(Class<?> type) {
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(
                        SchemaLocation.of(FOLDER + FILES.get(type) + ".schema.json"),
                        SchemaValidatorsConfig.builder().build());
    }

    private static JsonNode file(String name) throws IOException {
        try (InputStream in = SchemasTest.class.getResourceAsStream("/schemas/" + name)) {
            return JSON.readTree(in);
        }
    }

    static Stream<Class<?>> everyTopicsValue() {
        return Arrays.stream(Topic.values()).map(Topic::valueType).filter(type -> type != byte[].class);
    }

    static Stream<Arguments> everyMessage() {
        return FILES.keySet().stream()
                .flatMap(type -> Samples.BY_TYPE.get(type).stream().map(message -> Arguments.of(type, message)));
    }

    @ParameterizedTest
    @MethodSource("everyTopicsValue")
    void everyTopicsValueHasASchema(Class<?> type) throws IOException {
        assertThat(file(FILES.get(type) + ".schema.json").get("title").asText()).isEqualTo(type.getSimpleName());
    }

    @ParameterizedTest
    @MethodSource("everyMessage")
    void whatIsWrittenIsValid(Class<?> type, Object message) throws IOException {
        assertThat(schema(type).validate(JSON.readTree(Messages.write(message))))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("everyMessage")
    void whatTheSchemaLetsBeLeftOutTheReaderDoesToo(Class<?> type, Object message) throws IOException {
        ObjectNode whole = (ObjectNode) JSON.readTree(Messages.write(message));
        List<String> fields = new ArrayList<>();
        whole.fieldNames().forEachRemaining(fields::add);
        for (String field : fields) {
            ObjectNode without = whole.deepCopy().without(field);
            // Not the other way round: lists are always written, and read as empty where they are missing.
            if (schema(type).validate(without).isEmpty()) {
                assertThat(isReadable(without, type))
                        .as("%s without %s", type.getSimpleName(), field)
                        .isTrue();
            }
        }
    }

    private static boolean isReadable(JsonNode json, Class<?> type) {
        try {
            Messages.read(json.toString().getBytes(StandardCharsets.UTF_8), type);
            return true;
        } catch (MalformedMessage e) {
            return false;
        }
    }

    @ParameterizedTest
    @CsvSource({
        "state,\"01\"",
        "nextState,\"012345678901\"",
        "epsilon,1.5",
        "epsilon,\"half\"",
        "search,\"Not An Id\"",
        "purpose,\"WHIM\"",
        "action,\"mirror\"",
        "signature,\"xyz\"",
        "walker,-1",
        "rewardUnit,\"EURO\"",
        "dataSet,{}",
    })
    void whatIsOutOfRangeIsInvalidForSchemaAndReaderAlike(String field, String value) throws IOException {
        ObjectNode candidate = (ObjectNode) JSON.readTree(Messages.write(Samples.CANDIDATE));
        candidate.set(field, JSON.readTree(value.replace("'", "")));

        assertThat(schema(Candidate.class).validate(candidate)).isNotEmpty();
        assertThatThrownBy(() -> Messages.read(candidate.toString().getBytes(StandardCharsets.UTF_8), Candidate.class))
                .isInstanceOf(MalformedMessage.class);
    }

    static Stream<Arguments> everyRecord() {
        return FILES.entrySet().stream().flatMap(entry -> {
            String file = entry.getValue() + ".schema.json";
            return entry.getKey().isRecord()
                    ? Stream.of(Arguments.of(entry.getKey(), file, ""))
                    : Arrays.stream(entry.getKey().getPermittedSubclasses())
                            .map(type -> Arguments.of(
                                    type, file, "/$defs/" + type.getSimpleName().toLowerCase(Locale.ROOT)));
        });
    }

    @ParameterizedTest
    @MethodSource("everyRecord")
    void fieldsAndNeedsAreTheRecords(Class<?> type, String file, String pointer) throws IOException {
        JsonNode object = file(file).at(pointer);
        Set<String> components = new HashSet<>();
        Set<String> needed = new HashSet<>();
        for (RecordComponent component : type.getRecordComponents()) {
            components.add(component.getName());
            if (!mayBeAbsent(component)) {
                needed.add(component.getName());
            }
        }
        if (!pointer.isEmpty()) {
            components.add("outcome");
            needed.add("outcome");
        }

        Set<String> properties = new HashSet<>();
        object.get("properties").fieldNames().forEachRemaining(properties::add);
        assertThat(properties).isEqualTo(components);
        Set<String> required = new HashSet<>();
        object.get("required").forEach(field -> required.add(field.asText()));
        assertThat(required)
                .isSubsetOf(components)
                .containsAll(
                        needed.stream().filter(field -> !isList(type, field)).toList());
    }

    private static boolean mayBeAbsent(RecordComponent component) {
        return component.getGenericType() instanceof ParameterizedType generic
                && generic.getRawType() == Optional.class;
    }

    /** A list that is left out may be read as an empty one. */
    private static boolean isList(Class<?> type, String field) {
        return Arrays.stream(type.getRecordComponents())
                .anyMatch(component -> component.getName().equals(field) && component.getType() == List.class);
    }
}
