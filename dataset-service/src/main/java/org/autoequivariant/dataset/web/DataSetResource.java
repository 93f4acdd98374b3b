package org.autoequivariant.dataset.web;

import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;

import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.ServiceUnavailableException;
import jakarta.ws.rs.core.CacheControl;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;

import io.smallrye.common.annotation.Blocking;

import org.autoequivariant.contracts.DataSetName;
import org.autoequivariant.contracts.Manifest;
import org.autoequivariant.dataset.export.ContactSheet;
import org.autoequivariant.dataset.idx.Idx;
import org.autoequivariant.dataset.idx.LabelledImages;
import org.autoequivariant.dataset.shard.DataSets;
import org.autoequivariant.dataset.source.RawFile;
import org.autoequivariant.dataset.source.SourceUnavailable;

/** Augmented data sets over HTTP. */
@Path("/")
@Blocking
public class DataSetResource {

    private static final int YEAR_SECONDS = 31_536_000;

    private final DataSets dataSets;

    DataSetResource(DataSets dataSets) {
        this.dataSets = dataSets;
    }

    /** The manifest; the data set is made when first asked for. */
    @GET
    @Path("datasets/{family}/{augmentation}")
    @Produces(MediaType.APPLICATION_JSON)
    public Response manifest(
            @PathParam("family") String family,
            @PathParam("augmentation") String augmentation,
            @QueryParam("seed") @DefaultValue("0") String seed,
            @Context Request request) {
        Manifest manifest = manifest(name(family, augmentation, seed));
        EntityTag tag = new EntityTag(manifest.dataSet().fingerprint());
        Response.ResponseBuilder unchanged = request.evaluatePreconditions(tag);
        return (unchanged != null ? unchanged : Response.ok(manifest)).tag(tag).build();
    }

    /** A shard's bytes; its address names its content, so it may be kept for ever. */
    @GET
    @Path("shards/{fingerprint}/{file}")
    @Produces(MediaType.APPLICATION_OCTET_STREAM)
    public Response shard(
            @PathParam("fingerprint") String fingerprint, @PathParam("file") String file, @Context Request request)
            throws IOException {
        byte[] bytes = dataSets.shard(fingerprint, file)
                .orElseThrow(
                        () -> new NotFoundException("there is no shard " + file + " of a data set " + fingerprint));
        EntityTag tag = new EntityTag(RawFile.digest(bytes));
        CacheControl forEver = new CacheControl();
        forEver.setMaxAge(YEAR_SECONDS);
        forEver.setNoTransform(false);
        forEver.getCacheExtension().put("immutable", "");
        Response.ResponseBuilder unchanged = request.evaluatePreconditions(tag);
        return (unchanged != null ? unchanged : Response.ok(bytes))
                .tag(tag)
                .cacheControl(forEver)
                .build();
    }

    /** A picture of samples. */
    @GET
    @Path("datasets/{family}/{augmentation}/contact-sheet.png")
    @Produces("image/png")
    public byte[] contactSheet(
            @PathParam("family") String family,
            @PathParam("augmentation") String augmentation,
            @QueryParam("seed") @DefaultValue("0") String seed)
            throws IOException {
        DataSetName name = name(family, augmentation, seed);
        return ContactSheet.draw(name, images(name, Manifest.Split.TEST));
    }

    /** One split's images or labels as a gzipped IDX file, such as {@code test-images-idx3-ubyte.gz}. */
    @GET
    @Path("datasets/{family}/{augmentation}/idx/{split}-{content: images-idx3|labels-idx1}-ubyte.gz")
    @Produces("application/gzip")
    public byte[] idx(
            @PathParam("family") String family,
            @PathParam("augmentation") String augmentation,
            @PathParam("split") String split,
            @PathParam("content") String content,
            @QueryParam("seed") @DefaultValue("0") String seed)
            throws IOException {
        LabelledImages images = images(name(family, augmentation, seed), split(split));
        return content.startsWith("images") ? Idx.write(images.pixels()) : Idx.write(images.labels());
    }

    static Manifest.Split split(String text) {
        return Arrays.stream(Manifest.Split.values())
                .filter(split -> split.name().toLowerCase(Locale.ROOT).equals(text))
                .findFirst()
                .orElseThrow(() ->
                        new BadRequestException("unknown split '" + text + "'; there are train, validation and test"));
    }

    /** The seed comes as text: a number that does not parse would be a 404 by the rules of JAX-RS. */
    static DataSetName name(String family, String augmentation, String seed) {
        try {
            return new DataSetName(
                    DataSetName.Family.parse(family), DataSetName.augmentation(augmentation), DataSetName.seed(seed));
        } catch (IllegalArgumentException e) {
            throw new BadRequestException(e.getMessage(), e);
        }
    }

    private Manifest manifest(DataSetName name) {
        try {
            return dataSets.manifest(name);
        } catch (SourceUnavailable e) {
            throw new ServiceUnavailableException(e.getMessage(), (Long) null, e);
        }
    }

    private LabelledImages images(DataSetName name, Manifest.Split split) throws IOException {
        manifest(name);
        return dataSets.images(name, split);
    }
}
