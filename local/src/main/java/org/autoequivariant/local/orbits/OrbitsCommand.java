package org.autoequivariant.local.orbits;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import org.autoequivariant.contracts.Messages;
import org.autoequivariant.symmetry.DistinctNetworks;
import org.autoequivariant.symmetry.NetworkSignature;
import org.autoequivariant.symmetry.State;
import org.autoequivariant.symmetry.Symmetry;
import org.autoequivariant.symmetry.WeightSharing;

@Command(
        name = "orbits",
        description = "Shows which weights a set of symmetries ties, by Algorithm 1.",
        mixinStandardHelpOptions = true)
public final class OrbitsCommand implements Callable<Integer> {

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "STATE",
            description = "Twelve characters of 0 and 1, or names of symmetries joined by commas.")
    private String state;

    @Option(names = "--classes", description = "Count the distinct networks of all 4,096 states instead.")
    private boolean classes;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    record Orbits(
            State state, List<Symmetry> symmetries, List<Integer> orbits, int parameters, NetworkSignature signature) {

        static Orbits of(State state) {
            WeightSharing sharing = WeightSharing.of(state);
            return new Orbits(state, state.symmetries(), sharing.orbits(), sharing.parameters(), sharing.signature());
        }
    }

    record Classes(int states, int distinctNetworks, List<Network> networks) {

        record Network(State state, int states, List<Integer> orbits, int parameters, NetworkSignature signature) {}

        static Classes find() {
            List<Network> networks = new ArrayList<>();
            new DistinctNetworks()
                    .all()
                    .forEach((network, states) -> networks.add(new Network(
                            states.get(0),
                            states.size(),
                            network.orbits(),
                            network.parameters(),
                            network.signature())));
            return new Classes(State.COUNT, networks.size(), networks);
        }
    }

    @Override
    public Integer call() {
        if (classes == (state != null)) {
            throw new CommandLine.ParameterException(spec.commandLine(), "give either a state or --classes");
        }
        PrintWriter out = spec.commandLine().getOut();
        if (classes) {
            print(Classes.find(), out);
        } else {
            print(Orbits.of(parse(state)), out);
        }
        return CommandLine.ExitCode.OK;
    }

    private State parse(String text) {
        try {
            return State.parse(text);
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private void print(Orbits orbits, PrintWriter out) {
        if (json) {
            out.println(Messages.text(orbits));
            return;
        }
        out.printf("state       %s  %s%n", orbits.state(), orbits.state().names());
        out.printf(
                "layer 1     %,d orbits of %,d edges%n",
                orbits.orbits().get(0), WeightSharing.PIXELS.size() * WeightSharing.HIDDEN.size());
        out.printf(
                "layer 2     %,d orbits of %,d edges%n",
                orbits.orbits().get(1), WeightSharing.HIDDEN.size() * WeightSharing.HIDDEN.size());
        out.printf("parameters  %,d%n", orbits.parameters());
        out.printf("signature   %s%n", orbits.signature());
    }

    private void print(Classes found, PrintWriter out) {
        if (json) {
            out.println(Messages.text(found));
            return;
        }
        out.printf(
                "%-12s  %6s  %9s  %9s  %10s  %s%n", "state", "states", "layer 1", "layer 2", "parameters", "signature");
        for (Classes.Network network : found.networks()) {
            out.printf(
                    "%-12s  %,6d  %,9d  %,9d  %,10d  %s%n",
                    network.state(),
                    network.states(),
                    network.orbits().get(0),
                    network.orbits().get(1),
                    network.parameters(),
                    network.signature());
        }
        out.printf("%,d states are %,d distinct networks%n", found.states(), found.distinctNetworks());
    }
}
