package org.autoequivariant.local.topic;

import java.io.PrintWriter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import org.autoequivariant.contracts.Messages;

@Command(
        name = "dead-letters",
        description = "Lists the records services gave up, the oldest first.",
        mixinStandardHelpOptions = true,
        subcommands = DeadLettersCommand.Requeue.class)
public final class DeadLettersCommand extends BrokerCommand {

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    void talk(Map<String, Object> kafka, PrintWriter out) {
        List<DeadLetterLog.Letter> letters = new DeadLetterLog(kafka).letters();
        if (json) {
            out.println(Messages.text(letters));
        } else if (letters.isEmpty()) {
            out.println("No dead letters.");
        } else {
            out.printf("%-8s  %-20s  %-18s  %-16s  %s%n", "id", "given up", "from", "by", "reason");
            letters.forEach(letter -> out.printf(
                    "%-8s  %-20s  %-18s  %-16s  %s%n",
                    letter.id(),
                    letter.at().truncatedTo(ChronoUnit.SECONDS),
                    letter.topic(),
                    letter.service(),
                    letter.reason()));
        }
    }

    @Command(
            name = "requeue",
            description = "Writes them to the topics they came from once more, when what was in their way is gone.",
            mixinStandardHelpOptions = true)
    static final class Requeue extends BrokerCommand {

        @Parameters(arity = "0..*", paramLabel = "ID", description = "Ids, as listed.")
        private Set<String> ids = new TreeSet<>();

        @Option(names = "--all", description = "All there are.")
        private boolean all;

        @Override
        public Integer call() throws InterruptedException {
            if (all == !ids.isEmpty()) {
                throw misused("give either ids or --all");
            }
            return super.call();
        }

        @Override
        void talk(Map<String, Object> kafka, PrintWriter out) throws InterruptedException {
            DeadLetterLog log = new DeadLetterLog(kafka);
            Set<String> chosen =
                    all ? log.letters().stream().map(DeadLetterLog.Letter::id).collect(Collectors.toSet()) : ids;
            log.requeue(chosen);
            out.printf("%d put back%n", chosen.size());
        }
    }
}
