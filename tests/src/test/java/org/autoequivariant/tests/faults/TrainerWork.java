package org.autoequivariant.tests.faults;

import org.autoequivariant.local.cluster.Member;
import org.autoequivariant.tests.Metrics;

/**
 * What a trainer's metrics say it is at.
 *
 * @param inFlight jobs it has
 * @param answered jobs it has had
 */
record TrainerWork(double inFlight, double answered) {

    static TrainerWork of(Member trainer) throws InterruptedException {
        Metrics metrics = Metrics.of(trainer);
        return new TrainerWork(metrics.sum("aen_trainer_in_flight"), metrics.sum("aen_trainer_jobs_seconds_count"));
    }
}
