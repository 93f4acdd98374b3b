package org.autoequivariant.trainer.job;

import org.autoequivariant.contracts.TrainingJob;
import org.autoequivariant.trainer.network.TiedNetwork;

/** A job, and the network its state makes. */
record Candidate(TrainingJob job, TiedNetwork network) {

    /** Whether both can be trained at once, and should be. */
    boolean stacksWith(Candidate other) {
        return job.dataSet().equals(other.job.dataSet())
                && job.protocol().withSeed(0).equals(other.job.protocol().withSeed(0))
                && network.isOfASizeWith(other.network);
    }
}
