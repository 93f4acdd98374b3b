package org.autoequivariant.tests.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import org.autoequivariant.contracts.Evaluation;
import org.autoequivariant.contracts.EvaluationKey;
import org.autoequivariant.contracts.MalformedMessage;
import org.autoequivariant.contracts.Messages;
import org.autoequivariant.contracts.Topic;
import org.autoequivariant.contracts.TrainingJob;

/**
 * A process of trainers that take jobs as real ones do, each with a share consumer of its own, wait instead of
 * computing, and answer. Each line of standard input is how many milliseconds jobs take from now on, on average; at its
 * end they stop.
 */
@Command(name = "simulated-trainers", hidden = true, description = "Trainers that wait instead of computing.")
final class SimulatedTrainers implements Callable<Integer> {

    @Option(names = "--bootstrap", required = true, description = "The broker.")
    String bootstrap;

    @Option(names = "--trainers", required = true, description = "How many.")
    int trainers;

    private static final Duration POLL = Duration.ofMillis(500);

    /**
     * Members that join at the same time: until the broker answers, each keeps a core busy that the broker may need.
     */
    private static final int JOINING = 8;

    private final Semaphore joining = new Semaphore(JOINING);
    private final CountDownLatch stop = new CountDownLatch(1);
    private volatile long jobMillis = 1;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Connections broker = new Connections(bootstrap);
        List<Thread> threads = new ArrayList<>();
        try (Producer<byte[], byte[]> answers = broker.producer()) {
            for (int i = 0; i < trainers; i++) {
                threads.add(new Thread(() -> train(broker, answers), "simulated-trainer-" + i));
            }
            threads.forEach(Thread::start);
            BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                jobMillis = Long.parseLong(line);
            }
            stop.countDown();
            for (Thread thread : threads) {
                thread.join();
            }
        }
        return 0;
    }

    private void train(Connections broker, Producer<byte[], byte[]> answers) {
        while (stop.getCount() > 0) {
            try (ShareConsumer<byte[], byte[]> jobs = broker.jobs()) {
                ConsumerRecords<byte[], byte[]> taken = join(jobs);
                while (stop.getCount() > 0) {
                    for (ConsumerRecord<byte[], byte[]> record : taken) {
                        answer(record, answers);
                        jobs.acknowledge(record, AcknowledgeType.ACCEPT);
                        jobs.commitSync();
                    }
                    taken = jobs.poll(POLL);
                }
            } catch (KafkaException e) {
                System.err.println("starting over: " + e);
            } catch (MalformedMessage e) {
                throw new IllegalStateException("a service wrote what cannot be read", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private ConsumerRecords<byte[], byte[]> join(ShareConsumer<byte[], byte[]> jobs) throws InterruptedException {
        joining.acquire();
        try {
            jobs.subscribe(List.of(Topic.TRAINING_JOBS.topicName()));
            return jobs.poll(POLL);
        } finally {
            joining.release();
        }
    }

    private void answer(ConsumerRecord<byte[], byte[]> record, Producer<byte[], byte[]> answers)
            throws MalformedMessage, InterruptedException {
        TrainingJob job = Messages.read(record.value(), TrainingJob.class);
        long start = System.nanoTime();
        // Jobs differ, so that trainers do not march in step.
        stop.await(Math.round(jobMillis * ThreadLocalRandom.current().nextDouble(0.5, 1.5)), TimeUnit.MILLISECONDS);
        Connections.send(
                answers, Topic.EVALUATIONS, job.key().text(), evaluation(job, (System.nanoTime() - start) / 1e9));
    }

    /** An accuracy that depends on the network and nothing else. */
    static Evaluation.Trained evaluation(TrainingJob job, double seconds) {
        EvaluationKey key = job.key();
        double accuracy = 0.5 + (key.signature().hashCode() & 0xffff) / 200_000.0;
        return new Evaluation.Trained(
                key,
                job.dataSet(),
                job.state(),
                List.of(accuracy),
                Optional.empty(),
                1,
                seconds,
                "none",
                "simulated",
                "-");
    }
}
