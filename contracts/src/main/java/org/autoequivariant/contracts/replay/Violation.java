package org.autoequivariant.contracts.replay;

/**
 * A record that breaks a promise.
 *
 * @param topic its topic
 * @param partition from 0
 * @param offset within the partition
 * @param what it says and what it should say, for a person
 */
public record Violation(String topic, int partition, long offset, String what) {

    @Override
    public String toString() {
        return "%s-%d@%d: %s".formatted(topic, partition, offset, what);
    }
}
