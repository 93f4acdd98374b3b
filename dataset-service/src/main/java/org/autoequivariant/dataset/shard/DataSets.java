package org.autoequivariant.dataset.shard;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import org.jboss.logging.Logger;

import org.autoequivariant.contracts.DataSet;
import org.autoequivariant.contracts.DataSetName;
import org.autoequivariant.contracts.MalformedMessage;
import org.autoequivariant.contracts.Manifest;
import org.autoequivariant.contracts.Messages;
import org.autoequivariant.dataset.augmentation.Augmentation;
import org.autoequivariant.dataset.idx.LabelledImages;
import org.autoequivariant.dataset.source.Originals;
import org.autoequivariant.dataset.source.RawFile;
import org.autoequivariant.dataset.source.SourceUnavailable;

/**
 * The augmented data sets: made when first asked for, kept for ever.
 *
 * <p>Training images are shuffled by seed and split five to one into training and validation; test images are shuffled
 * on their own. Each image's moves are drawn from a stream of its own, by seed and index, so they do not depend on the
 * order images are made in. A data set's files are complete once its manifest is there.
 */
public final class DataSets {

    private static final Logger LOG = Logger.getLogger(DataSets.class);
    private static final Pattern SHARD_FILE = Pattern.compile("(train|validation|test)-\\d{3}");
    private static final Pattern FINGERPRINT = Pattern.compile("[0-9a-f]{16}");

    private final Path folder;
    private final int shardSize;
    private final Originals originals;
    private final Map<DataSetName, Manifest> manifests = new ConcurrentHashMap<>();

    /**
     * @param folder where they are kept
     * @param shardSize images per shard
     */
    public DataSets(Path folder, int shardSize, Originals originals) {
        this.folder = folder;
        this.shardSize = shardSize;
        this.originals = originals;
    }

    /**
     * A data set's manifest; the data set is made if it is not there.
     *
     * @throws SourceUnavailable if its original images cannot be had
     */
    public Manifest manifest(DataSetName name) {
        return manifests.computeIfAbsent(name, n -> kept(n).orElseGet(() -> make(n)));
    }

    /**
     * A shard's bytes.
     *
     * @return empty if there is no such shard
     */
    public Optional<byte[]> shard(String fingerprint, String file) throws IOException {
        if (!FINGERPRINT.matcher(fingerprint).matches()
                || !SHARD_FILE.matcher(file).matches()) {
            return Optional.empty();
        }
        Path shard = folder.resolve("shards").resolve(fingerprint).resolve(file);
        return Files.isRegularFile(shard) ? Optional.of(Files.readAllBytes(shard)) : Optional.empty();
    }

    /** The images of one split. */
    public LabelledImages images(DataSetName name, Manifest.Split split) throws IOException {
        Manifest manifest = manifest(name);
        List<byte[]> pixels = new ArrayList<>();
        List<Byte> labels = new ArrayList<>();
        for (Manifest.Shard shard : manifest.shards(split)) {
            String file = shard.path().substring(shard.path().lastIndexOf('/') + 1);
            byte[] bytes = shard(manifest.dataSet().fingerprint(), file)
                    .orElseThrow(() -> new SourceUnavailable(
                            "shard " + shard.path() + " has gone; delete the folder and ask again"));
            for (int at = 0; at < bytes.length; at += Manifest.IMAGE_BYTES) {
                labels.add(bytes[at]);
                pixels.add(Arrays.copyOfRange(bytes, at + 1, at + Manifest.IMAGE_BYTES));
            }
        }
        byte[] labelBytes = new byte[labels.size()];
        for (int i = 0; i < labelBytes.length; i++) {
            labelBytes[i] = labels.get(i);
        }
        return new LabelledImages(pixels.toArray(byte[][]::new), labelBytes);
    }

