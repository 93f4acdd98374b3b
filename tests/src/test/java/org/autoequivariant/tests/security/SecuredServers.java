package org.autoequivariant.tests.security;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Writer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import kafka.tools.StorageTool;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialAlteration;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.Uuid;
import redis.embedded.core.ExecutableProvider;

import org.autoequivariant.contracts.Principal;
import org.autoequivariant.local.cluster.Installation;
import org.autoequivariant.local.cluster.Ports;
import org.autoequivariant.local.cluster.Servers;

/**
 * A broker and a Redis as somebody who cares would run them, as child processes: TLS everywhere, users with passwords,
 * nothing allowed but what is granted. Brokers know each other, and themselves, by certificate.
 */
final class SecuredServers implements AutoCloseable {

    static final String ADMIN = "admin";

    private static final Duration READY_WITHIN = Duration.ofSeconds(90);
    private static final int SCRAM_ITERATIONS = 4_096;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path folder;
    private final Path project;
    private final Certificates certificates;
    private final int kafkaPort = Ports.free();
    private final int redisPort = Ports.free();
    private final Map<String, String> kafkaPasswords = new HashMap<>();
    private final Map<String, String> redisPasswords = Map.of(ADMIN, password(), "aen-cache", password());
    private final List<Process> processes = new ArrayList<>();
    private final Thread atExit = new Thread(this::stop, "secured-servers-stop");

    private SecuredServers(Path folder, Path project) throws Exception {
        this.folder = folder;
        this.project = project;
        this.certificates = Certificates.in(folder);
        kafkaPasswords.put(ADMIN, password());
        for (Principal principal : Principal.values()) {
            kafkaPasswords.put(principal.userName(), password());
        }
    }

    /** Starts both; the broker has its users, but no topics and no ACLs yet. */
    static SecuredServers start(Path folder, Path project) throws Exception {
        SecuredServers servers = new SecuredServers(Files.createDirectories(folder), project);
        Runtime.getRuntime().addShutdownHook(servers.atExit);
        try {
            servers.startKafka();
            servers.startRedis();
            servers.awaitPort(servers.kafkaPort);
            servers.awaitPort(servers.redisPort);
            servers.addUsers();
            return servers;
        } catch (Exception e) {
            servers.close();
            throw e;
        }
    }

    private static String password() {
        byte[] bytes = new byte[18];
        RANDOM.nextBytes(bytes);
        return "secret-" + HexFormat.of().formatHex(bytes);
    }

    private void startKafka() throws IOException {
        Path properties = folder.resolve("server.properties");
        try (Writer out = Files.newBufferedWriter(properties)) {
            kafkaConfiguration().store(out, null);
        }
        // In this process, because arguments, the first password among them, can be read by everybody on a machine.
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        int code = StorageTool.execute(
                new String[] {
                    "format",
                    "-t",
                    Uuid.randomUuid().toString(),
                    "-c",
                    properties.toString(),
                    "--add-scram",
                    "SCRAM-SHA-512=[name=%s,password=%s]".formatted(ADMIN, kafkaPasswords.get(ADMIN))
                },
                new PrintStream(said, true, StandardCharsets.UTF_8));
        if (code != 0) {
            throw new IllegalStateException("formatting failed: " + said.toString(StandardCharsets.UTF_8));
        }
        start(
                "kafka",
                List.of(
                        Installation.java(),
                        "-Xmx384m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        new Installation(project).command().toString(),
                        "kafka.Kafka",
                        properties.toString()));
    }

