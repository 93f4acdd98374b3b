package org.autoequivariant.local.topic;

import java.io.PrintWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.SecurityDisabledException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import org.autoequivariant.contracts.Principal;
import org.autoequivariant.contracts.Topic;
import org.autoequivariant.contracts.Topics;
import org.autoequivariant.local.Failure;
import org.autoequivariant.local.cluster.Home;

@Command(
        name = "topics",
        description = {
            "Makes a Kafka cluster ready: creates the topics that are missing and sets the trainers' group to start at the earliest job.",
            "An administrator runs it once, so that the services need no right to do so. Running it again changes nothing."
        },
        mixinStandardHelpOptions = true)
public final class TopicsCommand implements Callable<Integer> {

    private static final String TIMEOUT_MS = "15000";

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Mixin
    private BrokerOptions broker;

    @Option(
            names = "--replication",
            paramLabel = "N",
            description = "Replicas of topics that are created (default: the broker's default.replication.factor).")
    private Short replication;

    @Option(
            names = "--acls",
            description = "Also grant aen-agent, aen-cache, aen-trainer and aen-reader exactly what they need.")
    private boolean acls;

    @Override
    public Integer call() throws InterruptedException {
        if (replication != null && replication < 1) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "replication must be at least 1, not " + replication);
        }
        Map<String, Object> settings = settings();
        try (Admin admin = Admin.create(settings)) {
            ensureTopics(admin);
            if (acls) {
                grant(admin);
            }
            return CommandLine.ExitCode.OK;
        } catch (KafkaException | IllegalStateException e) {
            throw new Failure(
                    "%s: %s".formatted(settings.get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG), explain(e)), e);
        }
    }

    private Map<String, Object> settings() {
        Map<String, Object> settings = broker.kafka()
                .or(() -> Home.ofEnvironment()
                        .endpoints()
                        .map(up -> Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, up.kafka())))
                .orElseThrow(() -> new CommandLine.ParameterException(
                        spec.commandLine(), "no cluster is up here; name a broker with --bootstrap"));
        Map<String, Object> patient = new HashMap<>(settings);
        patient.putIfAbsent(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
        patient.putIfAbsent(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
        return patient;
    }

    private void ensureTopics(Admin admin) throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        Set<Topic> created = Topics.ensure(admin, Optional.ofNullable(replication));
        for (Topic topic : Topic.values()) {
            out.printf("%-18s %s%n", topic.topicName(), created.contains(topic) ? "created" : "was there");
        }
        out.printf("%-18s starts at the earliest job%n", Topics.TRAINERS);
    }

    private void grant(Admin admin) throws InterruptedException {
        List<AclBinding> bindings = Stream.of(Principal.values())
                .flatMap(principal -> principal.acls().stream())
                .toList();
        try {
            admin.createAcls(bindings).all().get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SecurityDisabledException) {
                throw new Failure("the broker has no authorizer, so everybody may do everything there: "
                        + "set its authorizer.class.name, then run this again");
            }
            if (e.getCause() instanceof AuthorizationException) {
                throw new Failure("not allowed to grant ACLs: be a super user of the broker, or one with Alter on it");
            }
            throw new IllegalStateException("cannot grant ACLs: " + e.getCause(), e);
        }
        PrintWriter out = spec.commandLine().getOut();
        for (Principal principal : Principal.values()) {
            out.printf(
                    "%-18s may do what it needs: %d ACLs%n",
                    principal.userName(), principal.acls().size());
        }
    }

    /** Kafka's outermost words for wrong settings say only that a client could not be made. */
    private static String explain(RuntimeException e) {
        Throwable root = e;
        while (e instanceof KafkaException && root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage();
    }
}
