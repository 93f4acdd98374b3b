package org.autoequivariant.dataset.source;

import java.io.IOException;
import java.io.InputStream;
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
        HttpResponse<InputStream> response = HTTP.send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            if (response.statusCode() != 200) {
                throw new IOException("answered " + response.statusCode());
            }
            try (InputStream plain = file.isGzip() ? body : new GZIPInputStream(body)) {
                return RawFile.bytes(plain);
            }
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
