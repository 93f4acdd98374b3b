package org.autoequivariant.local.verify;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

import org.autoequivariant.contracts.Candidate;
import org.autoequivariant.contracts.DeadLetter;
import org.autoequivariant.contracts.Delivery;
import org.autoequivariant.contracts.Evaluation;
import org.autoequivariant.contracts.EvaluationKey;
import org.autoequivariant.contracts.Purpose;
import org.autoequivariant.contracts.Reward;
import org.autoequivariant.contracts.RewardUnit;
import org.autoequivariant.contracts.SearchStatus;
import org.autoequivariant.contracts.Topic;
import org.autoequivariant.contracts.TrainingJob;
import org.autoequivariant.contracts.replay.Violation;
import org.autoequivariant.local.verify.Ledger.Logged;

/** What the records of the topics must have in common, whatever died and came back while they were written. */
final class Promises {

    /** Names what a search asked. */
    private record Request(String search, Purpose purpose, int step, EvaluationKey key) {

        static Request of(Candidate candidate) {
            return new Request(candidate.search(), candidate.purpose(), candidate.step(), candidate.key());
        }

        static Request of(Reward reward) {
            return new Request(reward.search(), reward.purpose(), reward.step(), reward.key());
        }
    }

    private final Ledger ledger;
    private final Map<EvaluationKey, List<Logged<Evaluation>>> evaluations;
    /** The first of each request: the one that counts. */
    private final Map<Request, Logged<Reward>> rewards = new LinkedHashMap<>();

    Promises(Ledger ledger) {
        this.ledger = ledger;
        this.evaluations = ledger.evaluations.stream()
                .collect(Collectors.groupingBy(logged -> logged.message().key()));
        ledger.rewards.forEach(logged -> rewards.putIfAbsent(Request.of(logged.message()), logged));
    }

    List<Finding> all() {
        return List.of(
                everyUnreadableRecordIsADeadLetter(),
                everyCandidateOfAFinishedSearchHasAReward(),
                everyRewardAnswersACandidateOnce(),
                accuraciesAreTheEvaluations(),
                rewardsAreEquation18(),
                networksAreTrainedOnce());
    }

