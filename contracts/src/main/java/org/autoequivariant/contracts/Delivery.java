package org.autoequivariant.contracts;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * The header of an evaluation that tells which delivery of its job it came of, from 1. A job is delivered again when
 * its trainer dies or stalls, and that alone explains that a network was trained twice.
 */
public final class Delivery {

    public static final String HEADER = "aen-delivery";

    private Delivery() {}

    public static void write(Headers headers, int delivery) {
        headers.remove(HEADER).add(HEADER, String.valueOf(delivery).getBytes(StandardCharsets.UTF_8));
    }

    /** 1 if the header is missing or no number. */
    public static int read(Headers headers) {
        Header header = headers.lastHeader(HEADER);
        if (header == null || header.value() == null) {
            return 1;
        }
        try {
            return Integer.parseInt(StandardCharsets.UTF_8
                    .decode(ByteBuffer.wrap(header.value()))
                    .toString());
        } catch (NumberFormatException e) {
            return 1;
        }
    }
}
