package org.autoequivariant.local;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

import org.autoequivariant.local.cluster.UpCommand;
import org.autoequivariant.local.dataset.DataSetCommand;
import org.autoequivariant.local.orbits.OrbitsCommand;
import org.autoequivariant.local.search.ExtendCommand;
import org.autoequivariant.local.search.ResumeCommand;
import org.autoequivariant.local.search.SearchCommand;
import org.autoequivariant.local.search.SearchesCommand;
import org.autoequivariant.local.topic.DeadLettersCommand;
import org.autoequivariant.local.topic.TopicsCommand;
import org.autoequivariant.local.verify.VerifyCommand;

/** The {@code aen} command. Exit codes: 0 done, 1 failed, 2 asked for something impossible, 130 interrupted. */
@Command(
        name = "aen",
        description = "Finds the symmetries of an image data set and the network that uses them best.",
        mixinStandardHelpOptions = true,
        versionProvider = Aen.Version.class,
        subcommands = {
            SearchCommand.class,
            ResumeCommand.class,
            ExtendCommand.class,
            SearchesCommand.class,
            OrbitsCommand.class,
            DataSetCommand.class,
            UpCommand.class,
            VerifyCommand.class,
            DeadLettersCommand.class,
            TopicsCommand.class
        },
        footer = {
            "",
            "Everything it keeps lives under $AEN_HOME (default ~/.aen).",
            "Exit codes: 0 done, 1 failed, 2 asked for something impossible, 130 interrupted."
        })
public final class Aen implements Runnable {

    private static final int INTERRUPTED = 130;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    public static void main(String[] args) {
        // What goes wrong is told once, by the command, and not by a client's log as well.
        System.setProperty("slf4j.internal.verbosity", "ERROR");
        System.exit(execute(args));
    }

    static int execute(String... args) {
        return new CommandLine(new Aen())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(Aen::refuse)
                .setExecutionExceptionHandler(Aen::explain)
                .execute(args);
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "say what to do, for example: aen search g-mnist --augmentation aug1");
    }

    private static int explain(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
        if (isShuttingDown()) {
            // What failed did so because Ctrl-C ended it.
            return INTERRUPTED;
        }
        command.getErr().println(command.getColorScheme().errorText("error: " + message(e)));
        return CommandLine.ExitCode.SOFTWARE;
    }

    private static String message(Exception e) {
        return e instanceof Failure ? e.getMessage() : e.toString();
    }

    private static int refuse(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        command.getErr().println(command.getColorScheme().errorText("error: " + e.getMessage()));
        CommandLine.UnmatchedArgumentException.printSuggestions(e, command.getErr());
        command.getErr().println("See: " + command.getCommandSpec().qualifiedName() + " --help");
        return CommandLine.ExitCode.USAGE;
    }

    private static boolean isShuttingDown() {
        Thread probe = new Thread(() -> {});
        try {
            Runtime.getRuntime().addShutdownHook(probe);
            Runtime.getRuntime().removeShutdownHook(probe);
            return false;
        } catch (IllegalStateException e) {
            return true;
        }
    }

    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Aen.class.getPackage().getImplementationVersion();
            return new String[] {"aen " + (version == null ? "(development)" : version)};
        }
    }
}
