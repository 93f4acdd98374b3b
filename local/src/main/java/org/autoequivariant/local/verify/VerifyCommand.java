package org.autoequivariant.local.verify;

import java.io.PrintWriter;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import org.autoequivariant.contracts.Messages;
import org.autoequivariant.contracts.replay.Violation;
import org.autoequivariant.local.Failure;
import org.autoequivariant.local.cluster.Cluster;
import org.autoequivariant.local.cluster.ClusterOptions;
import org.autoequivariant.local.cluster.Home;
import org.autoequivariant.local.cluster.Installation;
import org.autoequivariant.local.topic.BrokerOptions;
import org.autoequivariant.local.topic.TopicLog;

@Command(
        name = "verify",
        description =
                "Reads the topics from the beginning and checks what they promise. Ends with 1 if a promise is broken.",
        mixinStandardHelpOptions = true)
public final class VerifyCommand implements Callable<Integer> {

    private static final int SHOWN = 20;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "SEARCH",
            description = "Id of the search to check (default: all).")
    private String search;

    @Mixin
    private BrokerOptions broker;

    @Mixin
    private ClusterOptions cluster;

    @Option(
            names = "--redis",
            paramLabel = "URL",
            description = "Redis of the cluster at --bootstrap, to be compared with the log.")
    private URI redis;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        Optional<Map<String, Object>> kafka = broker.kafka();
        List<Finding> findings;
        if (kafka.isPresent()) {
            findings = findings(new TopicLog(kafka.get()), Optional.ofNullable(redis));
        } else {
            try (Cluster running = cluster.joinOrStart()) {
                findings = findings(
                        new TopicLog(running.endpoints().kafka()),
                        Optional.of(running.endpoints().redis()));
            }
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Messages.text(findings));
        } else {
            print(findings, out);
        }
        boolean kept = findings.stream().allMatch(finding -> finding.broken().isEmpty());
        return kept ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private List<Finding> findings(TopicLog log, Optional<URI> redisUrl) {
        Optional<String> only = Optional.ofNullable(search);
        Ledger ledger = new Ledger(log::content, log::leaderEpochs, only);
        if (only.isPresent() && !ledger.statuses.containsKey(search)) {
            throw new Failure("there is no search " + search + "; see them all with: aen searches");
        }
        List<Finding> findings = new ArrayList<>(new Promises(ledger).all());
        findings.add(new ReplayedSearches(Home.ofEnvironment(), Installation.ofLauncher()).find(ledger));
        findings.add(redisUrl.map(new RedisView(ledger, only.isEmpty())::find).orElseGet(RedisView::absent));
        return findings;
    }

    private static void print(List<Finding> findings, PrintWriter out) {
        out.printf("%-54s %9s %7s%n", "promise", "checked", "broken");
        for (Finding finding : findings) {
            out.printf(
                    "%-54s %,9d %,7d  %s%n",
                    finding.promise(),
                    finding.checked(),
                    finding.broken().size(),
                    finding.remark().orElse(""));
        }
        for (Finding finding : findings) {
            List<Violation> broken = finding.broken();
            if (!broken.isEmpty()) {
                out.printf("%nbroken: %s%n", finding.promise());
                broken.stream().limit(SHOWN).forEach(violation -> out.println("  " + violation));
                if (broken.size() > SHOWN) {
                    out.printf("  and %,d more; see them all with --json%n", broken.size() - SHOWN);
                }
            }
        }
    }
}
