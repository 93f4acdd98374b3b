package org.autoequivariant.local.dataset;

import java.net.URI;

import org.autoequivariant.contracts.DataSetName;
import org.autoequivariant.contracts.Manifest;
import org.autoequivariant.local.Http;

/** Client of dataset-service. */
public final class DataSets {

    private final Http http = new Http();
    private final URI service;

    public DataSets(URI service) {
        this.service = service;
    }

    /** The data set's manifest; made first if this is the first time it is asked for. */
    public Manifest manifest(DataSetName name) throws InterruptedException {
        return http.get(resource(name, ""), Manifest.class);
    }

    byte[] contactSheet(DataSetName name) throws InterruptedException {
        return http.bytes(resource(name, "/contact-sheet.png"));
    }

    byte[] idx(DataSetName name, String file) throws InterruptedException {
        return http.bytes(resource(name, "/idx/" + file));
    }

    private URI resource(DataSetName name, String rest) {
        return service.resolve(
                "/datasets/" + name.family().label() + "/" + name.augmentation() + rest + "?seed=" + name.seed());
    }
}
