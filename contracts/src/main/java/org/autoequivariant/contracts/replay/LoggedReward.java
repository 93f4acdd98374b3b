package org.autoequivariant.contracts.replay;

import org.autoequivariant.contracts.Reward;

/**
 * A reward and where it stands in {@code aen.rewards}.
 *
 * @param partition from 0
 * @param offset within the partition
 */
public record LoggedReward(int partition, long offset, Reward reward) {}
