package org.autoequivariant.tests.deployment;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigMappingInterface;
import io.smallrye.config.common.utils.StringUtil;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

import org.autoequivariant.agent.AgentConfig;
import org.autoequivariant.cache.CacheSettings;
import org.autoequivariant.contracts.Principal;
import org.autoequivariant.dataset.DataSetConfig;
import org.autoequivariant.trainer.TrainerConfig;
import org.autoequivariant.web.WebConfig;

/** A service as whoever deploys it sees it: its port, and the settings it reads, from its own sources. */
enum DeployedService {
    AGENT("agent-service", AgentConfig.class, Principal.AGENT),
    CACHE("cache-service", CacheSettings.class, Principal.CACHE),
    DATASET("dataset-service", DataSetConfig.class, null),
    TRAINER("trainer-service", TrainerConfig.class, Principal.TRAINER);

    /**
     * Quarkus reads these, and a deployment may set them; a name that is not here is more likely mistyped than meant.
     */
    private static final Set<String> FRAMEWORK = Set.of(
            "quarkus.http.host",
            "quarkus.http.port",
            "quarkus.log.level",
            "quarkus.oidc.auth-server-url",
            "quarkus.oidc.tenant-enabled",
            "quarkus.oidc.token.audience",
            "quarkus.otel.exporter.otlp.endpoint",
            "quarkus.otel.sdk.disabled",
            "smallrye.config.source.file.locations");

    /** What the JVM, the C library, PyTorch and the container's entry point read; no settings. */
    private static final Set<String> PROCESS = Set.of(
            "DJL_CACHE_DIR",
            "JAVA_OPTS",
            "JAVA_TOOL_OPTIONS",
            "MALLOC_ARENA_MAX",
            "NVIDIA_DRIVER_CAPABILITIES",
            "NVIDIA_VISIBLE_DEVICES",
            "OMP_NUM_THREADS",
            "OPT_OUT_TRACKING",
            "PYTORCH_FLAVOR",
            "PYTORCH_LIBRARY_PATH",
            "PYTORCH_VERSION");

    private static final Set<String> SECRETS =
            Set.of("aen.web.token", "aen.dataset.token", "aen.redis.password", "kafka.sasl.jaas.config");

    private final String module;
    private final Class<?> config;
    private final Principal principal;

    DeployedService(String module, Class<?> config, Principal principal) {
        this.module = module;
        this.config = config;
        this.principal = principal;
    }

    static Optional<DeployedService> named(String module) {
        return Stream.of(values())
                .filter(service -> service.module.equals(module))
                .findFirst();
    }

    /** The module it is built by, which also names its workload and its image. */
    String module() {
        return module;
    }

    /** Whom it is to Kafka, if it uses Kafka. */
    Optional<Principal> principal() {
        return Optional.ofNullable(principal);
    }

    /** The port it listens on unless told otherwise. */
    int port() {
        Properties properties = new Properties();
        Path file = Path.of("..", module, "src/main/resources/application.properties");
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Integer.parseInt(properties.getProperty("quarkus.http.port"));
    }

    /** Every {@code aen.*} setting it has. */
    Set<String> ownSettings() {
        return Stream.of(config, WebConfig.class)
                .flatMap(DeployedService::settingsOf)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<String> settingsOf(Class<?> mapping) {
        String prefix = mapping.getAnnotation(ConfigMapping.class).prefix();
        return ConfigMappingInterface.getProperties(ConfigMappingInterface.getConfigurationInterface(mapping))
                .get(mapping)
                .values()
                .stream()
                .flatMap(properties -> properties.keySet().stream())
                .map(name -> prefix + "." + name);
    }

    /** Every setting a deployment may give it. */
    Set<String> settings() {
        Set<String> all = new TreeSet<>(ownSettings());
        all.addAll(FRAMEWORK);
        if (principal != null) {
            Stream.of(ProducerConfig.configNames(), ConsumerConfig.configNames(), AdminClientConfig.configNames())
                    .flatMap(Set::stream)
                    .forEach(name -> all.add("kafka." + name));
        }
        return all;
    }

    /** Its settings that must not lie open. */
    Set<String> secrets() {
        Set<String> secrets = new TreeSet<>(settings());
        secrets.retainAll(SECRETS);
        return secrets;
    }

    /** The setting an environment variable gives it, if it reads that. */
    Optional<String> setting(String environmentName) {
        return settings().stream()
                .filter(setting -> environmentName(setting).equals(environmentName))
                .findFirst();
    }

    /** Whether it, or the process it runs in, reads an environment variable. */
    boolean readsEnvironment(String name) {
        return PROCESS.contains(name) || setting(name).isPresent();
    }

    /** Whether it starts with a file of this name in the folder of its secrets. */
    boolean readsFile(String name) {
        return settings().contains(name);
    }

    /** The environment variable that gives a setting. */
    static String environmentName(String setting) {
        return StringUtil.replaceNonAlphanumericByUnderscores(setting).toUpperCase(Locale.ROOT);
    }
}
