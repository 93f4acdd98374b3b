package org.autoequivariant.tests.benchmark;

import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import org.autoequivariant.symmetry.DistinctNetworks;
import org.autoequivariant.symmetry.State;

/** Some of the distinct networks: the same mixture of large and small ones, whatever their number. */
final class SomeNetworks {

    @Option(
            names = "--networks",
            defaultValue = "20",
            description = "How many of the 216 distinct networks are trained (default: ${DEFAULT-VALUE}).")
    int networks;

    @Spec(Spec.Target.MIXEE)
    CommandSpec command;

    /** For each network a state that stands for it. */
    List<State> states() {
        List<State> states = new DistinctNetworks()
                .all().values().stream().map(of -> of.get(0)).collect(Collectors.toList());
        if (networks < 1 || networks > states.size()) {
            throw new ParameterException(
                    command.commandLine(),
                    "--networks must be between 1 and %d, not %d".formatted(states.size(), networks));
        }
        Collections.shuffle(states, new Random(0));
        return states.subList(0, networks);
    }
}
