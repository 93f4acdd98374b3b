package org.autoequivariant.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever comes, it is a message or is refused in words a person understands. */
class MessagesProperties {

    /** Three ways, so 10,000 cases of each of the eight samples. */
    private static final int OF_EACH_WAY = 27_000;

    /** Bytes to be read as a type. */
    record Sent(Class<?> type, Damage damage) {

        @Override
        public String toString() {
            return type.getSimpleName() + " " + new String(damage.json(), StandardCharsets.UTF_8);
        }
    }

    @Provide
    Arbitrary<Sent> noise() {
        Arbitrary<byte[]> bytes = Arbitraries.bytes().array(byte[].class);
        return ofEveryType(sample -> bytes.map(json -> new Damage(json, List.of())));
    }

    @Provide
    Arbitrary<Sent> damagedBytes() {
        return ofEveryType(Damage::ofBytes);
    }

    @Provide
    Arbitrary<Sent> damagedValues() {
        return ofEveryType(Damage::ofValues);
    }

    private static Arbitrary<Sent> ofEveryType(Function<byte[], Arbitrary<Damage>> how) {
        List<Arbitrary<Sent>> all = new ArrayList<>();
        Samples.BY_TYPE.forEach((type, samples) -> samples.forEach(
                sample -> all.add(how.apply(Messages.write(sample)).map(damage -> new Sent(type, damage)))));
        return Arbitraries.oneOf(all);
    }

    @Property(tries = OF_EACH_WAY)
    void noiseIsRefused(@ForAll("noise") Sent sent) {
        assertThat(readOrRefused(sent)).isPresent();
    }

    @Property(tries = OF_EACH_WAY)
    void aMessageWithDamagedBytesIsReadOrRefused(@ForAll("damagedBytes") Sent sent) {
        readOrRefused(sent);
    }

    @Property(tries = OF_EACH_WAY)
    void aMessageWithAnotherValueIsReadOrRefusedForThatFieldOrForWhatItMakesWrong(@ForAll("damagedValues") Sent sent) {
        readOrRefused(sent).ifPresent(refusal -> assertThat(refusal)
                .containsPattern("\\b(" + String.join("|", sent.damage().fields())
                        + "|column|exceeds the maximum|type id|key is .* but)\\b"));
    }

    @Example
    void aValueNobodyCanReckonWithIsRefused() {
        refuses(Samples.TRAINED, "\"seconds\":1.5", "\"seconds\":\"NaN\"", "seconds must be a finite number");
        refuses(Samples.TRAINED, "\"seconds\":1.5", "\"seconds\":1e400", "seconds must be a finite number");
        refuses(Samples.REWARDED, "\"reward\":", "\"reward\":\"-Infinity\",\"was\":", "reward must be a finite number");
        refuses(Samples.CANDIDATE, "2026-01-02T03:04:05Z", "+300000000-01-01T00:00:00Z", "askedAt must be between");
        refuses(Samples.JOB, "d38d7afa938fa3fa.t", "../../etc/passwd.t", "key: an evaluation key is");
    }

    @Example
    void aGapInAListIsNamed() {
        refuses(Samples.TRAINED, "[0.8,0.9", "[0.8,null", "validationAccuracies[1] is missing");
        refuses(Samples.MANIFEST, "\"shards\":[", "\"shards\":[null,", "shards[0] is missing");
        refuses(Samples.STATUS, "\"best\":[", "\"best\":[null,", "best[0] is missing");
        refuses(
                Samples.STATUS,
                "\"repeatedTest\":[",
                "\"repeatedTest\":[null,",
                "best.[0]: repeatedTest[0] is missing");
    }

    @Example
    void whatIsQuotedIsCutAndStaysInOneLine() {
        refuses(Samples.CANDIDATE, "\"s1\"", "\"x\\r\\n\\u2028y\"", "not 'x   y'");
        refuses(Samples.CANDIDATE, "\"s1\"", "\"" + "x".repeat(60_000) + "\"", "x…");
    }

    @Example
    void aMessageMadeToTakeLongOrMuchMemoryIsRefused() {
        String deep = "[".repeat(33) + "]".repeat(33);
        refuses(Samples.CANDIDATE, "{\"search\"", "{\"unknown\":" + deep + ",\"search\"", "nesting depth");
        refuses(Samples.CANDIDATE, "\"s1\"", "\"" + "x".repeat(70_000) + "\"", "search: String value length");
        refuses(Samples.CANDIDATE, "\"step\":7", "\"step\":" + "9".repeat(50), "Number value length");
        refuses(Samples.CANDIDATE, "{\"search\"", " ".repeat(1 << 20) + "{\"search\"", "more than 1048576");
        refuses(Samples.TRAINED, "[0.8", "[0.8" + ",0.8".repeat(1_000), "number of validationAccuracies");
    }

    @Example
    void anArrayOfMessagesIsAsLongAsItNeedsToBe() throws MalformedMessage {
        Reward[] rewards =
                Collections.nCopies(10_000, (Reward) Samples.REWARDED).toArray(Reward[]::new);
        byte[] json = Messages.write(rewards);

        assertThat(json).hasSizeGreaterThan(3 << 20);
        assertThat(Messages.read(json, Reward[].class)).isEqualTo(rewards);
    }

    private static void refuses(Object message, String good, String bad, String refusal) {
        String json = new String(Messages.write(message), StandardCharsets.UTF_8);
        Class<?> type = message.getClass();

        assertThat(json).contains(good);
        assertThatThrownBy(() -> Messages.read(json.replace(good, bad).getBytes(StandardCharsets.UTF_8), type))
                .isInstanceOf(MalformedMessage.class)
                .hasMessageContaining(refusal);
    }

    /** Reads, and gives the message of the refusal if there is one. */
    private static Optional<String> readOrRefused(Sent sent) {
        Object message;
        try {
            message = Messages.read(sent.damage().json(), sent.type());
        } catch (MalformedMessage e) {
            assertThat(e.getMessage())
                    .matches("not a " + sent.type().getSimpleName() + ": .*\\S.*")
                    .hasSizeLessThanOrEqualTo(500)
                    .doesNotContain("NullPointer", "null`");
            return Optional.of(e.getMessage());
        }
        assertReadsBack(message, sent.type());
        return Optional.empty();
    }

    /** What was read goes on to other topics and into stores: it must be possible to write it, and to read that. */
    private static void assertReadsBack(Object message, Class<?> type) {
        byte[] json = Messages.write(message);
        try {
            assertThat(Messages.read(json, type)).isEqualTo(message);
        } catch (MalformedMessage e) {
            throw new AssertionError("cannot read back " + message, e);
        }
    }
}
