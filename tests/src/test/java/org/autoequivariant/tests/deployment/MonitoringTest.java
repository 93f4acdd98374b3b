package org.autoequivariant.tests.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.autoequivariant.tests.DocumentedMetrics;

/** Dashboards, alerts and scaling ask for metrics there are; that those are there, the end-to-end test says. */
class MonitoringTest {

    private static final Path K8S = Path.of("../k8s");
    private static final Path MONITORING = K8S.resolve("components/monitoring");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectMapper YAML = new YAMLMapper();

    static List<Path> dashboards() throws IOException {
        try (Stream<Path> files = Files.list(MONITORING.resolve("dashboards"))) {
            return files.sorted().toList();
        }
    }

    @Test
    void whatIsAskedForIsMeasuredAndWhatIsMeasuredIsShown() throws IOException {
        Set<String> used = new TreeSet<>();
        try (Stream<Path> files = Files.walk(K8S)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                used.addAll(DocumentedMetrics.in(Files.readString(file)));
            }
        }

        assertThat(used).isEqualTo(DocumentedMetrics.all());
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void aDashboardAsksTheDataSourceChosenAndSaysInWhichUnit(Path file) throws IOException {
        JsonNode dashboard = JSON.readTree(file.toFile());

        assertThat(dashboard.path("uid").asText() + ".json")
                .isEqualTo(file.getFileName().toString());
        assertThat(dashboard.at("/templating/list/0/type").asText()).isEqualTo("datasource");
        Set<Integer> ids = new HashSet<>();
        assertThat(dashboard.path("panels")).isNotEmpty().allSatisfy(panel -> {
            assertThat(ids.add(panel.path("id").asInt())).isTrue();
            assertThat(panel.path("title").asText()).isNotBlank();
            assertThat(panel.path("description").asText()).isNotBlank();
            assertThat(panel.at("/fieldConfig/defaults/unit").asText()).isNotBlank();
            assertThat(panel.at("/datasource/uid").asText()).isEqualTo("${datasource}");
            assertThat(panel.path("targets")).isNotEmpty().allSatisfy(target -> {
                assertThat(target.path("expr").asText()).isNotBlank();
                assertThat(target.at("/datasource/uid").asText()).isEqualTo("${datasource}");
            });
        });
    }

    @Test
    void noPanelLiesOnAnother() throws IOException {
        for (Path file : dashboards()) {
            Set<String> taken = new HashSet<>();
            for (JsonNode panel : JSON.readTree(file.toFile()).path("panels")) {
                JsonNode place = panel.path("gridPos");
                assertThat(place.path("x").asInt() + place.path("w").asInt()).isLessThanOrEqualTo(24);
                for (int x = 0; x < place.path("w").asInt(); x++) {
                    for (int y = 0; y < place.path("h").asInt(); y++) {
                        String cell = (place.path("x").asInt() + x) + ","
                                + (place.path("y").asInt() + y);
                        assertThat(taken.add(cell)).as("%s %s", file, cell).isTrue();
                    }
                }
            }
        }
    }

    @Test
    void everyDashboardIsLoaded() throws IOException {
        List<String> loaded = new ArrayList<>();
        YAML.readTree(MONITORING.resolve("kustomization.yaml").toFile())
                .at("/configMapGenerator/0/files")
                .forEach(file -> loaded.add(file.asText()));

        assertThat(loaded)
                .isEqualTo(dashboards().stream()
                        .map(file -> MONITORING.relativize(file).toString())
                        .toList());
    }

    @Test
    void everyAlertSaysWhatIsTheMatterAndWhatToDo() throws IOException {
        JsonNode rules =
                YAML.readTree(MONITORING.resolve("alerts.yaml").toFile()).at("/spec/groups/0/rules");

        Set<String> names = new HashSet<>();
        assertThat(rules).isNotEmpty().allSatisfy(rule -> {
            assertThat(names.add(rule.path("alert").asText())).isTrue();
            assertThat(rule.at("/labels/severity").asText()).isIn("warning", "critical");
            for (String text : List.of("summary", "description", "action")) {
                assertThat(rule.path("annotations").path(text).asText())
                        .as(rule.path("alert").asText() + " " + text)
                        .isNotBlank();
            }
        });
    }
}
