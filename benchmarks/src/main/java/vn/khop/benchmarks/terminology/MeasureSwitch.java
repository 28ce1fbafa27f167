package vn.khop.benchmarks.terminology;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import vn.khop.benchmarks.server.RunningProcess;
import vn.khop.terminology.compile.ImageFolder;
import vn.khop.terminology.concept.CodeSystem;
import vn.khop.terminology.concept.CodeSystemDescription;
import vn.khop.terminology.concept.Concept;
import vn.khop.terminology.concept.Designation;
import vn.khop.terminology.concept.ReleaseId;

/*
 * Two releases of one list, whose names say which release they are of. Questions come at a constant rate over HTTP, in R4 and R5 and over
 * /api/v1, each timed from when it was due; first without a switch, then with one every half second, there and back by activation and by
 * rollback. An answer is mixed where the version it names and the name it gives are of two releases, or where a question that was sent after
 * a switch had returned is answered from before it.
 */
/**
 * Switches releases of a running server under load. Prints times before and during, failed and mixed answers, how long a switch and a
 * rollback take, and how soon after its start the server answers.
 */
final class MeasureSwitch {
    private static final String SYSTEM = "urn:khop:measure:switch";
    private static final List<String> VERSIONS = List.of("cũ", "mới");
    private static final int SENDERS = 4;
    private static final int WARM_RUNS_MAX = 8;
    private static final double STEADY = 0.9;
    private static final long PAUSE_MILLIS = 500;
    private static final Duration START_LIMIT = Duration.ofMinutes(5);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String url;
    private final String hub;
    private final String admin;
    private final int concepts;
    private volatile Standing standing = new Standing(VERSIONS.get(0), 0);

    /** Since when the release that was switched to last must answer; a switch under way allows both. */
    private record Standing(String version, long sinceNanos) {}

    private record Run(long answers, long failed, long mixed, Histogram micros) {}

    private MeasureSwitch(String url, Map<String, String> tokens, int concepts) {
        this.url = url;
        hub = tokens.getOrDefault("hub", "");
        admin = tokens.getOrDefault("terminology-admin", "");
        this.concepts = concepts;
    }

    /** @param folder what the two releases are compiled into, where that has not been done already */
    static void measure(Path command, Path folder, int concepts, double rate, int seconds) throws Exception {
        ImageFolder images = ImageFolder.at(folder.resolve("codes"));
        for (String version : VERSIONS.stream().sorted().toList()) {
            ReleaseId id = new ReleaseId(SYSTEM, version);
            boolean isThere = Files.exists(images.root())
                    && images.releases().stream()
                            .anyMatch(release -> release.id().equals(id) && release.conceptCount() == concepts);
            if (!isThere) {
                images.add(list(version, concepts));
                images.validate(id);
                images.approve(id, "a second person");
            }
        }
        images.activate(new ReleaseId(SYSTEM, VERSIONS.get(0)));
        int port = freePort();
        long started = System.nanoTime();
        Process server = start(command.toString(), folder, port);
        try {
            String url = "http://localhost:" + port;
            awaitAnswer(url, folder, server);
            System.out.printf(
                    Locale.ROOT,
                    "%n%,d concepts in each of two releases; the first code is answered %.1f s after the start%n%n",
                    concepts,
                    (System.nanoTime() - started) / 1e9);
            RunningProcess.awaitWhole(folder);
            new MeasureSwitch(url, tokens(folder), concepts).measure(rate, Duration.ofSeconds(seconds));
        } finally {
            server.destroy();
            server.waitFor();
        }
    }

