package org.autoequivariant.tests.benchmark;

import org.autoequivariant.contracts.DataSet;
import org.autoequivariant.contracts.DataSetName;
import org.autoequivariant.local.cluster.Cluster;
import org.autoequivariant.local.dataset.DataSets;
import org.autoequivariant.symmetry.State;

/** The real digits benchmarks train on, turned and mirrored. */
final class GMnist {

    private static final DataSetName NAME =
            new DataSetName(DataSetName.Family.G_MNIST, State.parse("rotation,horizontal-flip,vertical-flip"), 0);

    private GMnist() {}

    /** As a cluster's dataset-service has them; made if they are not there. */
    static DataSet of(Cluster cluster) throws InterruptedException {
        return new DataSets(cluster.endpoints().dataSets()).manifest(NAME).dataSet();
    }
}
