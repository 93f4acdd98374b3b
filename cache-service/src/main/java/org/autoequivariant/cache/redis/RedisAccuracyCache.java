package org.autoequivariant.cache.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;

import org.jboss.logging.Logger;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.Response;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.params.SetParams;
import redis.clients.jedis.params.ZRangeParams;

import org.autoequivariant.cache.accuracy.AccuracyCache;
import org.autoequivariant.cache.accuracy.Leaderboard;
import org.autoequivariant.cache.accuracy.StoredEvaluations;
import org.autoequivariant.contracts.Evaluation;
import org.autoequivariant.contracts.EvaluationKey;
import org.autoequivariant.contracts.MalformedMessage;
import org.autoequivariant.contracts.Messages;

/**
 * The view in Redis: {@code aen:evaluation:<key>} holds the evaluation's JSON, and the sorted set
 * {@code aen:leaderboard:<fingerprint>:<protocol>} its key, scored by accuracy.
 *
 * <p>Once a command fails, no other is tried until {@link #refresh} has reached Redis again, so that an outage costs
 * the stream one timeout and the log one line.
 *
 * <p>Whether Redis holds everything is told by a mark in Redis itself. A flush or a crash takes the mark away; an
 * outage makes this process look for a new one. So whatever happened, {@link #refresh} fills Redis exactly when the
 * mark it looks for is not there.
 */
public final class RedisAccuracyCache implements AccuracyCache, AutoCloseable {

    private static final Logger LOG = Logger.getLogger(RedisAccuracyCache.class);

    private static final String EVALUATION = "aen:evaluation:";
    private static final String LEADERBOARD = "aen:leaderboard:";
    private static final String MARK = "aen:filled:";

    /** Marks of processes that are gone expire. */
    private static final long MARK_SECONDS = 60;

    private static final int FILL_BATCH = 500;

    /** How much of what is known can be had from Redis. */
    public enum Condition {
        /** Nothing: it does not answer. */
        DOWN,
        /** Some: it answers, but may lack evaluations. */
        FILLING,
        /** Everything. */
        UP
    }

    private final RedisAccess access;
    private final RedisClient client;
    private volatile Condition condition = Condition.DOWN;
    private volatile String mark = newMark();
    private boolean outageLogged;

    /** Does not connect yet; {@link #refresh} does. */
    public RedisAccuracyCache(RedisAccess access) {
        this.access = access;
        this.client = RedisClient.builder()
                .hostAndPort(access.address())
                .clientConfig(access.clientConfig())
                .build();
    }

    public Condition condition() {
        return condition;
    }

    @Override
    public Optional<Evaluation.Trained> find(EvaluationKey key) {
        return ask(redis -> redis.get(name(key))).flatMap(json -> read(key, json));
    }

    @Override
    public void put(Evaluation.Trained evaluation) {
        ask(redis -> {
            write(redis, List.of(evaluation));
            return evaluation;
        });
    }

    @Override
    public Optional<List<Evaluation.Trained>> best(Leaderboard leaderboard, int limit) {
        return condition == Condition.UP ? ask(redis -> best(redis, leaderboard, limit)) : Optional.empty();
    }

    private static List<Evaluation.Trained> best(RedisClient redis, Leaderboard leaderboard, int limit) {
        List<EvaluationKey> keys =
                redis
                        .zrange(
                                name(leaderboard),
                                ZRangeParams.zrangeParams(0, limit - 1).rev())
                        .stream()
                        .map(EvaluationKey::new)
                        .toList();
        if (keys.isEmpty()) {
            return List.of();
        }
        List<byte[]> found =
                redis.mget(keys.stream().map(RedisAccuracyCache::name).toArray(byte[][]::new));
        return IntStream.range(0, keys.size())
                .mapToObj(i -> read(keys.get(i), found.get(i)))
                .flatMap(Optional::stream)
                .toList();
    }

    /**
     * Reaches for Redis if it is down and fills it if it lacks anything; to be called about every second.
     *
     * @param store where everything is; nothing is filled while it is not ready
     */
    public void refresh(StoredEvaluations store) {
        String expected = mark;
        try {
            if (client.expire(expected, MARK_SECONDS) == 1) {
                return;
            }
            // From here on evaluations that come in are written as well, so none can slip in behind the filling.
            condition = Condition.FILLING;
            List<Evaluation.Trained> all = store.all();
            for (int from = 0; from < all.size(); from += FILL_BATCH) {
                write(client, all.subList(from, Math.min(all.size(), from + FILL_BATCH)));
            }
            client.set(
                    expected, String.valueOf(all.size()), SetParams.setParams().ex(MARK_SECONDS));
            filled(expected, all.size());
        } catch (JedisException e) {
            lost(e);
        } catch (StoredEvaluations.NotReady e) {
            LOG.debug("Redis is to be filled once the stream runs");
        }
    }

    /** To be called when the store may have gained evaluations that were not put here. */
    public synchronized void expectMore() {
        mark = newMark();
    }

    private synchronized void filled(String expected, int evaluations) {
        if (expected.equals(mark)) {
            condition = Condition.UP;
            outageLogged = false;
            LOG.infof("Redis at %s holds all %d evaluations", access.address(), evaluations);
        }
    }

    private synchronized void lost(JedisException e) {
        condition = Condition.DOWN;
        mark = newMark();
        // Connections opened before the outage would each fail once more after it.
        client.getPool().clear();
        if (!outageLogged) {
            outageLogged = true;
            LOG.warnf("Redis at %s is down, answering from the store: %s", access.address(), e.getMessage());
        }
    }

    private <T> Optional<T> ask(Function<RedisClient, T> question) {
        if (condition == Condition.DOWN) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(question.apply(client));
        } catch (JedisException e) {
            lost(e);
            return Optional.empty();
        }
    }

    private static void write(RedisClient redis, List<Evaluation.Trained> evaluations) {
        List<Response<?>> answers = new ArrayList<>();
        try (AbstractPipeline pipeline = redis.pipelined()) {
            for (Evaluation.Trained evaluation : evaluations) {
                answers.add(pipeline.set(name(evaluation.key()), Messages.write(evaluation)));
                answers.add(pipeline.zadd(
                        name(Leaderboard.of(evaluation.key())),
                        evaluation.accuracy(),
                        evaluation.key().text()));
            }
            pipeline.sync();
        }
        // A pipeline keeps refusals to itself until each answer is looked at.
        answers.forEach(Response::get);
    }

    /** What cannot be read or speaks of another key is as good as absent: the store has it right. */
    private static Optional<Evaluation.Trained> read(EvaluationKey key, byte[] json) {
        if (json == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(Messages.read(json, Evaluation.Trained.class))
                    .filter(evaluation -> Objects.equals(evaluation.key(), key));
        } catch (MalformedMessage e) {
            LOG.debugf("Redis holds no evaluation at %s: %s", key, e.getMessage());
            return Optional.empty();
        }
    }

    private static byte[] name(EvaluationKey key) {
        return (EVALUATION + key).getBytes(StandardCharsets.UTF_8);
    }

    private static String name(Leaderboard leaderboard) {
        return LEADERBOARD + leaderboard.fingerprint() + ":" + leaderboard.protocol();
    }

    private static String newMark() {
        return MARK + UUID.randomUUID();
    }

    @Override
    public void close() {
        client.close();
    }
}
