package org.autoequivariant.web;

import java.time.Duration;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;

/** Something behind the door. */
@Path("sample")
@Blocking
public class Sample {

    static final String PATH = "/sample";

    @GET
    public String read() {
        return "read";
    }

    @POST
    public int write(byte[] body) {
        return body.length;
    }

    @GET
    @Path("events")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public Multi<String> events() {
        return Multi.createFrom().ticks().every(Duration.ofMillis(50)).map(String::valueOf);
    }
}
