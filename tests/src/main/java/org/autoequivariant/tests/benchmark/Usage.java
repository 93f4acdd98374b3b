package org.autoequivariant.tests.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;

/**
 * What processes have used.
 *
 * @param cpuSeconds so far
 * @param megabytes resident now; 0 where the system does not say
 */
record Usage(double cpuSeconds, long megabytes) {

    private static final String RESIDENT = "VmRSS:";

    static Usage of(Collection<ProcessHandle> processes) {
        double cpu = 0;
        long kilobytes = 0;
        for (ProcessHandle process : processes) {
            cpu += process.info().totalCpuDuration().orElse(Duration.ZERO).toMillis() / 1e3;
            kilobytes += residentKilobytes(process.pid());
        }
        return new Usage(cpu, kilobytes / 1024);
    }

    private static long residentKilobytes(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc", String.valueOf(pid), "status")).stream()
                    .filter(line -> line.startsWith(RESIDENT))
                    .mapToLong(line -> Long.parseLong(line.substring(RESIDENT.length(), line.lastIndexOf(' '))
                            .strip()))
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }
}