    private Optional<Manifest> kept(DataSetName name) {
        Path file = manifestFile(name);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Messages.read(Files.readAllBytes(file), Manifest.class));
        } catch (IOException | MalformedMessage e) {
            LOG.warnf("making %s again, its manifest cannot be read: %s", name, e.getMessage());
            return Optional.empty();
        }
    }

    private Path manifestFile(DataSetName name) {
        return folder.resolve("manifests").resolve(name.toString().replace('/', '_') + "_" + shardSize + ".json");
    }

    private Manifest make(DataSetName name) {
        LabelledImages training = originals.training(name.family());
        LabelledImages test = originals.test(name.family());
        int[] shuffled = shuffled(training.size(), name.seed());
        int validationFrom = training.size() - training.size() / 6;
        Augmentation augmentation = new Augmentation(name.augmentation());

        List<byte[]> contents = new ArrayList<>();
        List<Manifest.Split> splits = new ArrayList<>();
        List<String> files = new ArrayList<>();
        for (Manifest.Split split : Manifest.Split.values()) {
            LabelledImages from = split == Manifest.Split.TEST ? test : training;
            int[] indices =
                    switch (split) {
                        case TRAIN -> Arrays.copyOfRange(shuffled, 0, validationFrom);
                        case VALIDATION -> Arrays.copyOfRange(shuffled, validationFrom, training.size());
                        case TEST -> shuffled(test.size(), name.seed());
                    };
            // Training and test images of one index must not share a stream.
            long stream = split == Manifest.Split.TEST ? ~name.seed() : name.seed();
            for (int start = 0; start < indices.length; start += shardSize) {
                int end = Math.min(indices.length, start + shardSize);
                contents.add(shard(from, Arrays.copyOfRange(indices, start, end), augmentation, stream));
                splits.add(split);
                files.add("%s-%03d".formatted(split.name().toLowerCase(Locale.ROOT), start / shardSize));
            }
        }
        return store(name, contents, splits, files);
    }

    private static int[] shuffled(int size, long seed) {
        List<Integer> indices = new ArrayList<>(IntStream.range(0, size).boxed().toList());
        Collections.shuffle(indices, new Random(seed));
        return indices.stream().mapToInt(Integer::intValue).toArray();
    }

    private static byte[] shard(LabelledImages from, int[] indices, Augmentation augmentation, long stream) {
        byte[] bytes = new byte[indices.length * Manifest.IMAGE_BYTES];
        IntStream.range(0, indices.length).parallel().forEach(i -> {
            int index = indices[i];
            // A golden-ratio stride keeps the streams of neighbouring images apart.
            SplittableRandom random = new SplittableRandom(stream * 31 + index * 0x9E3779B97F4A7C15L);
            byte[] moved = augmentation.apply(from.pixels()[index], random);
            bytes[i * Manifest.IMAGE_BYTES] = from.labels()[index];
            System.arraycopy(moved, 0, bytes, i * Manifest.IMAGE_BYTES + 1, moved.length);
        });
        return bytes;
    }

    private Manifest store(DataSetName name, List<byte[]> contents, List<Manifest.Split> splits, List<String> files) {
        List<String> digests = contents.stream().map(RawFile::digest).toList();
        String fingerprint = RawFile.digest(String.join("", digests).getBytes(StandardCharsets.US_ASCII))
                .substring(0, 16);
        List<Manifest.Shard> shards = new ArrayList<>();
        try {
            Path shardFolder = Files.createDirectories(folder.resolve("shards").resolve(fingerprint));
            for (int i = 0; i < contents.size(); i++) {
                write(shardFolder.resolve(files.get(i)), contents.get(i));
                shards.add(new Manifest.Shard(
                        splits.get(i),
                        "/shards/" + fingerprint + "/" + files.get(i),
                        contents.get(i).length / Manifest.IMAGE_BYTES,
                        digests.get(i)));
            }
            Manifest manifest = new Manifest(new DataSet(name, fingerprint), shards, provenance(name));
            Files.createDirectories(folder.resolve("manifests"));
            write(manifestFile(name), Messages.write(manifest));
            LOG.infof("made %s, fingerprint %s", name, fingerprint);
            return manifest;
        } catch (IOException e) {
            throw new SourceUnavailable(
                    "cannot keep " + name + " in " + folder + ": " + e
                            + "; free some space or set aen.dataset.folder elsewhere",
                    e);
        }
    }

    private static void write(Path file, byte[] bytes) throws IOException {
        Path draft = Files.createTempFile(file.getParent(), "draft", ".part");
        Files.write(draft, bytes);
        Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private static String provenance(DataSetName name) {
        String images =
                switch (name.family()) {
                    case G_MNIST -> "MNIST (LeCun, Cortes, Burges)";
                    case G_FASHION_MNIST -> "Fashion-MNIST (Xiao, Rasul, Vollgraf)";
                };
        return images + ", verified by SHA-256, moved at random by: "
                + name.augmentation().names() + "; seed " + name.seed();
    }
}
