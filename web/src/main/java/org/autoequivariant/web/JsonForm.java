package org.autoequivariant.web;

import jakarta.inject.Singleton;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.jackson.ObjectMapperCustomizer;

import org.autoequivariant.contracts.Messages;

/** HTTP speaks the same JSON as Kafka. */
@Singleton
class JsonForm implements ObjectMapperCustomizer {

    @Override
    public void customize(ObjectMapper mapper) {
        Messages.configure(mapper);
    }
}
