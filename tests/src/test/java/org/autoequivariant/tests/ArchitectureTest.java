package org.autoequivariant.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may import whom. */
class ArchitectureTest {

    private static final String BASE = "org.autoequivariant.";

    /** Each module's package, and the packages of other modules it may use. */
    private static final Map<String, List<String>> MAY_IMPORT = Map.of(
            "symmetry", List.of(),
            "contracts", List.of("symmetry"),
            "web", List.of("symmetry", "contracts"),
            "dataset", List.of("symmetry", "contracts", "web"),
            "trainer", List.of("symmetry", "contracts", "web"),
            "cache", List.of("symmetry", "contracts", "web"),
            "agent", List.of("symmetry", "contracts", "web"),
            "local", List.of("symmetry", "contracts"),
            "tests", List.of("symmetry", "contracts", "trainer", "local"));

    static Stream<Path> modules() throws IOException {
        try (Stream<Path> folders = Files.list(Path.of(".."))) {
            return folders.filter(folder -> Files.isDirectory(folder.resolve("src/main/java"))).toList().stream();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("modules")
    void aModuleImportsOnlyWhatItMay(Path module) {
        JavaClasses classes = new ClassFileImporter().importPath(module.resolve("target/classes"));

        assertThat(classes).isNotEmpty();
        for (JavaClass javaClass : classes) {
            String own = topPackage(javaClass);
            assertThat(javaClass.getDirectDependenciesFromSelf().stream()
                            .map(dependency -> dependency.getTargetClass().getBaseComponentType())
                            .filter(target -> target.getName().startsWith(BASE))
                            .map(ArchitectureTest::topPackage)
                            .filter(target -> !target.equals(own))
                            .distinct())
                    .as(javaClass.getName())
                    .isSubsetOf(MAY_IMPORT.get(own));
        }
    }

    private static String topPackage(JavaClass javaClass) {
        String rest = javaClass.getPackageName().substring(BASE.length());
        int dot = rest.indexOf('.');
        return dot < 0 ? rest : rest.substring(0, dot);
    }
}
