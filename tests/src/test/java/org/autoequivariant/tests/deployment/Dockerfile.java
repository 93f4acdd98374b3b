package org.autoequivariant.tests.deployment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;

/** The instructions of a Dockerfile, without comments, each on one line. */
record Dockerfile(List<Instruction> instructions) {

    /** The root of the repository, which images are built from. */
    static final Path ROOT = Path.of("..");

    private static final ObjectMapper JSON = new ObjectMapper();

    record Instruction(String name, String arguments) {

        /** The words of the exec form that {@code prefix} precedes. */
        List<String> exec(String prefix) {
            int start = arguments.indexOf(prefix + "[");
            try {
                return JSON.readValue(arguments.substring(start + prefix.length()), new TypeReference<>() {});
            } catch (JsonProcessingException | StringIndexOutOfBoundsException e) {
                throw new AssertionError(name + " is not in exec form: " + arguments, e);
            }
        }
    }

    static Dockerfile of(DeployedService service) {
        try {
            String text = Files.readString(ROOT.resolve(service.module()).resolve("Dockerfile"));
            return new Dockerfile(text.replaceAll("(?m)^#.*\n", "")
                    .replaceAll("\\\\\n\\s*", "")
                    .lines()
                    .filter(line -> !line.isBlank())
                    .map(line -> line.split(" ", 2))
                    .map(words -> new Instruction(words[0], words[1].strip()))
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Stream<Instruction> all(String name) {
        return instructions.stream().filter(instruction -> instruction.name().equals(name));
    }

    /** The one such instruction of the image itself. */
    Instruction only(String name) {
        List<Instruction> found = image().all(name).toList();
        if (found.size() != 1) {
            throw new AssertionError(name + " is there " + found.size() + " times");
        }
        return found.get(0);
    }

    /** The last stage: what is run. */
    Dockerfile image() {
        return new Dockerfile(instructions.subList(lastIndexOf("FROM"), instructions.size()));
    }

    /** The first stage. */
    Dockerfile dependencies() {
        List<Instruction> from = instructions.subList(
                instructions.indexOf(all("FROM").findFirst().orElseThrow()), instructions.size());
        int next = 1;
        while (!from.get(next).name().equals("FROM")) {
            next++;
        }
        return new Dockerfile(List.copyOf(from.subList(0, next)));
    }

    /** The environment the image sets. */
    Map<String, String> environment() {
        Map<String, String> environment = new LinkedHashMap<>();
        for (String assignment : only("ENV").arguments().split(" ")) {
            String[] parts = assignment.split("=", 2);
            environment.put(parts[0], parts[1]);
        }
        return environment;
    }

    /** Images of others it is built from. */
    List<String> bases() {
        List<String> stages = new ArrayList<>();
        List<String> bases = new ArrayList<>();
        all("FROM").map(from -> from.arguments().split(" AS ")).forEach(words -> {
            if (!stages.contains(words[0]) && !words[0].startsWith("$")) {
                bases.add(words[0]);
            }
            if (words.length > 1) {
                stages.add(words[1]);
            }
        });
        return bases;
    }

    private int lastIndexOf(String name) {
        int index = instructions.size() - 1;
        while (!instructions.get(index).name().equals(name)) {
            index--;
        }
        return index;
    }
}
