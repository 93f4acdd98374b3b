package org.autoequivariant.local.verify;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import dev.failsafe.Failsafe;
import dev.failsafe.RetryPolicy;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.resps.ScanResult;

import org.autoequivariant.contracts.Evaluation;
import org.autoequivariant.contracts.EvaluationKey;
import org.autoequivariant.contracts.MalformedMessage;
import org.autoequivariant.contracts.Messages;
import org.autoequivariant.contracts.replay.Violation;
import org.autoequivariant.local.verify.Ledger.Logged;

/** Compares what Redis shows with what the log holds. */
final class RedisView {

    private static final String PROMISE = "Redis equals the log";
    private static final String EVALUATION = "aen:evaluation:";
    private static final String LEADERBOARD = "aen:leaderboard:";

    /** A view may be behind its log for a moment, and for longer while it is filled. */
    private static final RetryPolicy<List<Violation>> CATCH_UP = RetryPolicy.<List<Violation>>builder()
            .handleResultIf(broken -> !broken.isEmpty())
            .withMaxAttempts(10)
            .withDelay(Duration.ofSeconds(1))
            .build();

    private final Map<EvaluationKey, List<Logged<Evaluation>>> log;
    /** Whether these are all evaluations, so that Redis must hold no other. */
    private final boolean complete;

    /** @param complete whether the ledger is of all searches */
    RedisView(Ledger ledger, boolean complete) {
        this.complete = complete;
        this.log = ledger.evaluations.stream()
                .filter(logged -> logged.message() instanceof Evaluation.Trained)
                .collect(Collectors.groupingBy(
                        logged -> logged.message().key(), LinkedHashMap::new, Collectors.toList()));
    }

    Finding find(URI url) {
        try (RedisClient redis = RedisClient.create(url)) {
            return Finding.of(PROMISE, log.size(), Failsafe.with(CATCH_UP).get(() -> violations(redis)));
        } catch (JedisException e) {
            return Finding.unchecked(PROMISE, "it does not answer at " + url.getHost() + ":" + url.getPort());
        }
    }

    static Finding absent() {
        return Finding.unchecked(PROMISE, "say where it is with --redis");
    }

    private List<Violation> violations(RedisClient redis) {
        List<Violation> broken = new ArrayList<>();
        log.forEach((key, logged) -> {
            String found = redis.get(EVALUATION + key);
            Double score = redis.zscore(LEADERBOARD + key.fingerprint() + ":" + key.protocol(), key.text());
            if (found == null || score == null) {
                broken.add(logged.get(0).violation("Redis lacks it"));
            } else if (logged.stream().noneMatch(one -> says(found, score, one.message()))) {
                broken.add(logged.get(0).violation("Redis says otherwise: " + found));
            }
        });
        if (complete) {
            for (String key : keys(redis)) {
                if (!log.containsKey(new EvaluationKey(key))) {
                    broken.add(new Violation("redis", -1, -1, "the log has no " + key));
                }
            }
        }
        return broken;
    }

    private static boolean says(String found, double score, Evaluation evaluation) {
        try {
            Evaluation.Trained shown = Messages.read(found.getBytes(StandardCharsets.UTF_8), Evaluation.Trained.class);
            return evaluation instanceof Evaluation.Trained trained
                    && shown.validationAccuracies().equals(trained.validationAccuracies())
                    && shown.test().equals(trained.test())
                    && score == trained.accuracy();
        } catch (MalformedMessage e) {
            return false;
        }
    }

    private static Set<String> keys(RedisClient redis) {
        Set<String> keys = new HashSet<>();
        ScanParams params = new ScanParams().match(EVALUATION + "*").count(500);
        String cursor = ScanParams.SCAN_POINTER_START;
        do {
            ScanResult<String> page = redis.scan(cursor, params);
            page.getResult().forEach(name -> keys.add(name.substring(EVALUATION.length())));
            cursor = page.getCursor();
        } while (!cursor.equals(ScanParams.SCAN_POINTER_START));
        return keys;
    }
}
