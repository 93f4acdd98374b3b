package org.autoequivariant.dataset;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Singleton;

import io.quarkus.runtime.Startup;

import org.autoequivariant.dataset.shard.DataSets;
import org.autoequivariant.dataset.source.Originals;
import org.autoequivariant.dataset.source.RawFile;

/** Puts the service together from its settings. */
@ApplicationScoped
class DataSetService {

    @Startup
    @Singleton
    DataSets dataSets(DataSetConfig config) {
        DataSetConfig checked = DataSetConfig.validated(config);
        Originals originals =
                Originals.in(checked.folder().resolve("raw"), checked.source(), checked.online(), RawFile.all());
        return new DataSets(checked.folder(), checked.shardSize(), originals);
    }
}
