package org.autoequivariant.contracts;

/** Why a search asks for an evaluation. */
public enum Purpose {
    /** The dense network under the search protocol: what steps are measured against. */
    BASELINE,
    /** A step of a walker: the only kind the agent learns from. */
    STEP,
    /** The dense network under the final protocol: what retrained networks are measured against. */
    FINAL_BASELINE,
    /** One of the best distinct networks under the final protocol. */
    RETRAIN,
    /** The winner or the dense network again with another seed, for the interval of the final report. */
    REPEAT
}
