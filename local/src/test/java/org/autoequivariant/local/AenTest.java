package org.autoequivariant.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AenTest {

    private record Run(int code, String out, String err) {

        static Run of(String... args) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ByteArrayOutputStream err = new ByteArrayOutputStream();
            PrintStream originalOut = System.out;
            PrintStream originalErr = System.err;
            System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
            try {
                int code = Aen.execute(args);
                return new Run(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
            } finally {
                System.setOut(originalOut);
                System.setErr(originalErr);
            }
        }
    }

    @Test
    void orbitsPrintsTheFieldsAMachineReads() throws Exception {
        Run run = Run.of("orbits", "010000100001", "--json");

        JsonNode json = new ObjectMapper().readTree(run.out());
        assertThat(run.code()).isZero();
        assertThat(json.get("state").asText()).isEqualTo("010000100001");
        assertThat(json.get("symmetries").size()).isEqualTo(3);
        assertThat(json.get("orbits").get(0).asInt()).isEqualTo(58_800);
        assertThat(json.get("orbits").get(1).asInt()).isEqualTo(30_000);
        assertThat(json.get("parameters").asInt()).isEqualTo(93_010);
        assertThat(json.get("signature").asText()).hasSize(16);
    }

    @ParameterizedTest(name = "aen {0}: {1}")
    @CsvSource({
        "orbits 0101,has 4",
        "orbits,either a state or --classes",
        "orbits 010000000000 --classes,either a state or --classes",
        "orbits mirror,unknown symmetry",
        "search g-cifar,g-fashion-mnist",
        "search g-mnist --augmentation aug9,aug0 to aug5",
        "search g-mnist --states 0,states must be between 1 and 4096",
        "search g-mnist --states many,--states",
        "search g-mnist --trainers 0,trainers must be between 1 and 64",
        "search g-mnist --trainers 65,trainers must be between 1 and 64",
        "search g-mnist --capacity 65,capacity must be between",
        "search g-mnist --recipe burnt,unknown recipe",
        "search,DATASET",
        "extend some-search,--states",
        "dead-letters requeue,either ids or --all",
        "dead-letters requeue --all 0-1,either ids or --all",
        "topics --replication 0,replication must be at least 1",
        "topics --replication many,--replication",
        "find,find",
    })
    void whatIsImpossibleIsRefusedWithAReasonAndCode2(String command, String reason) {
        Run run = Run.of(command.split(" "));

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains(reason).contains("--help").doesNotContain("starting the cluster");
    }

    @ParameterizedTest
    @CsvSource({
        "--help",
        "search --help",
        "orbits --help",
        "resume --help",
        "searches --help",
        "dataset --help",
        "up --help",
        "topics --help"
    })
    void everyCommandExplainsItself(String command) {
        Run run = Run.of(command.split(" "));

        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("Usage: aen");
    }
}
