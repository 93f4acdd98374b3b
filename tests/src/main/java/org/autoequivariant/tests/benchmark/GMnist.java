package org.autoequivariant.tests.benchmark;

import java.io.IOException;
import java.net.URI;
import java.util.Optional;

import dev.failsafe.RetryPolicy;

import org.autoequivariant.contracts.DataSet;
import org.autoequivariant.contracts.Manifest;
import org.autoequivariant.contracts.Protocol;
import org.autoequivariant.local.Http;
import org.autoequivariant.local.cluster.Cluster;
import org.autoequivariant.local.cluster.Home;
import org.autoequivariant.symmetry.State;
import org.autoequivariant.trainer.shard.DataSets;
import org.autoequivariant.trainer.shard.DatasetService;
import org.autoequivariant.trainer.training.Training;

/**
 * Real digits, turned and mirrored, as a cluster's dataset-service gives them out.
 *
 * @param service where that is
 * @param dataSet what they are called
 */
record GMnist(URI service, DataSet dataSet) {

    private static final State AUGMENTATION = State.parse("rotation,horizontal-flip,vertical-flip");

    /** Makes them if they are not there. */
    static GMnist of(Cluster cluster) throws InterruptedException {
        URI service = cluster.endpoints().dataSets();
        Manifest manifest =
                new Http().get(service.resolve("/datasets/g-mnist/" + AUGMENTATION + "?seed=0"), Manifest.class);
        return new GMnist(service, manifest.dataSet());
    }

    /** The images of a protocol, as a trainer reads them. */
    Training.Data images(Home home, Protocol protocol) throws IOException, InterruptedException {
        return new DataSets(new DatasetService(service, Optional.empty()), home.at("shards"), RetryPolicy.ofDefaults())
                .data(dataSet, protocol);
    }
}
