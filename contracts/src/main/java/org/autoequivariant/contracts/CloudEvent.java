package org.autoequivariant.contracts;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

import org.apache.kafka.common.header.Headers;

/** CloudEvents 1.0 in binary mode: attributes in headers, the value untouched. */
public final class CloudEvent {

    public static final String ID = "ce_id";
    public static final String SOURCE = "ce_source";
    public static final String TYPE = "ce_type";
    public static final String SPEC_VERSION = "ce_specversion";
    public static final String TIME = "ce_time";
    public static final String CONTENT_TYPE = "content-type";

    private static final byte[] VERSION = bytes("1.0");
    private static final byte[] JSON = bytes("application/json");

    private CloudEvent() {}

    /**
     * Writes the attributes of a record.
     *
     * @param topic where it goes
     * @param service who writes it
     */
    public static void describe(Headers headers, Topic topic, String service, Instant now) {
        // Unique is enough; unpredictable would cost more than the rest of the record.
        ThreadLocalRandom random = ThreadLocalRandom.current();
        headers.add(SPEC_VERSION, VERSION)
                .add(ID, bytes(new UUID(random.nextLong(), random.nextLong()).toString()))
                .add(SOURCE, bytes("/aen/" + service))
                .add(TYPE, bytes(type(topic)))
                .add(TIME, bytes(now.toString()))
                .add(CONTENT_TYPE, JSON);
    }

    /** What kind of event a topic's values are, such as {@code org.autoequivariant.reward}. */
    public static String type(Topic topic) {
        return "org.autoequivariant." + topic.valueType().getSimpleName().toLowerCase(Locale.ROOT);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
