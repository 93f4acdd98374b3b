package org.autoequivariant.agent.dqn;

import org.autoequivariant.symmetry.State;
import org.autoequivariant.symmetry.Symmetry;

/** One remembered step. */
public record Transition(State state, Symmetry action, State nextState, double reward) {}
