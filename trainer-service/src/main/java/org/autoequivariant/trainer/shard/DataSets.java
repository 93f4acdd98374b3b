package org.autoequivariant.trainer.shard;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RetryPolicy;
import dev.failsafe.function.CheckedSupplier;
import org.jboss.logging.Logger;

import org.autoequivariant.contracts.DataSet;
import org.autoequivariant.contracts.Manifest;
import org.autoequivariant.contracts.Manifest.Split;
import org.autoequivariant.contracts.Protocol;
import org.autoequivariant.trainer.network.Images;
import org.autoequivariant.trainer.training.Training;
import org.autoequivariant.trainer.training.Untrainable;

/**
 * The images a protocol asks for: from memory, else from the shard folder, else from dataset-service. Safe for use by
 * several threads.
 */
public final class DataSets {

    private static final Logger LOG = Logger.getLogger(DataSets.class);

    /** A search uses one data set; a second may be searched at the same time. At most 55 MB each. */
    private static final int KEPT_IN_MEMORY = 2;

    private final DatasetService service;
    private final ShardFolder folder;
    private final FailsafeExecutor<Object> patiently;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<DataSet, Loaded> loaded = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<DataSet, Loaded> eldest) {
            return size() > KEPT_IN_MEMORY;
        }
    };

    private record Loaded(Manifest manifest, Map<Split, Images> images) {}

    /**
     * @param folder where to keep shards; made when first needed
     * @param patience how long to put up with dataset-service being away
     */
    public DataSets(DatasetService service, Path folder, RetryPolicy<Object> patience) {
        this.service = service;
        this.folder = new ShardFolder(folder);
        this.patiently = Failsafe.with(RetryPolicy.builder(patience.getConfig())
                .handle(IOException.class)
                .onRetryScheduled(e -> LOG.warnf("%s; trying again in %s", e.getLastException(), e.getDelay()))
                .build());
    }

    /**
     * The images a protocol asks for, and perhaps more of them.
     *
     * @throws Untrainable if dataset-service has no such data set, or not with this fingerprint, or too few images
     * @throws IOException if dataset-service cannot be reached for long, or the folder cannot be used
     */
    public Training.Data data(DataSet dataSet, Protocol protocol) throws IOException, InterruptedException {
        lock.lockInterruptibly();
        try {
            Loaded known = loaded.get(dataSet);
            if (known == null) {
                known = new Loaded(manifest(dataSet), new EnumMap<>(Split.class));
                loaded.put(dataSet, known);
            }
            return new Training.Data(
                    images(known, Split.TRAIN, protocol.trainingImages()),
                    images(known, Split.VALIDATION, protocol.validationImages()),
                    protocol.testImages() == 0
                            ? Optional.empty()
                            : Optional.of(images(known, Split.TEST, protocol.testImages())));
        } finally {
            lock.unlock();
        }
    }

    private Manifest manifest(DataSet dataSet) throws IOException, InterruptedException {
        Manifest manifest = fetch(() -> service.manifest(dataSet.name()));
        if (!manifest.dataSet().equals(dataSet)) {
            throw new Untrainable("the job is for %s with fingerprint %s, but dataset-service has it with %s"
                    .formatted(
                            dataSet.name(),
                            dataSet.fingerprint(),
                            manifest.dataSet().fingerprint()));
        }
        return manifest;
    }

    private Images images(Loaded known, Split split, int count) throws IOException, InterruptedException {
        Images before = known.images().get(split);
        if (before != null && before.count() >= count) {
            return before;
        }
        ByteArrayOutputStream raw = new ByteArrayOutputStream(count * Manifest.IMAGE_BYTES);
        for (Manifest.Shard shard : known.manifest().shards(split)) {
            if (raw.size() < count * Manifest.IMAGE_BYTES) {
                raw.writeBytes(shard(shard));
            }
        }
        Images images = new Images(raw.toByteArray());
        if (images.count() < count) {
            throw new Untrainable("the protocol asks for %d %s images, but %s has %d"
                    .formatted(count, split, known.manifest().dataSet().name(), images.count()));
        }
        known.images().put(split, images);
        return images;
    }

    private byte[] shard(Manifest.Shard shard) throws IOException, InterruptedException {
        Optional<byte[]> kept = folder.find(shard.sha256());
        if (kept.isPresent()) {
            return kept.get();
        }
        return fetch(() -> {
            byte[] bytes = service.shard(shard);
            if (bytes.length != shard.images() * Manifest.IMAGE_BYTES) {
                throw new IOException("shard %s should have %d images, but has %d bytes"
                        .formatted(shard.path(), shard.images(), bytes.length));
            }
            folder.keep(shard.sha256(), bytes);
            return bytes;
        });
    }

    private <T> T fetch(CheckedSupplier<T> source) throws IOException, InterruptedException {
        try {
            return patiently.get(source);
        } catch (FailsafeException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            if (e.getCause() instanceof InterruptedException interrupt) {
                throw interrupt;
            }
            throw e;
        }
    }
}
