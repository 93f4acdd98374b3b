package org.autoequivariant.cache.topology;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;

import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jboss.logging.Logger;

import org.autoequivariant.cache.accuracy.AccuracyCache;
import org.autoequivariant.cache.accuracy.Leaderboard;
import org.autoequivariant.contracts.Candidate;
import org.autoequivariant.contracts.CloudEvent;
import org.autoequivariant.contracts.DeadLetter;
import org.autoequivariant.contracts.Evaluation;
import org.autoequivariant.contracts.EvaluationKey;
import org.autoequivariant.contracts.MalformedMessage;
import org.autoequivariant.contracts.Messages;
import org.autoequivariant.contracts.Reward;
import org.autoequivariant.contracts.Topic;
import org.autoequivariant.contracts.Traces;
import org.autoequivariant.contracts.TrainingJob;
import org.autoequivariant.symmetry.DistinctNetworks;
import org.autoequivariant.symmetry.NetworkSignature;

/**
 * Turns candidates and evaluations into rewards, training jobs and dead letters. Reading a record twice is harmless: a
 * candidate is answered alike again, an evaluation that is known already changes nothing.
 */
final class RewardProcessor implements Processor<byte[], byte[], byte[], byte[]> {

    private static final Logger LOG = Logger.getLogger(RewardProcessor.class);
    private static final String SERVICE = "cache-service";

    private final AccuracyCache cache;
    private final Patience patience;
    private final InstantSource clock;
    private final CacheMeters meters;
    private final Traces traces;

    private ProcessorContext<byte[], byte[]> context;
    private final DistinctNetworks networks;

    private KnownEvaluations known;
    private Waiters waiters;
    private Progress progress;

    RewardProcessor(
            AccuracyCache cache,
            Patience patience,
            InstantSource clock,
            CacheMeters meters,
            Traces traces,
            DistinctNetworks networks) {
        this.cache = cache;
        this.networks = networks;
        this.patience = patience;
        this.clock = clock;
        this.meters = meters;
        this.traces = traces;
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> context) {
        this.context = context;
        known = new KnownEvaluations(cache, context.getStateStore(CacheTopology.EVALUATIONS));
        waiters = new Waiters(context.getStateStore(CacheTopology.JOBS), context.getStateStore(CacheTopology.WAITERS));
        progress = new Progress(patience.timeout(), clock.instant());
        meters.waiting.addAndGet(waiters.size());
        context.schedule(patience.interval(), PunctuationType.WALL_CLOCK_TIME, now -> reissueLostJobs());
    }

    @Override
    public void close() {
        if (waiters != null) {
            meters.waiting.addAndGet(-waiters.size());
            waiters = null;
        }
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        RecordMetadata source = context.recordMetadata().orElseThrow();
        int before = waiters.size();
        try (Traces.Work work = traces.read(source.topic(), record.headers())) {
            process(record, source, work);
        }
        meters.waiting.addAndGet(waiters.size() - before);
    }

    private void process(Record<byte[], byte[]> record, RecordMetadata source, Traces.Work work) {
        try {
            if (source.topic().equals(Topic.CANDIDATES.topicName())) {
                meters.candidates.increment();
                answer(read(record, Candidate.class, Candidate::key));
            } else {
                learn(check(read(record, Evaluation.class, Evaluation::key)));
            }
        } catch (MalformedMessage e) {
            work.failed(e.getMessage());
            giveUp(record, e.getMessage(), source.topic(), source.partition(), source.offset());
        }
    }

    private static <T> T read(Record<byte[], byte[]> record, Class<T> type, Function<T, EvaluationKey> key)
            throws MalformedMessage {
        T message = Messages.read(record.value(), type);
        String expected = key.apply(message).text();
        if (!Arrays.equals(record.key(), bytes(expected))) {
            String actual = record.key() == null ? "missing" : new String(record.key(), StandardCharsets.UTF_8);
            throw new MalformedMessage(
                    "the content makes the key " + expected + " but the record's is " + actual, null);
        }
        return message;
    }

    /** An evaluation must stand on the leaderboard of the data set it names, and be of its state's network. */
    private Evaluation check(Evaluation evaluation) throws MalformedMessage {
        try {
            Leaderboard leaderboard = Leaderboard.of(evaluation.key());
            if (evaluation instanceof Evaluation.Trained trained
                    && !leaderboard.fingerprint().equals(trained.dataSet().fingerprint())) {
                throw new MalformedMessage(
                        "the key is of data set " + leaderboard.fingerprint() + " but it was trained on "
                                + trained.dataSet().fingerprint(),
                        null);
            }
            if (evaluation instanceof Evaluation.Trained trained) {
                NetworkSignature signature = networks.of(trained.state()).signature();
                if (!signature.equals(evaluation.key().signature())) {
                    throw new MalformedMessage(
                            "the key is of network " + evaluation.key().signature() + " but state " + trained.state()
                                    + " is network " + signature,
                            null);
                }
            }
            return evaluation;
        } catch (IllegalArgumentException e) {
            throw new MalformedMessage("key: " + e.getMessage(), e);
        }
    }

