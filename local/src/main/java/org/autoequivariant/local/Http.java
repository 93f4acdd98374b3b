package org.autoequivariant.local;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

import org.autoequivariant.contracts.MalformedMessage;
import org.autoequivariant.contracts.Messages;

/** Talks to the services; a refusal becomes a {@link Failure} with the service's own words. */
public final class Http {

    /** What services beyond this machine want to see; from the environment, so that no process list shows it. */
    private static final Optional<String> TOKEN = Optional.ofNullable(System.getenv("AEN_TOKEN"));

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    /** The fields of a problem document (RFC 9457) a person wants to read. */
    private record Problem(Optional<String> title, Optional<String> detail) {}

    public <T> T get(URI uri, Class<T> type) throws InterruptedException {
        return read(uri, send(request(uri).build()), type);
    }

    public <T> T post(URI uri, Object body, Class<T> type) throws InterruptedException {
        HttpRequest request = Http.request(uri)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(Messages.write(body)))
                .build();
        return read(uri, send(request), type);
    }

    public byte[] bytes(URI uri) throws InterruptedException {
        return send(request(uri).build());
    }

    /** The data of server-sent events, as they come, until the server ends the stream. */
    public Stream<String> events(URI uri) throws IOException, InterruptedException {
        HttpRequest request =
                Http.request(uri).header("Accept", "text/event-stream").build();
        HttpResponse<Stream<String>> response = client.send(request, HttpResponse.BodyHandlers.ofLines());
        if (response.statusCode() != 200) {
            throw new Failure(uri + " answered " + response.statusCode());
        }
        return response.body().filter(line -> line.startsWith("data:")).map(line -> line.substring("data:".length()));
    }

    private static HttpRequest.Builder request(URI uri) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri);
        TOKEN.ifPresent(token -> request.header("Authorization", "Bearer " + token));
        return request;
    }

    private byte[] send(HttpRequest request) throws InterruptedException {
        try {
            HttpResponse<InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                byte[] bytes = body.readAllBytes();
                if (response.statusCode() >= 300) {
                    throw new Failure(explain(request.uri(), response.statusCode(), bytes));
                }
                return bytes;
            }
        } catch (IOException e) {
            throw new Failure("cannot reach " + request.uri() + ": " + e, e);
        }
    }

    private static String explain(URI uri, int status, byte[] body) {
        try {
            Problem problem = Messages.read(body, Problem.class);
            return problem.detail().or(problem::title).orElse(uri + " answered " + status);
        } catch (MalformedMessage e) {
            return uri + " answered " + status + ": " + new String(body, StandardCharsets.UTF_8);
        }
    }

    private static <T> T read(URI uri, byte[] body, Class<T> type) {
        try {
            return Messages.read(body, type);
        } catch (MalformedMessage e) {
            throw new Failure(uri + " gave an answer this command cannot read: " + e.getMessage(), e);
        }
    }
}
