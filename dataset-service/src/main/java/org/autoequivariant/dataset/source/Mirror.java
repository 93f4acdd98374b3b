package org.autoequivariant.dataset.source;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.zip.GZIPInputStream;

/** A public mirror; mirrors hold every file gzipped. */
record Mirror(String collection, URI base) implements Place {

    private static final HttpClient HTTP = HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(5))
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();

    @Override
    public boolean holds(String other) {
        return collection.equals(other);
    }

    @Override
    public byte[] read(RawFile file) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(uri(file)).timeout(Duration.ofMinutes(2)).build();
        HttpResponse<byte[]> response = HTTP.send(request, HttpResponse.BodyHandlers.ofByteArray());
        if (response.statusCode() != 200) {
            throw new IOException("answered " + response.statusCode());
        }
        if (file.isGzip()) {
            return response.body();
        }
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(response.body()))) {
            return in.readAllBytes();
        }
    }

    private URI uri(RawFile file) {
        return base.resolve(file.isGzip() ? file.name() : file.name() + ".gz");
    }

    @Override
    public String describe(RawFile file) {
        return "mirror " + uri(file);
    }
}
