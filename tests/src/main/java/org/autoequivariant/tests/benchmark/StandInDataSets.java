package org.autoequivariant.tests.benchmark;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import org.autoequivariant.contracts.DataSet;
import org.autoequivariant.contracts.DataSetName;
import org.autoequivariant.contracts.Manifest;
import org.autoequivariant.contracts.Messages;
import org.autoequivariant.symmetry.State;

/** Manifests of data sets nobody made: an agent only needs their fingerprints. */
final class StandInDataSets implements AutoCloseable {

    private final HttpServer server;

    StandInDataSets() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/datasets/", StandInDataSets::answer);
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** The data set of a seed; each seed has a fingerprint of its own. */
    static DataSet ofSeed(long seed) {
        return new DataSet(
                new DataSetName(DataSetName.Family.G_MNIST, State.parse("011000100001"), seed),
                "%016x".formatted(seed));
    }

    private static void answer(HttpExchange exchange) throws IOException {
        String query = exchange.getRequestURI().getQuery();
        long seed = Long.parseLong(query.substring(query.indexOf('=') + 1));
        byte[] manifest = Messages.write(new Manifest(ofSeed(seed), List.of(), "simulated"));
        exchange.sendResponseHeaders(200, manifest.length);
        try (var body = exchange.getResponseBody()) {
            body.write(manifest);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
