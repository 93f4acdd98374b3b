package org.autoequivariant.agent.dataset;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.faulttolerance.Retry;

import org.autoequivariant.agent.AgentConfig;
import org.autoequivariant.contracts.DataSet;
import org.autoequivariant.contracts.DataSetName;
import org.autoequivariant.contracts.MalformedMessage;
import org.autoequivariant.contracts.Manifest;
import org.autoequivariant.contracts.Messages;
import org.autoequivariant.web.BearerToken;

/** Asks dataset-service which exact data set a name stands for. */
@ApplicationScoped
public class DataSets {

    private final AgentConfig config;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    DataSets(AgentConfig config) {
        this.config = config;
    }

    /**
     * Waits for dataset-service as long as it is away.
     *
     * @throws DataSetRefused if it knows no such data set
     */
    @Retry(
            maxRetries = -1,
            delay = 1,
            delayUnit = ChronoUnit.SECONDS,
            maxDuration = 1,
            durationUnit = ChronoUnit.HOURS,
            abortOn = DataSetRefused.class)
    public DataSet find(DataSetName name) {
        URI uri = config.dataSetUrl()
                .resolve("/datasets/" + name.family().label() + "/" + name.augmentation() + "?seed=" + name.seed());
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(Duration.ofMinutes(5));
            config.dataSetToken()
                    .ifPresent(token -> request.header(
                            "Authorization",
                            BearerToken.of("aen.dataset.token", token).authorization()));
            HttpResponse<byte[]> response = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            if (response.statusCode() >= 400 && response.statusCode() < 500) {
                throw new DataSetRefused(
                        "dataset-service refuses " + name + ": " + new String(response.body(), StandardCharsets.UTF_8));
            }
            return Messages.read(response.body(), Manifest.class).dataSet();
        } catch (IOException e) {
            throw new UncheckedIOException("dataset-service cannot be reached at " + uri, e);
        } catch (MalformedMessage e) {
            throw new UncheckedIOException(new IOException("dataset-service gave no manifest for " + name, e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DataSetRefused("interrupted while asking for " + name);
        }
    }
}
