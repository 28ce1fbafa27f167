package vn.khop.benchmarks.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server in a process of its own, with what it has taken of the processor and of memory. Linux only: from /proc. */
public final class RunningProcess implements AutoCloseable {
    private static final double TICKS_PER_SECOND = 100;
    private static final int USER_TIME = 11;
    private static final int SYSTEM_TIME = 12;
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration START_LIMIT = Duration.ofMinutes(10);

    public static final String LOG = "server.log";

    private final Process process;
    private final Path folder;
    private final InetSocketAddress address;
    private final long startedNanos = System.nanoTime();
    private double secondsToReady;

    private RunningProcess(Process process, Path folder, int port) {
        this.process = process;
        this.folder = folder;
        address = new InetSocketAddress("127.0.0.1", port);
    }

    /**
     * Starts it and waits until it answers.
     *
     * @param ready a path that answers 200 then
     */
    public static RunningProcess start(List<String> command, Path folder, int port, String ready)
            throws IOException, InterruptedException {
        RunningProcess running = begin(command, folder, port);
        running.secondsToReady =
                running.await(HttpRequest.newBuilder(running.uri(ready)).build());
        return running;
    }

    /** Starts it and waits for nothing. */
    public static RunningProcess begin(List<String> command, Path folder, int port) throws IOException {
        return new RunningProcess(
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve(LOG).toFile())
                        .start(),
                folder,
                port);
    }

    /**
     * Waits until this question, which needs a token, is answered with 200.
     *
     * @return seconds since the process was started
     */
    public double secondsToAnswer(String path, String token) throws InterruptedException {
        return await(HttpRequest.newBuilder(uri(path))
                .header("Authorization", "Bearer " + token)
                .build());
    }

    private double await(HttpRequest question) throws InterruptedException {
        while (!answers(question)) {
            if (!process.isAlive() || secondsSinceStart() > START_LIMIT.toSeconds()) {
                process.destroy();
                throw new IllegalStateException("the server did not come up; see " + folder.resolve(LOG));
            }
            Thread.sleep(POLL.toMillis());
        }
        return secondsSinceStart();
    }

    private double secondsSinceStart() {
        return (System.nanoTime() - startedNanos) / 1e9;
    }

    /**
     * Codes are answered long before the rest of FHIR, and what starts behind them takes a core for a while: waits until the server's log says
     * that it is done.
     */
    public static void awaitWhole(Path folder) throws IOException, InterruptedException {
        long start = System.nanoTime();
        while (!Files.readString(folder.resolve(LOG)).contains("all of FHIR answers")) {
            if (System.nanoTime() - start > START_LIMIT.toNanos()) {
                throw new IllegalStateException("the rest of FHIR did not come up; see " + folder.resolve(LOG));
            }
            Thread.sleep(500);
        }
    }

    private static boolean answers(HttpRequest question) throws InterruptedException {
        try {
            return HttpClient.newHttpClient()
                            .send(question, BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        }
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + address.getPort() + path);
    }

    public InetSocketAddress address() {
        return address;
    }

    public double secondsToReady() {
        return secondsToReady;
    }

    /** User and system time so far. */
    public double cpuSeconds() throws IOException {
        String status = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
        String[] fields = status.substring(status.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[SYSTEM_TIME])) / TICKS_PER_SECOND;
    }

    /** A line of the process's status in megabytes: {@code VmRSS}, {@code VmHWM}, {@code RssAnon}. */
    public double megabytes(String name) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                .filter(line -> line.startsWith(name + ":"))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElse(0);
    }

    /** As {@code kill -9} does. */
    public void kill() throws InterruptedException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(1, TimeUnit.MINUTES)) {
            process.destroyForcibly();
        }
    }
}
