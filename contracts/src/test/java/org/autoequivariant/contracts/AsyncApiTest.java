package org.autoequivariant.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AsyncApiTest {

    private static final JsonNode API = read();

    private static JsonNode read() {
        try (InputStream file = AsyncApiTest.class.getResourceAsStream("/asyncapi.yaml")) {
            return new YAMLMapper().readTree(file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The channel of a topic, by its name in the document. */
    private static Map.Entry<String, JsonNode> channel(Topic topic) {
        return API.path("channels").properties().stream()
                .filter(channel -> channel.getValue().path("address").asText().equals(topic.topicName()))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode message(Topic topic) {
        JsonNode messages = channel(topic).getValue().path("messages");
        assertThat(messages).hasSize(1);
        String pointer = messages.elements().next().path("$ref").asText().substring(1);
        return API.at(pointer);
    }

    @Test
    void thereIsAChannelForEachTopicAndNoOther() {
        assertThat(API.path("channels"))
                .extracting(channel -> channel.path("address").asText())
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(Topic.values()).map(Topic::topicName).toList());
    }

    @ParameterizedTest
    @EnumSource
    void aChannelIsKeptAsItsTopicIs(Topic topic) {
        NewTopic definition = topic.definition(Optional.empty());

        JsonNode binding = channel(topic).getValue().at("/bindings/kafka");

        assertThat(binding.path("topic").asText()).isEqualTo(topic.topicName());
        assertThat(binding.path("partitions").asInt()).isEqualTo(definition.numPartitions());
        Map<String, String> kept = new TreeMap<>();
        binding.path("topicConfiguration").properties().forEach(setting -> {
            JsonNode value = setting.getValue();
            kept.put(setting.getKey(), (value.isArray() ? value.get(0) : value).asText());
        });
        assertThat(kept).isEqualTo(definition.configs());
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "DEAD_LETTERS")
    void aValueHasTheSchemaThatIsPublished(Topic topic) {
        JsonNode message = message(topic);

        assertThat(message.path("name").asText()).isEqualTo(topic.valueType().getSimpleName());
        String schema = message.at("/payload/schema/$ref").asText();
        assertThat(getClass().getResource("/" + schema)).as(schema).isNotNull();
        String key = message.at("/bindings/kafka/key/$ref").asText();
        assertThat(key).endsWith(topic == Topic.REWARDS || topic == Topic.SEARCHES ? "/searchId" : "/evaluationKey");
    }

    @Test
    void servicesSendAndReceiveWhatTheyMay() {
        Set<String> described = new TreeSet<>();
        API.path("operations").forEach(operation -> {
            String channel = operation.at("/channel/$ref").asText().substring("#/channels/".length());
            String who = operation.path("title").asText().split("-service ")[0];
            described.add(who + " " + operation.path("action").asText() + " " + channel);
        });

        Set<String> allowed = new TreeSet<>();
        for (Principal principal : List.of(Principal.AGENT, Principal.CACHE, Principal.TRAINER)) {
            String who = principal.userName().substring("aen-".length());
            for (Topic topic : Topic.values()) {
                String channel = channel(topic).getKey();
                if (principal.writes(topic)) {
                    allowed.add(who + " send " + channel);
                }
                if (principal.reads(topic)) {
                    allowed.add(who + " receive " + channel);
                }
            }
        }
        assertThat(described).isEqualTo(allowed);
    }

    @Test
    void headersAreThoseThatAreWritten() {
        // Given
        RecordHeaders event = new RecordHeaders();
        CloudEvent.describe(event, Topic.REWARDS, "cache-service", Instant.EPOCH);
        RecordHeaders letter = new RecordHeaders();
        DeadLetter.describe(letter, "cache-service", "no JSON", "aen.candidates", 0, 0);

        // Then
        assertThat(names(event)).isEqualTo(required("/components/messageTraits/event/headers/required"));
        assertThat(names(letter)).isEqualTo(required("/components/messages/DeadLetter/headers/required"));
        assertThat(API.at("/components/messageTraits/event/headers/properties").has(Delivery.HEADER))
                .isTrue();
    }

    private static Set<String> names(RecordHeaders headers) {
        return Stream.of(headers.toArray()).map(Header::key).collect(Collectors.toSet());
    }

    private static Set<String> required(String pointer) {
        Set<String> required = new TreeSet<>();
        API.at(pointer).forEach(name -> required.add(name.asText()));
        return required;
    }
}