    private Finding everyUnreadableRecordIsADeadLetter() {
        Set<List<String>> letters = ledger.deadLetters().stream()
                .map(letter -> List.of(
                        header(letter, DeadLetter.TOPIC),
                        header(letter, DeadLetter.PARTITION),
                        header(letter, DeadLetter.OFFSET)))
                .collect(Collectors.toSet());
        List<Violation> broken = ledger.unreadable().stream()
                .filter(unreadable -> !letters.contains(List.of(
                        unreadable.record().topic(),
                        String.valueOf(unreadable.record().partition()),
                        String.valueOf(unreadable.record().offset()))))
                .map(unreadable -> new Violation(
                        unreadable.record().topic(),
                        unreadable.record().partition(),
                        unreadable.record().offset(),
                        "it is lost: " + unreadable.reason() + ", and no dead letter says so"))
                .toList();
        String promise = "a record that cannot be read is a dead letter";
        return ledger.isWhole(Topic.DEAD_LETTERS)
                ? Finding.of(promise, ledger.unreadable().size(), broken)
                : Finding.unchecked(promise, "old dead letters are gone");
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    private Finding everyCandidateOfAFinishedSearchHasAReward() {
        Map<Request, Logged<Candidate>> asked = new LinkedHashMap<>();
        ledger.candidates.forEach(logged -> asked.putIfAbsent(Request.of(logged.message()), logged));
        List<Violation> broken = new ArrayList<>();
        int waiting = 0;
        for (Map.Entry<Request, Logged<Candidate>> entry : asked.entrySet()) {
            if (!rewards.containsKey(entry.getKey())) {
                if (isFinished(entry.getKey().search())) {
                    broken.add(entry.getValue().violation("the search is finished, but this has no reward"));
                } else {
                    waiting++;
                }
            }
        }
        Finding finding = Finding.of("every candidate has a reward", asked.size(), broken);
        return waiting == 0 ? finding : finding.remarking(waiting + " of searches under way wait for theirs");
    }

    private boolean isFinished(String search) {
        SearchStatus status = ledger.statuses.get(search);
        return status != null && status.phase() == SearchStatus.Phase.FINISHED;
    }

    private Finding everyRewardAnswersACandidateOnce() {
        Set<Request> asked = ledger.candidates.stream()
                .map(logged -> Request.of(logged.message()))
                .collect(Collectors.toSet());
        List<Violation> broken = new ArrayList<>();
        int repeated = 0;
        for (Logged<Reward> logged : ledger.rewards) {
            Request request = Request.of(logged.message());
            Logged<Reward> first = rewards.get(request);
            if (first != logged) {
                repeated++;
                if (!alike(first.message(), logged.message())) {
                    broken.add(logged.violation("it contradicts the reward at %d@%d"
                            .formatted(
                                    first.record().partition(), first.record().offset())));
                }
            }
            if (ledger.isWhole(Topic.CANDIDATES) && !asked.contains(request)) {
                broken.add(logged.violation("no candidate asked for it"));
            }
        }
        Finding finding = Finding.of("every reward answers a candidate, and once", ledger.rewards.size(), broken);
        return repeated == 0 ? finding : finding.remarking(repeated + " said again, alike, and count once");
    }

    /** Whether two rewards teach the same. How fast they came and from where may differ. */
    private static boolean alike(Reward first, Reward second) {
        if (first instanceof Reward.Rewarded a && second instanceof Reward.Rewarded b) {
            return a.accuracy() == b.accuracy() && a.baseline() == b.baseline() && a.reward() == b.reward();
        }
        // What could not be had may be had when asked again; only the first counts.
        return true;
    }

    private Finding accuraciesAreTheEvaluations() {
        List<Violation> broken = new ArrayList<>();
        int checked = 0;
        for (Logged<Reward> logged : rewards.values()) {
            if (logged.message() instanceof Reward.Rewarded reward) {
                checked++;
                List<Evaluation.Trained> trained = trained(reward.key());
                if (trained.isEmpty()) {
                    broken.add(logged.violation("there is no evaluation of " + reward.key()));
                } else if (trained.stream().noneMatch(evaluation -> evaluation.accuracy() == reward.accuracy())) {
                    broken.add(logged.violation("its accuracy is %s, but the evaluation's is %s"
                            .formatted(reward.accuracy(), trained.get(0).accuracy())));
                }
            }
        }
        return Finding.of("every reward's accuracy is its evaluation's", checked, broken);
    }

    private List<Evaluation.Trained> trained(EvaluationKey key) {
        return evaluations.getOrDefault(key, List.of()).stream()
                .map(Logged::message)
                .filter(Evaluation.Trained.class::isInstance)
                .map(Evaluation.Trained.class::cast)
                .toList();
    }

    private Finding rewardsAreEquation18() {
        Map<String, Double> searchBaselines = baselines(Purpose.BASELINE);
        Map<String, Double> finalBaselines = baselines(Purpose.FINAL_BASELINE);
        List<Violation> broken = new ArrayList<>();
        int checked = 0;
        for (Logged<Reward> logged : rewards.values()) {
            SearchStatus status = ledger.statuses.get(logged.message().search());
            if (!(logged.message() instanceof Reward.Rewarded reward) || status == null) {
                continue;
            }
            checked++;
            Double baseline =
                    switch (reward.purpose()) {
                        case BASELINE, FINAL_BASELINE -> Double.valueOf(reward.accuracy());
                        case STEP -> searchBaselines.get(reward.search());
                        case RETRAIN, REPEAT -> finalBaselines.get(reward.search());
                    };
            RewardUnit unit = status.settings().rewardUnit();
            if (baseline == null || reward.baseline() != baseline) {
                broken.add(logged.violation(
                        "its baseline is %s, but the search's is %s".formatted(reward.baseline(), baseline)));
            } else if (reward.reward() != unit.reward(reward.accuracy(), baseline)) {
                broken.add(logged.violation("it is %s, but Eq. 18 makes it %s"
                        .formatted(reward.reward(), unit.reward(reward.accuracy(), baseline))));
            }
        }
        return Finding.of("every reward is Eq. 18 of accuracy and baseline", checked, broken);
    }

    private Map<String, Double> baselines(Purpose purpose) {
        Map<String, Double> baselines = new HashMap<>();
        for (Logged<Reward> logged : rewards.values()) {
            if (logged.message() instanceof Reward.Rewarded reward && reward.purpose() == purpose) {
                baselines.putIfAbsent(reward.search(), reward.accuracy());
            }
        }
        return baselines;
    }

    /**
     * Once, and once more at most for each time its job was delivered or issued again, or the broker was lost that gave
     * it out: the next one does not know of that delivery, and calls its own the first.
     */
    private Finding networksAreTrainedOnce() {
        String promise = "every network is trained once, but for what was lost";
        if (!ledger.isWhole(Topic.TRAINING_JOBS)) {
            return Finding.unchecked(promise, "old jobs are gone");
        }
        Map<EvaluationKey, Integer> issued = new HashMap<>();
        Map<EvaluationKey, Integer> forgotten = new HashMap<>();
        for (Logged<TrainingJob> job : ledger.jobs) {
            issued.merge(job.message().key(), 1, Integer::sum);
            forgotten.merge(job.message().key(), ledger.brokersLostSince(job), Math::max);
        }
        List<Violation> broken = new ArrayList<>();
        Set<EvaluationKey> again = new HashSet<>();
        Function<Logged<Evaluation>, Boolean> redelivered =
                logged -> Delivery.read(logged.record().headers()) > 1;
        evaluations.forEach((key, all) -> {
            List<Logged<Evaluation>> trained = all.stream()
                    .filter(logged -> logged.message() instanceof Evaluation.Trained)
                    .toList();
            long allowed = issued.getOrDefault(key, 1)
                    + forgotten.getOrDefault(key, 0)
                    + trained.stream().filter(redelivered::apply).count();
            if (trained.size() > 1) {
                again.add(key);
            }
            trained.stream()
                    .skip(allowed)
                    .forEach(logged -> broken.add(
                            logged.violation(key + " was trained already, and its job was not delivered again")));
        });
        Finding finding = Finding.of(promise, evaluations.size(), broken);
        return again.isEmpty()
                ? finding
                : finding.remarking(again.size() + " trained again after their trainer or the broker was lost");
    }
}
