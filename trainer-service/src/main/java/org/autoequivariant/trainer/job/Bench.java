package org.autoequivariant.trainer.job;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import org.autoequivariant.contracts.Evaluation;
import org.autoequivariant.contracts.Protocol;
import org.autoequivariant.contracts.TrainingJob;
import org.autoequivariant.symmetry.WeightSharing;
import org.autoequivariant.trainer.shard.DataSets;
import org.autoequivariant.trainer.training.Training;
import org.autoequivariant.trainer.training.Untrainable;

/**
 * Where jobs are really trained: one at a time, or several in a stack.
 *
 * @param device what it trains on
 * @param name the trainer's name
 * @param codeVersion version of this code
 */
record Bench(Training training, DataSets dataSets, String device, String name, String codeVersion) {

    /**
     * @throws Untrainable if trying again cannot help
     * @throws IOException if the data cannot be had now
     */
    Evaluation.Trained train(TrainingJob job) throws IOException, InterruptedException {
        long start = System.nanoTime();
        WeightSharing sharing = sharing(job);
        Training.Data data = dataSets.data(job.dataSet(), job.protocol());
        return evaluation(job, training.run(sharing, job.protocol(), data), secondsSince(start));
    }

    /**
     * Trains several at once. By one thread of the process only.
     *
     * @param jobs of one data set, their protocols equal but for the seed
     * @return an evaluation for each
     * @throws Untrainable if one of them cannot be trained
     * @throws IOException if the data cannot be had now
     */
    List<Evaluation.Trained> trainStacked(List<TrainingJob> jobs) throws IOException, InterruptedException {
        long start = System.nanoTime();
        List<WeightSharing> sharings = new ArrayList<>();
        for (TrainingJob job : jobs) {
            sharings.add(sharing(job));
        }
        List<Protocol> protocols = jobs.stream().map(TrainingJob::protocol).toList();
        Training.Data data = dataSets.data(jobs.get(0).dataSet(), protocols.get(0));
        List<Training.Result> results = training.runStacked(sharings, protocols, data);
        double share = secondsSince(start) / jobs.size();
        List<Evaluation.Trained> evaluations = new ArrayList<>();
        for (int i = 0; i < jobs.size(); i++) {
            evaluations.add(evaluation(jobs.get(i), results.get(i), share));
        }
        return evaluations;
    }

    private static WeightSharing sharing(TrainingJob job) {
        WeightSharing sharing = WeightSharing.of(job.state());
        if (!sharing.signature().equals(job.signature())) {
            throw new Untrainable("state %s has signature %s, but the job says %s"
                    .formatted(job.state(), sharing.signature(), job.signature()));
        }
        return sharing;
    }

    private static double secondsSince(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    private Evaluation.Trained evaluation(TrainingJob job, Training.Result result, double seconds) {
        return new Evaluation.Trained(
                job.key(),
                job.dataSet(),
                job.state(),
                result.validationAccuracies(),
                result.test(),
                result.parameters(),
                seconds,
                device,
                name,
                codeVersion);
    }
}
