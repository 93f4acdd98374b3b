package org.autoequivariant.cache.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.autoequivariant.cache.Samples.candidate;
import static org.autoequivariant.cache.Samples.failed;
import static org.autoequivariant.cache.Samples.trained;
import static org.autoequivariant.cache.topology.DrivenTopology.bytes;
import static org.autoequivariant.cache.topology.DrivenTopology.header;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;

import org.autoequivariant.contracts.Candidate;
import org.autoequivariant.contracts.DeadLetter;
import org.autoequivariant.contracts.Evaluation;
import org.autoequivariant.contracts.EvaluationKey;
import org.autoequivariant.contracts.MalformedMessage;
import org.autoequivariant.contracts.Messages;
import org.autoequivariant.contracts.Topic;

/** One stream that reads all the junk there is: none of it stops it. */
class JunkProperties {

    private static final Candidate CANDIDATE = candidate("s1", 7, 1);

    /** Two that belong to their topic, and as many that do not. */
    private static final List<Message> MESSAGES = List.of(
            new Message(Topic.CANDIDATES, Messages.write(CANDIDATE)),
            new Message(Topic.EVALUATIONS, Messages.write(trained(CANDIDATE, 0.9))),
            new Message(Topic.EVALUATIONS, Messages.write(CANDIDATE)),
            new Message(Topic.CANDIDATES, Messages.write(failed(CANDIDATE, "no data"))));

    /** A value in JSON that is neither object nor array. */
    private static final Pattern VALUE = Pattern.compile("(?<=:)(\"[^\"]*\"|[-0-9.]+)");

    /** Ten thousand warnings would bury what other tests have to say. */
    private final Logger log = Logger.getLogger(RewardProcessor.class.getName());

    private DrivenTopology topology;

    @BeforeProperty
    void start() {
        log.setLevel(Level.OFF);
        topology = new DrivenTopology();
    }

    @AfterProperty
    void stop() {
        topology.close();
        log.setLevel(null);
    }

    record Message(Topic topic, byte[] json) {}

    /** A record on one of the inputs that hardly anyone should have written. */
    record Junk(Topic topic, byte[] key, byte[] value, List<Header> headers) {

        TestRecord<byte[], byte[]> record() {
            return new TestRecord<>(key, value, new RecordHeaders(headers));
        }

        /** Whether it is a message after all, under its own key. */
        boolean isMessage() {
            try {
                EvaluationKey expected = topic == Topic.CANDIDATES
                        ? Messages.read(value, Candidate.class).key()
                        : Messages.read(value, Evaluation.class).key();
                return Arrays.equals(key, bytes(expected.text()));
            } catch (MalformedMessage e) {
                return false;
            }
        }
    }

    @Provide
    Arbitrary<Junk> junk() {
        Arbitrary<byte[]> noise =
                Arbitraries.bytes().array(byte[].class).ofMaxSize(60).injectNull(0.1);
        Arbitrary<byte[]> key = Arbitraries.just(bytes(CANDIDATE.key().text()));
        Arbitrary<Header> header = Combinators.combine(
                        Arbitraries.oneOf(
                                Arbitraries.strings().ofMaxLength(5),
                                Arbitraries.of(DeadLetter.REASON, DeadLetter.OFFSET, "traceparent")),
                        noise)
                .as(RecordHeader::new);
        return Combinators.combine(
                        Arbitraries.of(MESSAGES),
                        Arbitraries.frequencyOf(Tuple.of(1, noise), Tuple.of(4, key)),
                        Arbitraries.frequencyOf(Tuple.of(1, noise.map(JunkProperties::instead)), Tuple.of(4, damage())),
                        header.list().ofMaxSize(3))
                .as((message, ofKey, damage, headers) ->
                        new Junk(message.topic(), ofKey, damage.apply(message.json()), headers));
    }

    private static UnaryOperator<byte[]> instead(byte[] json) {
        return message -> json;
    }

    private static Arbitrary<UnaryOperator<byte[]>> damage() {
        Arbitrary<Integer> position = Arbitraries.integers().between(0, 1_000);
        Arbitrary<UnaryOperator<byte[]>> otherByte = Combinators.combine(position, Arbitraries.bytes())
                .as((at, value) -> json -> {
                    byte[] copy = json.clone();
                    copy[at % copy.length] = value;
                    return copy;
                });
        Arbitrary<UnaryOperator<byte[]>> otherValue = Combinators.combine(
                        position,
                        Arbitraries.of(
                                "null",
                                "-1",
                                "1e400",
                                "\"NaN\"",
                                "\"\\r\\n\"",
                                "\"\\ud800\"",
                                "\"a.b.c\"",
                                "[null]",
                                "{}",
                                "\"0123456789abcdef\"",
                                "\"+300000000-01-01T00:00:00Z\""))
                .as((at, value) -> json -> replaced(json, at, value));
        Arbitrary<UnaryOperator<byte[]>> nested =
                Arbitraries.integers().between(1, 10_000).map(depth -> instead(bytes("{\"key\":" + "[".repeat(depth))));
        return Arbitraries.frequencyOf(Tuple.of(2, otherByte), Tuple.of(4, otherValue), Tuple.of(1, nested));
    }

    private static byte[] replaced(byte[] json, int number, String value) {
        String text = new String(json, StandardCharsets.UTF_8);
        List<MatchResult> values = VALUE.matcher(text).results().toList();
        MatchResult old = values.get(number % values.size());
        return bytes(text.substring(0, old.start()) + value + text.substring(old.end()));
    }

    @Property(tries = 10_000)
    void whatIsNoMessageEndsUntouchedAsOneDeadLetterWithAReason(@ForAll("junk") Junk junk) {
        // When
        topology.send(junk.topic(), junk.record());

        // Then
        List<TestRecord<byte[], byte[]>> letters = topology.records(Topic.DEAD_LETTERS);
        int answers = topology.jobs().size() + topology.rewards().size();
        if (!junk.isMessage()) {
            assertThat(answers).isZero();
            assertThat(letters).hasSize(1);
        }
        assertThat(letters).hasSizeLessThanOrEqualTo(1).allSatisfy(letter -> {
            assertThat(letter.key()).isEqualTo(junk.key());
            assertThat(letter.value()).isEqualTo(junk.value());
            assertThat(letter.headers()).containsAll(ownHeaders(junk));
            assertThat(header(letter, DeadLetter.REASON)).isNotBlank().hasSizeLessThanOrEqualTo(500);
            assertThat(header(letter, DeadLetter.SERVICE)).isEqualTo("cache-service");
        });
    }

    /** Those that the dead letter's do not replace. */
    private static List<Header> ownHeaders(Junk junk) {
        return junk.headers().stream()
                .filter(header -> !header.key().startsWith("aen-"))
                .toList();
    }
}
