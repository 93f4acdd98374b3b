package org.autoequivariant.agent.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

import org.autoequivariant.contracts.Evaluation;
import org.autoequivariant.contracts.Reward;
import org.autoequivariant.contracts.SearchStatus.Ranked;
import org.autoequivariant.symmetry.NetworkSignature;
import org.autoequivariant.symmetry.State;

/** What a search knows of the distinct networks it met; of those that do equally well, the smaller comes first. */
final class Ranking {

    private static final Comparator<Ranked> SMALLER_FIRST =
            Comparator.comparingInt(Ranked::parameters).thenComparing(Ranked::state);
    private static final Comparator<Ranked> BY_SEARCH =
            Comparator.comparingDouble(Ranked::searchAccuracy).reversed().thenComparing(SMALLER_FIRST);
    private static final Comparator<Ranked> BY_FINAL = Comparator.comparingDouble(
                    (Ranked network) -> network.finalAccuracy().orElse(-1.0))
            .reversed()
            .thenComparing(BY_SEARCH);

    private record Met(State state, int parameters, double accuracy) {}

    private record Retrained(double accuracy, Optional<Evaluation.TestAccuracy> test) {}

    private final Map<NetworkSignature, Met> met = new HashMap<>();
    private final Map<NetworkSignature, Retrained> retrained = new HashMap<>();
    private final Map<NetworkSignature, Map<Long, Double>> repeated = new HashMap<>();

    /** A network's worth under the search protocol; what came first counts. */
    void meet(NetworkSignature signature, Reward.Rewarded reward) {
        met.putIfAbsent(signature, new Met(reward.nextState(), reward.parameters(), reward.accuracy()));
    }

    /** A network's accuracy under the search protocol; empty if it was not met. */
    OptionalDouble searchAccuracy(NetworkSignature signature) {
        Met known = met.get(signature);
        return known == null ? OptionalDouble.empty() : OptionalDouble.of(known.accuracy());
    }

    /** A network's worth under the final protocol. */
    void retrain(NetworkSignature signature, Reward.Rewarded reward) {
        retrained.put(signature, new Retrained(reward.accuracy(), reward.test()));
        repeat(signature, 0, reward);
    }

    /** A network's worth under the final protocol with another seed. */
    void repeat(NetworkSignature signature, long seed, Reward.Rewarded reward) {
        reward.test().ifPresent(test -> repeated.computeIfAbsent(signature, s -> new TreeMap<>())
                .put(seed, test.atBestEpoch()));
    }

    /** The best by search accuracy, without one network. */
    List<Ranked> best(int count, NetworkSignature without) {
        return top(BY_SEARCH, count, without);
    }

    /** The retrained ones, best first. */
    List<Ranked> bestRetrained(NetworkSignature without) {
        return top(BY_FINAL, Integer.MAX_VALUE, without).stream()
                .filter(network -> network.finalAccuracy().isPresent())
                .toList();
    }

    private List<Ranked> top(Comparator<Ranked> order, int count, NetworkSignature without) {
        List<Ranked> all = new ArrayList<>();
        for (NetworkSignature signature : met.keySet()) {
            if (!signature.equals(without)) {
                all.add(of(signature));
            }
        }
        return all.stream().sorted(order).limit(count).toList();
    }

    Ranked of(NetworkSignature signature) {
        Met known = met.get(signature);
        Optional<Retrained> better = Optional.ofNullable(retrained.get(signature));
        return new Ranked(
                known.state(),
                signature,
                known.parameters(),
                known.accuracy(),
                better.map(Retrained::accuracy),
                better.flatMap(Retrained::test),
                List.copyOf(repeated.getOrDefault(signature, Map.of()).values()));
    }

    boolean isRetrained(NetworkSignature signature) {
        return retrained.containsKey(signature);
    }
}
