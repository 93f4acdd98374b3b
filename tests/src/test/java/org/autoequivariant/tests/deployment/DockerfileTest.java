package org.autoequivariant.tests.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DockerfileTest {

    private static final Pattern MODULE = Pattern.compile("<module>(.*)</module>");
    private static final Pattern PINNED = Pattern.compile("[a-z/-]+:\\d+\\.\\d+\\.\\d+.*");
    /** Read by NVIDIA's container runtime. */
    private static final String NVIDIA = "NVIDIA_";

    @ParameterizedTest
    @EnumSource(DeployedService.class)
    void dependenciesAreALayerThatAllImagesShare(DeployedService service) throws IOException {
        // Given
        List<String> modules = MODULE.matcher(Files.readString(Dockerfile.ROOT.resolve("pom.xml")))
                .results()
                .map(match -> match.group(1))
                .toList();

        // When
        Dockerfile dependencies = Dockerfile.of(service).dependencies();

        // Then
        assertThat(dependencies).isEqualTo(Dockerfile.of(DeployedService.AGENT).dependencies());
        assertThat(dependencies.all("COPY").map(Dockerfile.Instruction::arguments))
                .containsExactlyElementsOf(Stream.concat(
                                Stream.of(".mvn .mvn", "pom.xml ."),
                                modules.stream().map(module -> "%s/pom.xml %s/".formatted(module, module)))
                        .toList());
    }

    @ParameterizedTest
    @EnumSource(DeployedService.class)
    void basesArePinnedAndNothingIsFetchedFromElsewhere(DeployedService service) {
        Dockerfile file = Dockerfile.of(service);

        assertThat(file.bases()).hasSizeGreaterThan(1).allMatch(base -> PINNED.matcher(base)
                .matches());
        assertThat(file.all("ADD")).isEmpty();
        assertThat(file.only("LABEL").arguments())
                .contains(
                        "base.name=\"docker.io/library/" + file.image().bases().get(0) + "\"");
    }

    @ParameterizedTest
    @EnumSource(DeployedService.class)
    void whatIsCopiedFromTheRepositoryIsThere(DeployedService service) {
        assertThat(Dockerfile.of(service)
                        .all("COPY")
                        .map(copy -> copy.arguments().split(" ")[0])
                        .filter(source -> !source.startsWith("--from")))
                .allSatisfy(
                        source -> assertThat(Dockerfile.ROOT.resolve(source)).exists());
    }

    @ParameterizedTest
    @EnumSource(DeployedService.class)
    void itRunsAsNobodySpecialAndWithoutAShell(DeployedService service) {
        Dockerfile file = Dockerfile.of(service);
        List<String> entryPoint = file.only("ENTRYPOINT").exec("");

        assertThat(file.only("USER").arguments()).isEqualTo("1001:1001");
        assertThat(file.image().all("CMD")).isEmpty();
        assertThat(entryPoint.get(0)).isEqualTo("/opt/aen/launch");
        assertThat(Dockerfile.ROOT.resolve("images/launch")).isExecutable();
        assertThat(entryPoint.subList(1, entryPoint.size())).allMatch(option -> option.startsWith("-"));
    }

    @ParameterizedTest
    @EnumSource(DeployedService.class)
    void itsHealthIsAskedWhereTheServiceAnswers(DeployedService service) {
        Dockerfile file = Dockerfile.of(service);

        assertThat(file.only("EXPOSE").arguments()).isEqualTo(String.valueOf(service.port()));
        assertThat(file.only("HEALTHCHECK").exec("CMD "))
                .startsWith("curl")
                .endsWith("http://127.0.0.1:" + service.port() + "/q/health/ready");
    }

    @ParameterizedTest
    @EnumSource(DeployedService.class)
    void itSetsOnlyWhatTheServiceReads(DeployedService service) {
        Dockerfile file = Dockerfile.of(service);

        assertThat(file.environment()).containsEntry("QUARKUS_HTTP_HOST", "0.0.0.0");
        assertThat(file.environment().keySet())
                .allMatch(name -> name.startsWith(NVIDIA) || service.readsEnvironment(name));
    }

    /** What a service keeps somewhere else than in {@code /data} would not survive, or fail on a read-only root. */
    @ParameterizedTest
    @EnumSource(DeployedService.class)
    void whatItKeepsIsInItsVolume(DeployedService service) {
        Dockerfile file = Dockerfile.of(service);
        List<String> folders = Stream.of("aen.cache.state", "aen.dataset.folder", "aen.trainer.shards")
                .filter(service.ownSettings()::contains)
                .map(setting -> file.environment().get(DeployedService.environmentName(setting)))
                .toList();

        assertThat(folders).allMatch(folder -> folder.startsWith("/data/"));
        assertThat(file.image().all("VOLUME").map(Dockerfile.Instruction::arguments))
                .hasSameSizeAs(folders)
                .allMatch("/data"::equals);
    }

    @Test
    void theVersionIsTheProjects() throws IOException {
        for (DeployedService service : DeployedService.values()) {
            assertThat(Dockerfile.of(service).image().all("ARG").map(Dockerfile.Instruction::arguments))
                    .contains("VERSION=" + version());
        }
    }

    /** The project's version as images are tagged. */
    static String version() throws IOException {
        var version = Pattern.compile("<artifactId>aen</artifactId>\\s*<version>(.*)-SNAPSHOT</version>")
                .matcher(Files.readString(Path.of("../pom.xml")));
        assertThat(version.find()).isTrue();
        return version.group(1);
    }
}
