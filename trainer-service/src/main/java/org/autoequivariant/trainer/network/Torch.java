package org.autoequivariant.trainer.network;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;

/** The PyTorch engine, loaded once per process, and the device products run on. */
public final class Torch {

    /** Which device to use. */
    public enum Choice {
        /** A GPU where there is one, else the CPU. */
        AUTO,
        CPU,
        GPU
    }

    private final Device device;

    private Torch(Device device) {
        this.device = device;
    }

    /**
     * Loads the engine.
     *
     * @throws IllegalStateException if a GPU is asked for and there is none
     */
    public static Torch load(Choice choice) {
        // The engine reads these once, when it loads. One thread: several trainers use the cores better than one does.
        setDefault("ai.djl.offline", "true");
        setDefault("OPT_OUT_TRACKING", "true");
        setDefault("ai.djl.pytorch.num_threads", "1");
        setDefault("ai.djl.pytorch.num_interop_threads", "1");
        int gpus = choice == Choice.CPU ? 0 : Engine.getInstance().getGpuCount();
        if (choice == Choice.GPU && gpus == 0) {
            throw new IllegalStateException(
                    "aen.trainer.device is gpu, but PyTorch finds no CUDA device; allowed here: auto, cpu");
        }
        Engine.getInstance();
        return new Torch(gpus > 0 ? Device.gpu() : Device.cpu());
    }

    private static void setDefault(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    public boolean hasGpu() {
        return device.isGpu();
    }

    /** {@code cpu} or, say, {@code gpu(0)}. */
    public String device() {
        return device.isGpu() ? "gpu(" + device.getDeviceId() + ")" : "cpu";
    }

    /** Owner of native memory, which lives until it is closed. */
    public NDManager newMemory() {
        return NDManager.newBaseManager(device);
    }

    /**
     * Owner of numbers to compute with, on whatever device. They are kept on the CPU, where PyTorch reads them as it
     * starts an operation; one made on a GPU would be copied there, and the copy wait for all that was started before.
     */
    public static NDManager newNumbers(NDManager memory) {
        return memory.newSubManager(Device.cpu());
    }
}
