package org.autoequivariant.contracts;

import java.io.IOException;
import java.util.function.Function;
import java.util.stream.Collectors;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.deser.std.FromStringDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdDelegatingSerializer;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import com.fasterxml.jackson.databind.util.StdConverter;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;

import org.autoequivariant.symmetry.NetworkSignature;
import org.autoequivariant.symmetry.State;
import org.autoequivariant.symmetry.Symmetry;

/**
 * The JSON form of every message: UTF-8, enums and symmetries by name, states as bits, instants as ISO 8601, absent
 * optional fields left out.
 */
public final class Messages {

    /** About what Kafka lets through: more is no message, and not worth reading to find what else is wrong. */
    private static final int LONGEST = 1 << 20;

    /** No message comes near these; what goes beyond was made to take long or much memory. */
    private static final StreamReadConstraints LIMITS = StreamReadConstraints.builder()
            .maxNestingDepth(32)
            .maxStringLength(1 << 16)
            .maxNumberLength(40)
            .build();

    private static final JsonMapper MAPPER = configure(
            new JsonMapper(JsonFactory.builder().streamReadConstraints(LIMITS).build()));

    private Messages() {}

    /** The value as UTF-8 JSON. */
    public static byte[] write(Object message) {
        try {
            return MAPPER.writeValueAsBytes(message);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "cannot write " + message.getClass().getSimpleName() + " as JSON", e);
        }
    }

    /** The value as indented JSON, for people and files. */
    public static String text(Object message) {
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(message);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "cannot write " + message.getClass().getSimpleName() + " as JSON", e);
        }
    }

    /**
     * Reads a message of at most 1 MiB, or an array of messages of any length.
     *
     * @throws MalformedMessage if the bytes are not JSON, lack a field, or hold a value out of range
     */
    public static <T> T read(byte[] json, Class<T> type) throws MalformedMessage {
        if (json == null) {
            throw new MalformedMessage("not a " + type.getSimpleName() + ": the record has no value", null);
        }
        // Arrays come from AEN's own services only, and a search's rewards are as many as its steps.
        if (json.length > LONGEST && !type.isArray()) {
            throw new MalformedMessage(
                    "not a %s: it has %d bytes, more than %d".formatted(type.getSimpleName(), json.length, LONGEST),
                    null);
        }
        try {
            T message = MAPPER.readValue(json, type);
            if (message == null) {
                throw new MalformedMessage("not a " + type.getSimpleName() + ": the value is JSON null", null);
            }
            return message;
        } catch (IOException e) {
            throw new MalformedMessage("not a " + type.getSimpleName() + ": " + explain(e), e);
        }
    }

    private static String explain(IOException e) {
        if (e instanceof JsonMappingException mapping) {
            String field = mapping.getPath().stream()
                    .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
                    .collect(Collectors.joining("."));
            String what = mapping.getCause() instanceof IllegalArgumentException cause
                    ? cause.getMessage()
                    : absent(mapping) ? "is missing" : mapping.getOriginalMessage();
            return field.isEmpty() ? what : field + ": " + what;
        }
        return e instanceof JsonProcessingException json
                ? json.getOriginalMessage() + where(json.getLocation())
                : e.getMessage();
    }

    private static String where(JsonLocation location) {
        return location == null ? "" : " at line %d, column %d".formatted(location.getLineNr(), location.getColumnNr());
    }

    private static boolean absent(JsonMappingException e) {
        // The first where a number is not there, the second where it is null.
        return e.getOriginalMessage().startsWith("Cannot map `null`")
                || e.getOriginalMessage().startsWith("Cannot coerce `null`");
    }

    /** Gives another mapper the same JSON form, so that HTTP and Kafka agree. */
    public static <M extends ObjectMapper> M configure(M mapper) {
        mapper.registerModule(new Jdk8Module())
                .registerModule(new JavaTimeModule())
                .registerModule(symmetryModule())
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                .setDefaultPropertyInclusion(JsonInclude.Include.NON_ABSENT);
        return mapper;
    }

    private static SimpleModule symmetryModule() {
        return new SimpleModule("aen-symmetry")
                .addSerializer(State.class, new ToStringSerializer(State.class))
                .addDeserializer(State.class, new TextDeserializer<>(State.class, State::parse))
                .addSerializer(NetworkSignature.class, new ToStringSerializer(NetworkSignature.class))
                .addDeserializer(
                        NetworkSignature.class, new TextDeserializer<>(NetworkSignature.class, NetworkSignature::new))
                .addSerializer(
                        Symmetry.class,
                        new StdDelegatingSerializer(Symmetry.class, new StdConverter<Symmetry, String>() {
                            @Override
                            public String convert(Symmetry symmetry) {
                                return symmetry.label();
                            }
                        }))
                .addDeserializer(Symmetry.class, new TextDeserializer<>(Symmetry.class, Symmetry::labelled));
    }

    private static final class TextDeserializer<T> extends FromStringDeserializer<T> {

        private final transient Function<String, T> parse;

        TextDeserializer(Class<T> type, Function<String, T> parse) {
            super(type);
            this.parse = parse;
        }

        @Override
        protected T _deserialize(String text, DeserializationContext context) {
            return parse.apply(text);
        }
    }
}