    private void answer(Candidate candidate) {
        known.find(candidate.key())
                .ifPresentOrElse(
                        evaluation -> {
                            meters.hits.increment();
                            reward(candidate, evaluation, Reward.Source.CACHED);
                        },
                        () -> {
                            meters.misses.increment();
                            waiters.add(candidate, clock.instant()).ifPresent(this::issue);
                        });
    }

    private void learn(Evaluation evaluation) throws MalformedMessage {
        Optional<Job.Pending> pending = waiters.job(evaluation.key());
        if (evaluation instanceof Evaluation.Trained trained) {
            Evaluation.Trained first = known.remember(trained);
            pending.ifPresent(job -> answered(job, job.trained(first)));
        } else if (evaluation instanceof Evaluation.Failed failed) {
            if (pending.isEmpty() && known.find(failed.key()).isEmpty()) {
                throw new MalformedMessage("nobody waits for an evaluation of " + failed.key(), null);
            }
            pending.ifPresent(job -> answered(job, job.failed(failed.reason())));
        } else if (evaluation instanceof Evaluation.Lost lost) {
            pending.ifPresent(job -> {
                LOG.warnf("%d trainers died with %s", lost.deliveries(), lost.key());
                lost(job, "every trainer that was given it died or lost it", clock.instant());
            });
        }
    }

    private void answered(Job.Pending job, Job.Ended ended) {
        progress.answered(job.issuedAt(), clock.instant());
        end(job.job().key(), ended);
    }

    /** Tells all who waited, and only then forgets them: a crash in between tells them twice, and never not at all. */
    private void end(EvaluationKey key, Job.Ended ended) {
        for (Candidate waiter : waiters.waitingFor(key)) {
            if (ended instanceof Job.Trained trained) {
                reward(waiter, trained.evaluation(), Reward.Source.TRAINED);
            } else if (ended instanceof Job.Failed failed) {
                skip(waiter, failed.reason());
            } else if (ended instanceof Job.Abandoned abandoned) {
                skip(waiter, abandoned.reason());
            }
        }
        waiters.release(key);
    }

    private void reissueLostJobs() {
        Instant now = clock.instant();
        Instant lostBefore = progress.lostBefore(now);
        int before = waiters.size();
        for (Job.Pending pending : waiters.pending()) {
            if (pending.issuedAt().isBefore(lostBefore)) {
                LOG.warnf("No evaluation of %s within %s", pending.job().key(), patience.timeout());
                lost(pending, "no trainer answered within " + patience.timeout(), now);
            }
        }
        meters.waiting.addAndGet(waiters.size() - before);
    }

    private void lost(Job.Pending pending, String how, Instant now) {
        Job next = pending.lost(patience, how, now);
        if (next instanceof Job.Pending again) {
            reissue(again);
        } else if (next instanceof Job.Abandoned abandoned) {
            abandon(abandoned);
        }
    }

    private void reissue(Job.Pending pending) {
        LOG.infof(
                "Issuing %s again, attempt %d",
                pending.job().key(), pending.job().attempt());
        waiters.reissued(pending);
        issue(pending.job());
    }

    private void abandon(Job.Abandoned abandoned) {
        TrainingJob job = abandoned.job();
        end(job.key(), abandoned);
        // Where in the topic the job stands is not known here.
        giveUp(
                new Record<>(
                        bytes(job.key().text()),
                        Messages.write(job),
                        clock.instant().toEpochMilli()),
                abandoned.reason(),
                Topic.TRAINING_JOBS.topicName(),
                -1,
                -1);
    }

    private void issue(TrainingJob job) {
        meters.jobs.increment();
        send(Topic.TRAINING_JOBS, job.key().text(), job);
    }

    private void reward(Candidate candidate, Evaluation.Trained evaluation, Reward.Source source) {
        send(Reward.Rewarded.of(candidate, evaluation, source, latency(candidate)));
    }

    private void skip(Candidate candidate, String reason) {
        send(Reward.Skipped.of(candidate, reason, latency(candidate)));
    }

    private long latency(Candidate candidate) {
        // The asker's clock may be ahead.
        return Math.max(0, clock.millis() - candidate.askedAt().toEpochMilli());
    }

    private void send(Reward reward) {
        meters.count(reward);
        send(Topic.REWARDS, reward.search(), reward);
    }

    private void send(Topic topic, String key, Object message) {
        Instant now = clock.instant();
        Headers headers = new RecordHeaders();
        CloudEvent.describe(headers, topic, SERVICE, now);
        traces.write(topic.topicName(), headers);
        context.forward(
                new Record<>(bytes(key), Messages.write(message), now.toEpochMilli(), headers),
                CacheTopology.sink(topic));
    }

    private void giveUp(Record<byte[], byte[]> record, String reason, String topic, int partition, long offset) {
        LOG.warnf("Record %s-%d@%d is a dead letter: %s", topic, partition, offset, reason);
        meters.deadLetters.increment();
        Headers headers = new RecordHeaders(record.headers());
        DeadLetter.describe(headers, SERVICE, reason, topic, partition, offset);
        context.forward(record.withHeaders(headers), CacheTopology.sink(Topic.DEAD_LETTERS));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
