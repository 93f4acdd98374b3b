package org.autoequivariant.local.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

import org.autoequivariant.local.Failure;

/** Ports of this machine's loopback address. */
public final class Ports {

    // Below those a system gives to outgoing connections (from 32768 on Linux, 49152 elsewhere): one of them could be
    // taken by any connection before the process it was meant for listens on it.
    private static final int FIRST = 20_000;
    private static final int LAST = 29_999;

    // A port is bound some time after it was given, so none is given twice.
    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private Ports() {}

    /** A port nobody listens on, another one at each call. */
    public static int free() {
        return ThreadLocalRandom.current()
                .ints(FIRST, LAST + 1)
                .limit(LAST - FIRST + 1L)
                .filter(port -> bindable(port) && GIVEN.add(port))
                .findFirst()
                .orElseThrow(() -> new Failure("no port from " + FIRST + " to " + LAST + " is free"));
    }

    private static boolean bindable(int port) {
        try {
            bind(port);
            return true;
        } catch (IOException taken) {
            return false;
        }
    }

    private static void bind(int port) throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        }
    }

    /** @throws Failure if somebody listens on {@code port} */
    static int require(int port, String option) {
        try {
            bind(port);
            return port;
        } catch (IOException | IllegalArgumentException e) {
            throw new Failure(
                    "port " + port + " cannot be used (" + e.getMessage() + "); give another with " + option
                            + ", or leave it out for a free one",
                    e);
        }
    }

    /** Whether somebody listens on {@code port}. */
    public static boolean answers(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
