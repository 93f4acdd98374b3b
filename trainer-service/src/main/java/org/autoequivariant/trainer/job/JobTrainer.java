package org.autoequivariant.trainer.job;

import org.autoequivariant.contracts.Evaluation;
import org.autoequivariant.contracts.TrainingJob;
import org.autoequivariant.symmetry.WeightSharing;
import org.autoequivariant.trainer.shard.DataSets;
import org.autoequivariant.trainer.training.Training;
import org.autoequivariant.trainer.training.Untrainable;

/** Turns a job into its evaluation, once. */
interface JobTrainer {

    /**
     * @throws Untrainable if trying again cannot help
     * @throws Exception if it might
     * @throws InterruptedException if the thread is interrupted
     */
    Evaluation.Trained train(TrainingJob job) throws Exception;

    /**
     * The real one.
     *
     * @param device what it trains on
     * @param name the trainer's name
     * @param codeVersion version of this code
     */
    static JobTrainer of(Training training, String device, DataSets dataSets, String name, String codeVersion) {
        return job -> {
            long start = System.nanoTime();
            WeightSharing sharing = WeightSharing.of(job.state());
            if (!sharing.signature().equals(job.signature())) {
                throw new Untrainable("state %s has signature %s, but the job says %s"
                        .formatted(job.state(), sharing.signature(), job.signature()));
            }
            Training.Data data = dataSets.data(job.dataSet(), job.protocol());
            Training.Result result = training.run(sharing, job.protocol(), data);
            return new Evaluation.Trained(
                    job.key(),
                    job.dataSet(),
                    job.state(),
                    result.validationAccuracies(),
                    result.test(),
                    result.parameters(),
                    (System.nanoTime() - start) / 1e9,
                    device,
                    name,
                    codeVersion);
        };
    }
}