    private void measure(double rate, Duration length) throws Exception {
        // Until the server's code is compiled, in runs until one is not much faster than the one before.
        double slower = Double.MAX_VALUE;
        for (int i = 0; i < WARM_RUNS_MAX; i++) {
            double p99 = run(rate, length).micros().getValueAtPercentile(99);
            if (p99 > slower * STEADY) {
                break;
            }
            slower = p99;
        }
        Run before = run(rate, length);
        ExecutorService switching = Executors.newSingleThreadExecutor();
        Histogram activations = new Histogram(3);
        Histogram rollbacks = new Histogram(3);
        long end = System.nanoTime() + length.toNanos();
        Future<?> done = switching.submit(() -> {
            while (System.nanoTime() < end) {
                switchTo(VERSIONS.get(1), "activate", activations);
                Thread.sleep(PAUSE_MILLIS);
                switchTo(VERSIONS.get(0), "rollback", rollbacks);
                Thread.sleep(PAUSE_MILLIS);
            }
            return true;
        });
        Run during = run(rate, length);
        done.get();
        switching.shutdown();
        Run after = run(rate, length);
        System.out.println("| | answers | failed | mixed | p50 ms | p99 ms | max ms |");
        System.out.println("|---|---|---|---|---|---|---|");
        print("without a switch", before);
        print("a switch each " + PAUSE_MILLIS + " ms", during);
        print("without a switch, after", after);
        print("activation", new Run(activations.getTotalCount(), 0, 0, activations));
        print("rollback", new Run(rollbacks.getTotalCount(), 0, 0, rollbacks));
    }

    private static void print(String what, Run run) {
        System.out.printf(
                Locale.ROOT,
                "| %s | %,d | %d | %d | %.2f | %.2f | %.2f |%n",
                what,
                run.answers(),
                run.failed(),
                run.mixed(),
                run.micros().getValueAtPercentile(50) / 1e3,
                run.micros().getValueAtPercentile(99) / 1e3,
                run.micros().getMaxValue() / 1e3);
    }

