package org.autoequivariant.trainer.shard;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

import org.autoequivariant.contracts.DataSetName;
import org.autoequivariant.contracts.MalformedMessage;
import org.autoequivariant.contracts.Manifest;
import org.autoequivariant.contracts.Messages;
import org.autoequivariant.trainer.training.Untrainable;
import org.autoequivariant.web.BearerToken;

/** What trainers ask dataset-service for. */
public final class DatasetService {

    /** Generous: the first request for a data set makes it, and may fetch the originals. */
    private static final Duration MANIFEST_TIMEOUT = Duration.ofMinutes(5);

    private static final Duration SHARD_TIMEOUT = Duration.ofMinutes(1);

    private final String url;
    private final Optional<BearerToken> token;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    /**
     * @param url where it is, such as {@code http://127.0.0.1:8081}
     * @param token what lets this trainer in, if that is needed
     */
    public DatasetService(URI url, Optional<BearerToken> token) {
        this.url = url.toString().replaceAll("/+$", "");
        this.token = token;
    }

    /**
     * @throws Untrainable if it refuses
     * @throws IOException if it cannot be reached, or cannot answer now
     */
    Manifest manifest(DataSetName name) throws IOException, InterruptedException {
        String path = "/datasets/%s/%s?seed=%d".formatted(name.family().label(), name.augmentation(), name.seed());
        try {
            return Messages.read(get(path, MANIFEST_TIMEOUT), Manifest.class);
        } catch (MalformedMessage e) {
            throw new IOException("dataset-service's manifest of " + name + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** As {@link #manifest}. */
    byte[] shard(Manifest.Shard shard) throws IOException, InterruptedException {
        return get(shard.path(), SHARD_TIMEOUT);
    }

    private byte[] get(String path, Duration timeout) throws IOException, InterruptedException {
        URI uri = URI.create(url + (path.startsWith("/") ? "" : "/") + path);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(timeout);
        token.ifPresent(secret -> request.header("Authorization", secret.authorization()));
        HttpResponse<byte[]> response;
        try {
            response = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new IOException("cannot get " + uri + ": " + e, e);
        }
        int status = response.statusCode();
        if (status == 200) {
            return response.body();
        }
        String answer = "%s answers %d: %s".formatted(uri, status, abbreviate(response.body()));
        // These may pass: too early, too many, and whatever is the server's fault.
        if (status == 408 || status == 425 || status == 429 || status >= 500) {
            throw new IOException(answer);
        }
        throw new Untrainable(answer);
    }

    private static String abbreviate(byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8);
        return text.length() <= 500 ? text : text.substring(0, 500) + "…";
    }
}
