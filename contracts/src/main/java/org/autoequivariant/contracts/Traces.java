package org.autoequivariant.contracts;

import java.nio.charset.StandardCharsets;
import java.util.stream.StreamSupport;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.baggage.propagation.W3CBaggagePropagator;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * Traces in records' headers (W3C traceparent, tracestate, baggage). Who reads a record goes on with its trace; what is
 * written meanwhile by the same thread hands it on. Where telemetry is off no span is made, and a trace that somebody
 * else began is handed on all the same.
 */
public final class Traces {

    private static final TextMapPropagator HEADERS =
            TextMapPropagator.composite(W3CTraceContextPropagator.getInstance(), W3CBaggagePropagator.getInstance());

    private static final TextMapGetter<Headers> GETTER = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(Headers headers) {
            return StreamSupport.stream(headers.spliterator(), false)
                    .map(Header::key)
                    .toList();
        }

        @Override
        public String get(Headers headers, String name) {
            Header header = headers.lastHeader(name);
            return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
        }
    };

    private final Tracer tracer;

    public Traces(OpenTelemetry telemetry) {
        this.tracer = telemetry.getTracer("org.autoequivariant");
    }

    /** Begins to work on a record; to be closed by the same thread when that is done. */
    public Work read(String topic, Headers headers) {
        Context sender = HEADERS.extract(Context.root(), headers, GETTER);
        Span span = span(topic, "process", SpanKind.CONSUMER, sender);
        return new Work(span, sender.with(span).makeCurrent());
    }

    /** Marks that a record is sent now, and writes the trace into its headers. */
    public void write(String topic, Headers headers) {
        Context now = Context.current();
        Span span = span(topic, "send", SpanKind.PRODUCER, now);
        HEADERS.inject(now.with(span), headers, (into, name, value) -> into.remove(name)
                .add(name, value.getBytes(StandardCharsets.UTF_8)));
        span.end();
    }

    private Span span(String topic, String operation, SpanKind kind, Context parent) {
        return tracer.spanBuilder(operation + " " + topic)
                .setSpanKind(kind)
                .setParent(parent)
                .setAttribute("messaging.system", "kafka")
                .setAttribute("messaging.destination.name", topic)
                .setAttribute("messaging.operation.type", operation)
                .startSpan();
    }

    /** Work on one record. */
    public static final class Work implements AutoCloseable {

        private final Span span;
        private final Scope scope;

        private Work(Span span, Scope scope) {
            this.span = span;
            this.scope = scope;
        }

        /** @param reason why it came to nothing, for a person */
        public void failed(String reason) {
            span.setStatus(StatusCode.ERROR, reason);
        }

        @Override
        public void close() {
            scope.close();
            span.end();
        }
    }
}
