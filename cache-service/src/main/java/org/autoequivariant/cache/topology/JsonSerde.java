package org.autoequivariant.cache.topology;

import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

import org.autoequivariant.contracts.MalformedMessage;
import org.autoequivariant.contracts.Messages;

/** How the state stores hold what this service alone writes to them. */
final class JsonSerde {

    private JsonSerde() {}

    static <T> Serde<T> of(Class<T> type) {
        return Serdes.serdeFrom(
                (topic, value) -> value == null ? null : Messages.write(value), (topic, json) -> read(json, type));
    }

    private static <T> T read(byte[] json, Class<T> type) {
        try {
            return json == null ? null : Messages.read(json, type);
        } catch (MalformedMessage e) {
            throw new SerializationException("cannot read the state store: " + e.getMessage(), e);
        }
    }
}
