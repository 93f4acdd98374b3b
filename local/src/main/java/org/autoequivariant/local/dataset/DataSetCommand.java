package org.autoequivariant.local.dataset;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import org.autoequivariant.contracts.DataSetName;
import org.autoequivariant.contracts.Manifest;
import org.autoequivariant.contracts.Messages;
import org.autoequivariant.local.Failure;
import org.autoequivariant.local.cluster.Cluster;
import org.autoequivariant.local.cluster.ClusterOptions;

@Command(
        name = "dataset",
        description = "Makes an augmented data set and exports it as IDX.gz files and a contact sheet.",
        mixinStandardHelpOptions = true)
public final class DataSetCommand implements Callable<Integer> {

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Mixin
    private DataSetOptions dataSet;

    @Mixin
    private ClusterOptions cluster;

    @Option(names = "--out", required = true, paramLabel = "FOLDER", description = "Where to write the files.")
    private Path out;

    @Option(names = "--json", description = "Print the manifest as JSON.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        DataSetName name = dataSet.name();
        PrintWriter print = spec.commandLine().getOut();
        try (Cluster running = cluster.joinOrStart()) {
            DataSets dataSets = new DataSets(running.endpoints().dataSets());
            Manifest manifest = dataSets.manifest(name);
            Files.createDirectories(out);
            Files.write(out.resolve("contact-sheet.png"), dataSets.contactSheet(name));
            for (Manifest.Split split : Manifest.Split.values()) {
                for (String content : new String[] {"images-idx3", "labels-idx1"}) {
                    String file = split.name().toLowerCase(Locale.ROOT) + "-" + content + "-ubyte.gz";
                    Files.write(out.resolve(file), dataSets.idx(name, file));
                }
            }
            print.println(
                    json
                            ? Messages.text(manifest)
                            : "%s (fingerprint %s) is in %s"
                                    .formatted(name, manifest.dataSet().fingerprint(), out));
            return CommandLine.ExitCode.OK;
        } catch (IOException e) {
            throw new Failure("cannot write to " + out + ": " + e, e);
        }
    }
}
