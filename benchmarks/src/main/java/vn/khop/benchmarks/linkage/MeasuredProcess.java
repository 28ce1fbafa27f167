package vn.khop.benchmarks.linkage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A command that ran to its end, and what it took, all processes that it started included. Linux only: both figures come from /proc.
 *
 * @param cpuSeconds user and system time
 * @param peakMegabytes largest resident memory, summed over the processes that lived at one time
 * @param output what it wrote, stdout and stderr in one file
 */
public record MeasuredProcess(int exitCode, double cpuSeconds, double wallSeconds, double peakMegabytes, Path output) {
    /* CPU: the kernel adds a child's time, and that of the children it waited for, to cutime and cstime of the parent that waits
     * for it, as wait4 would tell. So the difference of this process's two counters is the command's, as long as one command
     * runs at a time. Memory: VmHWM is the kernel's own high-water mark, so a peak between two looks is not lost; only what a
     * process adds in its last moments may be. */
    private static final Path OWN_STATUS = Path.of("/proc/self/stat");
    /** After the name in brackets: state is 0. */
    private static final int CUTIME = 13;

    private static final int CSTIME = 14;
    /** USER_HZ, 100 on every Linux that Java runs on. */
    private static final double TICKS_PER_SECOND = 100;

    private static final long LOOK_MILLIS = 25;

    /**
     * Runs a command to its end.
     *
     * @param output file for what it writes
     * @throws IllegalStateException if it ends with another code than 0; the message has the last lines that it wrote
     */
    public static MeasuredProcess run(List<String> command, Path output) throws IOException, InterruptedException {
        double before = childrenSeconds();
        long start = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        double peak = 0;
        boolean hasEnded = false;
        while (!hasEnded) {
            peak = Math.max(peak, megabytes(process.toHandle()));
            hasEnded = process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
        double wall = (System.nanoTime() - start) / 1e9;
        if (process.exitValue() != 0) {
            List<String> lines = Files.readAllLines(output);
            throw new IllegalStateException("exit code " + process.exitValue() + " of " + String.join(" ", command)
                    + "; it wrote last: "
                    + String.join("\n", lines.subList(Math.max(0, lines.size() - 12), lines.size())));
        }
        return new MeasuredProcess(process.exitValue(), childrenSeconds() - before, wall, peak, output);
    }

    private static double childrenSeconds() throws IOException {
        String status = Files.readString(OWN_STATUS);
        String[] fields = status.substring(status.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[CUTIME]) + Long.parseLong(fields[CSTIME])) / TICKS_PER_SECOND;
    }

    private static double megabytes(ProcessHandle process) {
        return Stream.concat(Stream.of(process), process.descendants())
                .mapToDouble(one -> highWaterMark(one.pid()))
                .sum();
    }

    private static double highWaterMark(long pid) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException | java.io.UncheckedIOException e) {
            // It ended between two looks.
            return 0;
        }
    }
}
