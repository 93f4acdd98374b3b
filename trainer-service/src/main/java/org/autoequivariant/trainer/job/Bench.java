package org.autoequivariant.trainer.job;

import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;

import org.autoequivariant.contracts.Evaluation;
import org.autoequivariant.contracts.Protocol;
import org.autoequivariant.contracts.TrainingJob;
import org.autoequivariant.symmetry.WeightSharing;
import org.autoequivariant.trainer.network.TiedNetwork;
import org.autoequivariant.trainer.shard.DataSets;
import org.autoequivariant.trainer.training.Training;
import org.autoequivariant.trainer.training.Untrainable;

/**
 * Where jobs are really trained: on a CPU one at a time, on a GPU in stacks.
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
     * What can be known of a job without its data.
     *
     * @throws Untrainable if its state is not the network it says
     */
    Candidate candidate(TrainingJob job) {
        return new Candidate(job, TiedNetwork.of(sharing(job)));
    }

    /**
     * Trains several at once.
     *
     * @param candidates of one data set, their protocols equal but for the seed
     * @return an evaluation for each
     * @throws Untrainable if one of them cannot be trained
     * @throws IOException if the data cannot be had now
     */
    List<Evaluation.Trained> trainStacked(List<Candidate> candidates) throws IOException, InterruptedException {
        long start = System.nanoTime();
        List<Protocol> protocols =
                candidates.stream().map(candidate -> candidate.job().protocol()).toList();
        Training.Data data = dataSets.data(candidates.get(0).job().dataSet(), protocols.get(0));
        List<Training.Result> results =
                training.runStacked(candidates.stream().map(Candidate::network).toList(), protocols, data);
        double share = secondsSince(start) / candidates.size();
        return IntStream.range(0, candidates.size())
                .mapToObj(i -> evaluation(candidates.get(i).job(), results.get(i), share))
                .toList();
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
