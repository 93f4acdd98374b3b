package org.autoequivariant.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class TracesTest {

    private final InMemorySpanExporter spans = InMemorySpanExporter.create();
    private final Traces traces = new Traces(OpenTelemetrySdk.builder()
            .setTracerProvider(SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(spans))
                    .build())
            .build());

    @Test
    void aCandidateIsFollowedFromServiceToService() {
        // When a record leads to the next, and nothing else joins them
        RecordHeaders sent = new RecordHeaders();
        traces.write("aen.candidates", sent);
        for (String next : List.of("aen.training-jobs", "aen.evaluations", "aen.rewards")) {
            sent = handled(next, sent);
        }

        // Then each span is the child of the one before it
        List<SpanData> chain = spans.getFinishedSpanItems();
        assertThat(chain)
                .extracting(SpanData::getTraceId)
                .hasSize(7)
                .containsOnly(chain.get(0).getTraceId());
        SpanData last = chain.get(0);
        assertThat(last.getParentSpanContext().isValid()).isFalse();
        for (int i = 1; i < chain.size(); i += 2) {
            SpanData sending = chain.get(i);
            SpanData processing = chain.get(i + 1);
            assertThat(processing.getName()).startsWith("process ");
            assertThat(processing.getParentSpanId()).isEqualTo(last.getSpanId());
            assertThat(sending.getName()).startsWith("send ");
            assertThat(sending.getParentSpanId()).isEqualTo(processing.getSpanId());
            last = sending;
        }
    }

    private RecordHeaders handled(String topic, RecordHeaders read) {
        RecordHeaders written = new RecordHeaders();
        Traces.Work work = traces.read("before " + topic, read);
        traces.write(topic, written);
        work.close();
        return written;
    }

    @Test
    void oneRecordsTraceDoesNotReachTheNext() {
        RecordHeaders first = new RecordHeaders();
        traces.write("aen.candidates", first);
        traces.read("aen.candidates", first).close();

        traces.write("aen.candidates", new RecordHeaders());

        assertThat(spans.getFinishedSpanItems().get(2).getTraceId())
                .isNotEqualTo(spans.getFinishedSpanItems().get(0).getTraceId());
    }

    @Test
    void whereTelemetryIsOffNoTraceBegins() {
        RecordHeaders headers = new RecordHeaders();

        new Traces(OpenTelemetry.noop()).write("aen.candidates", headers);

        assertThat(headers).isEmpty();
    }
}
