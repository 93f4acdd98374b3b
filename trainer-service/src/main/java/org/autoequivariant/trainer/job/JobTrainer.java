package org.autoequivariant.trainer.job;

import org.autoequivariant.contracts.Evaluation;
import org.autoequivariant.contracts.TrainingJob;

/** Turns a job into an evaluation. Safe for use by several threads. */
@FunctionalInterface
interface JobTrainer {

    /**
     * @throws org.autoequivariant.trainer.training.Untrainable if trying again cannot help
     * @throws Exception if it can
     */
    Evaluation.Trained train(TrainingJob job) throws Exception;
}
