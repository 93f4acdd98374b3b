package org.autoequivariant.trainer.job;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import dev.failsafe.RetryPolicy;
import io.opentelemetry.api.OpenTelemetry;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import org.apache.kafka.clients.producer.Producer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

import org.autoequivariant.contracts.Traces;
import org.autoequivariant.trainer.TrainerConfig;
import org.autoequivariant.trainer.network.Torch;
import org.autoequivariant.trainer.shard.DataSets;
import org.autoequivariant.trainer.shard.DatasetService;
import org.autoequivariant.trainer.training.Training;
import org.autoequivariant.web.BearerToken;

/**
 * Takes training jobs from start to shutdown. A broker or a dataset-service that is away is waited for; a setting that
 * cannot work ends the process, and so does a device that cannot train.
 */
@ApplicationScoped
public class TrainerService {

    private static final Logger LOG = Logger.getLogger(TrainerService.class);

    private static final int MOST_LANES = 64;

    /** Networks a CPU trains at once at most, unless told otherwise: a search by eight walkers asks for no more. */
    private static final int MOST_ON_CPU = 8;

    private static final Duration RECONNECT = Duration.ofSeconds(1);

    private static final RetryPolicy<Object> JOB = RetryPolicy.builder()
            .withMaxAttempts(3)
            .withBackoff(Duration.ofSeconds(1), Duration.ofSeconds(10))
            .build();
    private static final RetryPolicy<Object> FETCH = RetryPolicy.builder()
            .withMaxAttempts(7)
            .withBackoff(Duration.ofMillis(250), Duration.ofSeconds(8))
            .build();

    private final TrainerConfig config;
    private final String version;
    private final Broker broker;
    private final JobMetrics metrics;
    private final Traces traces;

    private final CountDownLatch stop = new CountDownLatch(1);
    private volatile List<Lane> lanes = List.of();
    private volatile boolean warm;
    private Thread thread;

    TrainerService(
            TrainerConfig config,
            @ConfigProperty(name = "quarkus.application.version") String version,
            Broker broker,
            JobMetrics metrics,
            OpenTelemetry telemetry) {
        this.config = config;
        this.version = version;
        this.broker = broker;
        this.metrics = metrics;
        this.traces = new Traces(telemetry);
    }

    /**
     * @throws IllegalArgumentException if a setting is out of range
     * @throws IllegalStateException if there is no such device
     */
    void start(@Observes StartupEvent event) {
        Torch torch = Torch.load(config.trainer().device());
        int capacity = config.trainer().capacity().orElseGet(() -> suggestedCapacity(torch));
        if (capacity < 1 || capacity > MOST_LANES) {
            throw new IllegalArgumentException(
                    "aen.trainer.capacity must be between 1 and %d, not %d".formatted(MOST_LANES, capacity));
        }
        Optional<BearerToken> token =
                config.dataset().token().map(secret -> BearerToken.of("aen.dataset.token", secret));
        String name = config.trainer().name().orElseGet(TrainerService::defaultName);
        metrics.show(capacity, this::lanesTakingJobs);
        LOG.infof("trainer %s trains %d at once on %s", name, capacity, torch.device());
        thread = new Thread(() -> run(torch, name, capacity, token), "trainer");
        thread.start();
    }

    private static int suggestedCapacity(Torch torch) {
        return torch.hasGpu()
                ? MOST_LANES
                : Math.min(MOST_ON_CPU, Runtime.getRuntime().availableProcessors());
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stop.countDown();
        lanes.forEach(Lane::stop);
        if (thread != null) {
            thread.join(Duration.ofSeconds(10).toMillis());
        }
    }

    /** Whether it is warmed up and every lane takes jobs. */
    boolean takingJobs() {
        return warm && !lanes.isEmpty() && lanes.stream().allMatch(Lane::takingJobs);
    }

    private long lanesTakingJobs() {
        return lanes.stream().filter(Lane::takingJobs).count();
    }

    private void run(Torch torch, String name, int capacity, Optional<BearerToken> token) {
        try {
            Training training = new Training(torch, metrics::worked);
            startToWarmUp(training, name);
            if (!brokerIsReady()) {
                return;
            }
            try (Producer<byte[], byte[]> producer = broker.producer()) {
                DataSets dataSets = new DataSets(
                        new DatasetService(config.dataset().url(), token),
                        config.trainer().shards(),
                        FETCH);
                Bench bench = new Bench(training, dataSets, torch.device(), name, version);
                Answers answers = new Answers(producer, traces);
                if (torch.hasGpu()) {
                    try (StackingTrainer stacks =
                            new StackingTrainer(capacity, bench::candidate, bench::trainStacked)) {
                        take(capacity, answers, new JobHandler(stacks, name, JOB));
                    }
                } else {
                    take(capacity, answers, new JobHandler(bench::train, name, JOB));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Meanwhile lanes join their group: it may be seconds until the broker gives them a share of the jobs. */
    private void startToWarmUp(Training training, String name) {
        Thread warmUp = new Thread(
                () -> {
                    try {
                        training.warmUp();
                        warm = true;
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    } catch (Exception | LinkageError | OutOfMemoryError e) {
                        LOG.errorf(e, "trainer %s cannot train and ends; its jobs would fail as its warm-up did", name);
                        Quarkus.asyncExit(1);
                    }
                },
                "warm-up");
        warmUp.setDaemon(true);
        warmUp.start();
    }

    /** Waits for the broker; false if the process stops before that. */
    private boolean brokerIsReady() throws InterruptedException {
        while (stop.getCount() > 0) {
            try {
                broker.makeReady();
                return true;
            } catch (RuntimeException e) {
                LOG.warnf("the broker is not ready (%s); trying again in %s", e.getMessage(), RECONNECT);
                stop.await(RECONNECT.toMillis(), TimeUnit.MILLISECONDS);
            }
        }
        return false;
    }

    private void take(int capacity, Answers answers, JobHandler handler) throws InterruptedException {
        Lane.RecordAnswerer answerer = record -> {
            try (Traces.Work work = traces.read(record.topic(), record.headers())) {
                try {
                    return metrics.measure(handler, answers, record);
                } catch (Exception e) {
                    work.failed(e.toString());
                    throw e;
                }
            }
        };
        List<Lane> made = IntStream.rangeClosed(1, capacity)
                .mapToObj(number -> new Lane("lane-" + number, broker::consumer, answerer))
                .toList();
        List<Thread> threads = IntStream.range(0, capacity)
                .mapToObj(i -> new Thread(made.get(i), "lane-" + (i + 1)))
                .toList();
        lanes = made;
        threads.forEach(Thread::start);
        stop.await();
        made.forEach(Lane::stop);
        for (Thread lane : threads) {
            lane.join();
        }
    }

    private static String defaultName() {
        String host;
        try {
            host = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            host = "trainer";
        }
        return host + "-" + ProcessHandle.current().pid();
    }
}