    private void switchTo(String version, String step, Histogram micros) throws IOException, InterruptedException {
        String body = step.equals("activate")
                ? "{\"system\":\"" + SYSTEM + "\",\"version\":\"" + version + "\"}"
                : "{\"system\":\"" + SYSTEM + "\"}";
        standing = new Standing("", Long.MAX_VALUE);
        long start = System.nanoTime();
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create(url + "/api/v1/releases/" + step))
                        .header("Authorization", "Bearer " + admin)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
        long end = System.nanoTime();
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(step + " answered " + answer.statusCode() + ": " + answer.body());
        }
        micros.recordValue((end - start) / 1000);
        standing = new Standing(version, end);
    }

    private Run run(double rate, Duration length) throws InterruptedException, ExecutionException {
        ExecutorService senders = Executors.newFixedThreadPool(SENDERS);
        long start = System.nanoTime();
        List<Future<Run>> parts = new ArrayList<>();
        for (int sender = 0; sender < SENDERS; sender++) {
            int own = sender;
            parts.add(senders.submit(() -> send(own, start, rate, length)));
        }
        Histogram micros = new Histogram(3);
        long failed = 0;
        long mixed = 0;
        for (Future<Run> part : parts) {
            micros.add(part.get().micros());
            failed += part.get().failed();
            mixed += part.get().mixed();
        }
        senders.shutdown();
        return new Run(micros.getTotalCount(), failed, mixed, micros);
    }

    private Run send(int sender, long start, double rate, Duration length) throws InterruptedException {
        Histogram micros = new Histogram(3);
        long failed = 0;
        long mixed = 0;
        double interval = 1e9 * SENDERS / rate;
        for (long i = 0; ; i++) {
            long due = start + (long) ((i + (double) sender / SENDERS) * interval);
            if (due > start + length.toNanos()) {
                return new Run(micros.getTotalCount(), failed, mixed, micros);
            }
            for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
            Standing sentUnder = standing;
            try {
                HttpResponse<String> answer = http.send(
                        question((int) ((i * SENDERS + sender) % concepts), (int) i), BodyHandlers.ofString());
                micros.recordValue((System.nanoTime() - due) / 1000);
                if (answer.statusCode() == 200) {
                    mixed += isOf(answer.body(), sentUnder) ? 0 : 1;
                } else {
                    failed++;
                }
            } catch (IOException broken) {
                failed++;
            }
        }
    }

    /** Lookup in R4, in R5 and over /api/v1, and expansion, in turn. */
    private HttpRequest question(int concept, int turn) {
        String system = URLEncoder.encode(SYSTEM, StandardCharsets.UTF_8);
        HttpRequest.Builder request = switch (turn % 4) {
            case 0 ->
                HttpRequest.newBuilder(
                        URI.create(url + "/fhir/CodeSystem/$lookup?system=" + system + "&code=K" + concept));
            case 1 ->
                HttpRequest.newBuilder(
                        URI.create(url + "/fhir/r5/CodeSystem/$lookup?system=" + system + "&code=K" + concept));
            case 2 ->
                HttpRequest.newBuilder(URI.create(url + "/api/v1/code-systems/lookup"))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{\"system\":\"" + SYSTEM + "\",\"code\":\"K" + concept + "\"}"));
            default ->
                HttpRequest.newBuilder(URI.create(
                        url + "/fhir/ValueSet/$expand?count=5&offset=" + concept + "&url=" + system + "%3Ffhir_vs"));
        };
        return request.header("Authorization", "Bearer " + hub).build();
    }

    /** Whether all of it is of one release, and not of one that had been switched away from when the question was sent. */
    private static boolean isOf(String body, Standing sentUnder) {
        Optional<String> only = Optional.empty();
        for (String version : VERSIONS) {
            if (body.contains("bản " + version)
                    || body.contains("\"" + version + "\"")
                    || body.contains("|" + version)) {
                if (only.isPresent()) {
                    return false;
                }
                only = Optional.of(version);
            }
        }
        boolean isSettled = sentUnder.sinceNanos() < Long.MAX_VALUE && sentUnder.sinceNanos() > 0;
        return only.isPresent() && (!isSettled || only.get().equals(sentUnder.version()) || isSwitchedSince(sentUnder));
    }

    private static boolean isSwitchedSince(Standing sentUnder) {
        return System.nanoTime() - sentUnder.sinceNanos()
                > Duration.ofMillis(PAUSE_MILLIS).toNanos() * 9 / 10;
    }

    private static CodeSystem list(String version, int concepts) {
        return new CodeSystem(
                new CodeSystemDescription(
                        new ReleaseId(SYSTEM, version),
                        "Danh mục đo",
                        Optional.empty(),
                        Optional.empty(),
                        List.of("vi"),
                        List.of()),
                "generated",
                IntStream.range(0, concepts)
                        .mapToObj(i -> new Concept(
                                "K" + i,
                                true,
                                List.of(new Designation("vi", Designation.DISPLAY, "Mã thứ " + i + " bản " + version)),
                                List.of(),
                                i == 0 ? List.of() : List.of("K" + i / 10)))
                        .toList());
    }

    private static Process start(String command, Path folder, int port) throws IOException {
        return new ProcessBuilder(command, "demo", "--port", String.valueOf(port), "--data", folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(RunningProcess.LOG).toFile())
                .start();
    }

    /** Waits until a code is answered; gives the tokens by role. */
    private static void awaitAnswer(String url, Path folder, Process server) throws Exception {
        HttpClient http = HttpClient.newHttpClient();
        HttpRequest lookup = HttpRequest.newBuilder(URI.create(url + "/fhir/CodeSystem/$lookup?system="
                        + URLEncoder.encode(SYSTEM, StandardCharsets.UTF_8) + "&code=K1"))
                .build();
        long end = System.nanoTime() + START_LIMIT.toNanos();
        while (System.nanoTime() < end && server.isAlive()) {
            try {
                if (http.send(lookup, BodyHandlers.discarding()).statusCode() == 200) {
                    return;
                }
            } catch (ConnectException notYet) {
                // It does not listen yet.
            }
            Thread.sleep(50);
        }
        throw new IllegalStateException("the server does not answer; see " + folder.resolve(RunningProcess.LOG));
    }

    private static Map<String, String> tokens(Path folder) throws IOException {
        Map<String, String> tokens = new HashMap<>();
        for (JsonNode role : JSON.readTree(Files.readAllBytes(folder.resolve("demo-credentials.json")))
                .path("roles")) {
            tokens.put(role.path("role").asText(), role.path("token").asText());
        }
        return tokens;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
