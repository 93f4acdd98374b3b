/**
 * The mathematics AEN stands on: the twelve symmetries as permutations of pixel grids, the orbits they generate on the
 * edges of a layer (Algorithm 1), and the signature that tells two weight sharings apart.
 *
 * <p>Section, equation and table numbers refer to "Group Equivariant Neural Architecture Search via Group Decomposition
 * and Reinforcement Learning".
 */
package org.autoequivariant.symmetry;