    private Properties kafkaConfiguration() {
        int controllerPort = Ports.free();
        String clients = "CLIENTS://127.0.0.1:" + kafkaPort;
        String internal = "INTERNAL://127.0.0.1:" + Ports.free();
        Properties settings = new Properties();
        settings.setProperty("process.roles", "broker,controller");
        settings.setProperty("node.id", "1");
        settings.setProperty("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
        settings.setProperty("listeners", clients + "," + internal + ",CONTROLLER://127.0.0.1:" + controllerPort);
        settings.setProperty("advertised.listeners", clients + "," + internal);
        settings.setProperty("listener.security.protocol.map", "CLIENTS:SASL_SSL,INTERNAL:SSL,CONTROLLER:SSL");
        settings.setProperty("inter.broker.listener.name", "INTERNAL");
        settings.setProperty("controller.listener.names", "CONTROLLER");
        settings.setProperty("listener.name.internal.ssl.client.auth", "required");
        settings.setProperty("listener.name.controller.ssl.client.auth", "required");
        settings.setProperty("ssl.keystore.type", "PEM");
        settings.setProperty("ssl.keystore.location", certificates.identity().toString());
        settings.setProperty("ssl.truststore.type", "PEM");
        settings.setProperty("ssl.truststore.location", certificates.authority().toString());
        settings.setProperty("sasl.enabled.mechanisms", ScramMechanism.SCRAM_SHA_512.mechanismName());
        settings.setProperty(
                "listener.name.clients.scram-sha-512.sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required;");
        settings.setProperty("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        settings.setProperty("super.users", "User:" + ADMIN + ";User:" + Certificates.SERVER);
        settings.setProperty("auto.create.topics.enable", "false");
        settings.setProperty("log.dirs", folder.resolve("kafka").toString());
        for (String topic : List.of("offsets.topic", "transaction.state.log", "share.coordinator.state.topic")) {
            settings.setProperty(topic + ".replication.factor", "1");
            settings.setProperty(topic + ".num.partitions", "1");
        }
        settings.setProperty("share.coordinator.state.topic.min.isr", "1");
        settings.setProperty("group.initial.rebalance.delay.ms", "0");
        settings.setProperty("group.share.heartbeat.interval.ms", "2000");
        settings.setProperty("group.share.min.heartbeat.interval.ms", "500");
        settings.setProperty("log.cleaner.dedupe.buffer.size", String.valueOf(16 << 20));
        return settings;
    }

    private void addUsers() throws InterruptedException, ExecutionException {
        List<UserScramCredentialAlteration> users = Stream.of(Principal.values())
                .map(Principal::userName)
                .<UserScramCredentialAlteration>map(name -> new UserScramCredentialUpsertion(
                        name,
                        new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, SCRAM_ITERATIONS),
                        kafkaPasswords.get(name)))
                .toList();
        try (Admin admin = Admin.create(kafka(ADMIN))) {
            admin.alterUserScramCredentials(users).all().get();
        }
    }

    private void startRedis() throws IOException, GeneralSecurityException {
        Path users = Files.write(
                folder.resolve("users.acl"),
                List.of(
                        "user default off",
                        "user %s on #%s ~* +@all".formatted(ADMIN, sha256(redisPasswords.get(ADMIN))),
                        documentedUser().replace("#SHA256", "#" + sha256(redisPasswords.get("aen-cache")))));
        Path executable = folder.resolve("redis-server");
        Files.copy(ExecutableProvider.newJarResourceProvider().get().toPath(), executable);
        executable.toFile().setExecutable(true);
        start(
                "redis",
                List.of(
                        executable.toString(),
                        "--bind",
                        "127.0.0.1",
                        "--port",
                        "0",
                        "--tls-port",
                        String.valueOf(redisPort),
                        "--tls-cert-file",
                        certificates.certificate().toString(),
                        "--tls-key-file",
                        certificates.key().toString(),
                        "--tls-ca-cert-file",
                        certificates.authority().toString(),
                        "--tls-auth-clients",
                        "no",
                        "--aclfile",
                        users.toString(),
                        "--dir",
                        folder.toString(),
                        "--save",
                        ""));
    }

    /** What docs/security.md tells people to give the cache's user. */
    private String documentedUser() throws IOException {
        try (Stream<String> lines = Files.lines(project.resolve("docs/security.md"))) {
            return lines.filter(line -> line.startsWith("user aen-cache "))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static String sha256(String text) throws GeneralSecurityException {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private void start(String name, List<String> command) throws IOException {
        processes.add(new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".log").toFile())
                .start());
    }

    private void awaitPort(int port) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + READY_WITHIN.toNanos();
        while (!Ports.answers(port)) {
            if (System.nanoTime() > deadline || !processes.stream().allMatch(Process::isAlive)) {
                throw new IllegalStateException("not up: " + Files.readString(folder.resolve("kafka.log"))
                        + Files.readString(folder.resolve("redis.log")));
            }
            Thread.sleep(50);
        }
    }

    int kafkaPort() {
        return kafkaPort;
    }

    int redisPort() {
        return redisPort;
    }

    Path trustStore() {
        return certificates.store();
    }

    String redisPassword(String user) {
        return redisPasswords.get(user);
    }

    List<String> passwords() {
        return Stream.concat(kafkaPasswords.values().stream(), redisPasswords.values().stream())
                .toList();
    }

    /** What a Kafka client must know to be let in as {@code user}. */
    Map<String, Object> kafka(String user) {
        return kafka(user, kafkaPasswords.get(user));
    }

    Map<String, Object> kafka(String user, String password) {
        return Map.of(
                "bootstrap.servers",
                "127.0.0.1:" + kafkaPort,
                "security.protocol",
                "SASL_SSL",
                "ssl.truststore.type",
                "PEM",
                "ssl.truststore.location",
                certificates.authority().toString(),
                "sasl.mechanism",
                ScramMechanism.SCRAM_SHA_512.mechanismName(),
                "sasl.jaas.config",
                jaas(user, password));
    }

    private static String jaas(String user, String password) {
        return "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"%s\";"
                .formatted(user, password);
    }

    /** A file for {@code --command-config}. */
    Path commandConfig(String user) throws IOException {
        Properties settings = new Properties();
        settings.putAll(kafka(user));
        Path file = folder.resolve(user + ".properties");
        try (Writer out = Files.newBufferedWriter(file)) {
            settings.store(out, null);
        }
        return file;
    }

    /** Each service as its own principal, its secrets in files. */
    Servers forServices() throws IOException {
        Map<String, String> redis =
                new HashMap<>(access(Principal.CACHE, Map.of("aen.redis.password", redisPassword("aen-cache"))));
        redis.put("AEN_REDIS_CA", certificates.authority().toString());
        return new Servers.External(
                "127.0.0.1:" + kafkaPort,
                URI.create("rediss://aen-cache@127.0.0.1:" + redisPort),
                Map.of(
                        "agent-service", access(Principal.AGENT, Map.of()),
                        "trainer-service", access(Principal.TRAINER, Map.of()),
                        "cache-service", redis));
    }

    private Map<String, String> access(Principal principal, Map<String, String> moreSecrets) throws IOException {
        String user = principal.userName();
        Path secrets = Files.createDirectories(folder.resolve("secrets").resolve(user));
        Files.writeString(secrets.resolve("kafka.sasl.jaas.config"), jaas(user, kafkaPasswords.get(user)) + "\n");
        for (Map.Entry<String, String> secret : moreSecrets.entrySet()) {
            Files.writeString(secrets.resolve(secret.getKey()), secret.getValue() + "\n");
        }
        return Map.of(
                "KAFKA_SECURITY_PROTOCOL",
                "SASL_SSL",
                "KAFKA_SASL_MECHANISM",
                ScramMechanism.SCRAM_SHA_512.mechanismName(),
                "KAFKA_SSL_TRUSTSTORE_TYPE",
                "PEM",
                "KAFKA_SSL_TRUSTSTORE_LOCATION",
                certificates.authority().toString(),
                "SMALLRYE_CONFIG_SOURCE_FILE_LOCATIONS",
                secrets.toString());
    }

    private void stop() {
        processes.forEach(Process::destroy);
        for (Process process : processes) {
            try {
                if (!process.waitFor(15, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(atExit);
        stop();
    }
}
