package org.autoequivariant.tests.deployment;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

/** All objects of one way to deploy, as {@code kubectl apply -k} would send them. */
record Overlay(String name, List<Manifest> manifests) {

    private static final Path K8S = Path.of("../k8s");

    private static final YAMLMapper YAML = new YAMLMapper();

    /** Every one there is, built. Without {@code kubectl} the calling test is skipped, but on CI, which has it. */
    static List<Overlay> all() {
        assumeTrue(
                "true".equals(System.getenv("CI")) || kubectlIsThere(),
                "kubectl is not on the PATH, so the overlays cannot be built");
        return Built.ALL;
    }

    /** They are built once for all tests. */
    private static final class Built {

        static final List<Overlay> ALL = all();

        private static List<Overlay> all() {
            try (Stream<Path> folders = Files.list(K8S.resolve("overlays"))) {
                return folders.sorted().map(Overlay::built).toList();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static boolean kubectlIsThere() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "kubectl")));
    }

    private static Overlay built(Path folder) {
        try {
            Process kubectl = new ProcessBuilder("kubectl", "kustomize", folder.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            List<Manifest> manifests = new ArrayList<>();
            try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(kubectl.getInputStream())) {
                documents.forEachRemaining(document -> manifests.add(new Manifest(document)));
            }
            if (kubectl.waitFor() != 0) {
                throw new IllegalStateException("kubectl kustomize " + folder + " failed; it says why above");
            }
            return new Overlay(folder.getFileName().toString(), List.copyOf(manifests));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    Stream<Manifest> all(String kind) {
        return manifests.stream().filter(manifest -> manifest.kind().equals(kind));
    }

    boolean has(String kind, String name) {
        return all(kind).anyMatch(manifest -> manifest.name().equals(name));
    }

    /** @throws IllegalStateException if there is none */
    Manifest one(String kind, String name) {
        return all(kind)
                .filter(manifest -> manifest.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no " + kind + " " + name + " in " + this.name));
    }

    /** What makes pods. */
    List<Manifest> workloads() {
        return manifests.stream()
                .filter(manifest -> manifest.pods().isPresent())
                .toList();
    }

    /** The workload of a service. */
    Manifest workload(DeployedService service) {
        return workloads().stream()
                .filter(manifest -> manifest.name().equals(service.module()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no " + service.module() + " in " + name));
    }

    @Override
    public String toString() {
        return name;
    }
}
