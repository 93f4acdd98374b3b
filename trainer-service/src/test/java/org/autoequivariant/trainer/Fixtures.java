package org.autoequivariant.trainer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

import org.autoequivariant.contracts.DataSet;
import org.autoequivariant.contracts.DataSetName;
import org.autoequivariant.contracts.EvaluationKey;
import org.autoequivariant.contracts.Manifest;
import org.autoequivariant.contracts.Protocol;
import org.autoequivariant.contracts.TrainingJob;
import org.autoequivariant.symmetry.NetworkSignature;
import org.autoequivariant.symmetry.State;
import org.autoequivariant.symmetry.WeightSharing;
import org.autoequivariant.trainer.network.Images;
import org.autoequivariant.trainer.network.Torch;
import org.autoequivariant.trainer.training.Training;

/** What tests share: the first 700 training images of MNIST, and the engine. */
public final class Fixtures {

    public static final Torch TORCH = Torch.load(Torch.Choice.CPU);

    public static final DataSet DATA_SET = new DataSet(DataSetName.parse("g-mnist/011000100001"), "0123456789abcdef");

    private Fixtures() {}

    /** Images from…to−1 in raw form. */
    public static byte[] mnist(int from, int to) {
        try (InputStream file = Fixtures.class.getResourceAsStream("/images/mnist-700.bin.gz");
                InputStream raw = new GZIPInputStream(file)) {
            return Arrays.copyOfRange(raw.readAllBytes(), from * Manifest.IMAGE_BYTES, to * Manifest.IMAGE_BYTES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** 400 images to train on, 200 to validate with, 100 to test with. */
    public static Training.Data data() {
        return new Training.Data(
                new Images(mnist(0, 400)), new Images(mnist(400, 600)), Optional.of(new Images(mnist(600, 700))));
    }

    public static TrainingJob job(State state, Protocol protocol) {
        NetworkSignature signature = WeightSharing.of(state).signature();
        return new TrainingJob(
                EvaluationKey.of(DATA_SET, signature, protocol), DATA_SET, state, signature, protocol, 1);
    }
}
