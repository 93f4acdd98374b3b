package org.autoequivariant.local.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import org.autoequivariant.local.Failure;

class PortsTest {

    @Test
    void aFreePortIsGivenOnceAndIsNoneThatOutgoingConnectionsTake() {
        List<Integer> ports =
                IntStream.range(0, 1_000).mapToObj(i -> Ports.free()).toList();

        assertThat(ports).doesNotHaveDuplicates().allMatch(port -> port < 32_768);
    }

    @Test
    void aPortAnswersWhileSomebodyListens() throws IOException {
        int port = Ports.free();

        assertThat(Ports.answers(port)).isFalse();
        try (ServerSocket listening = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assertThat(Ports.answers(listening.getLocalPort())).isTrue();
        }
    }

    @Test
    void aPortInUseIsRefusedWithTheOptionToChange() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> Ports.require(taken.getLocalPort(), "--port"))
                    .isInstanceOf(Failure.class)
                    .hasMessageContaining("port " + taken.getLocalPort())
                    .hasMessageContaining("--port");
        }
    }
}
