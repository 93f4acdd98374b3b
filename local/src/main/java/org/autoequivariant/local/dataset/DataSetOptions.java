package org.autoequivariant.local.dataset;

import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import org.autoequivariant.contracts.DataSetName;

/** Names a data set on the command line. */
public final class DataSetOptions {

    @CommandLine.Spec(CommandLine.Spec.Target.MIXEE)
    private CommandLine.Model.CommandSpec spec;

    @Parameters(index = "0", paramLabel = "DATASET", description = "g-mnist or g-fashion-mnist.")
    private String family;

    @Option(
            names = "--augmentation",
            paramLabel = "AUG",
            defaultValue = "aug1",
            description =
                    "aug0 to aug5, iaug0 to iaug12, twelve bits, or names of symmetries (default: ${DEFAULT-VALUE}).")
    private String augmentation;

    @Option(
            names = "--data-seed",
            paramLabel = "SEED",
            defaultValue = "0",
            description = "Seed of the augmentation and the split (default: ${DEFAULT-VALUE}).")
    private long seed;

    public DataSetName name() {
        try {
            return new DataSetName(DataSetName.Family.parse(family), DataSetName.augmentation(augmentation), seed);
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }
}
