package vn.khop.benchmarks.registry;

import com.nimbusds.jose.JOSEException;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import vn.khop.benchmarks.linkage.MarkdownTable;
import vn.khop.benchmarks.server.HttpLoad;
import vn.khop.benchmarks.server.IssuedToken;
import vn.khop.benchmarks.server.RunningProcess;

/**
 * Starts a server as in production on a PostgreSQL that was loaded with people ({@code bin/khop load}), and measures feeds and matches over HTTP at a rate that does
 * not wait for the server, and how soon it answers again after {@code kill -9}.
 */
@Command(
        name = "measure-registry",
        mixinStandardHelpOptions = true,
        description = "Measures feeds, matches and a restart at a PostgreSQL that bin/khop load has filled.")
public final class MeasureRegistry implements Callable<Integer> {
    private static final long SEED = 1;
    private static final double GIGA = 1e9;
    private static final String FHIR_JSON = "application/fhir+json";

    @Option(names = "--khop", defaultValue = "bin/khop", description = "the command; default ${DEFAULT-VALUE}")
    private Path command = Path.of("bin/khop");

    @Option(names = "--work", defaultValue = "target/registry", description = "folder for what is written")
    private Path work = Path.of("target/registry");

    @Option(names = "--database", required = true, description = "JDBC URL of the database that was loaded")
    private String database = "";

    @Option(names = "--user", defaultValue = "khop", description = "its user, whose password is asked for by nobody")
    private String user = "khop";

    @Option(names = "--people", required = true, description = "the CSV file that it was loaded with")
    private Path people = Path.of("");

    @Option(names = "--postmaster", defaultValue = "0", description = "PostgreSQL's process id, to count its CPU time")
    private long postmaster;

    @Option(names = "--seconds", defaultValue = "20", description = "length of each measurement")
    private int seconds = 20;

    @Option(names = "--connections", defaultValue = "16", description = "connections; default ${DEFAULT-VALUE}")
    private int connections = 16;

    @Option(names = "--feed-rate", defaultValue = "300", description = "messages a second; default ${DEFAULT-VALUE}")
    private double feedRate = 300;

    @Option(names = "--match-rate", defaultValue = "500", description = "matches a second; default ${DEFAULT-VALUE}")
    private double matchRate = 500;

    @Option(names = "--port", defaultValue = "18095", description = "port of the server; default ${DEFAULT-VALUE}")
    private int port = 18_095;

    @Option(names = "--heap", defaultValue = "2g", description = "heap of the server; default ${DEFAULT-VALUE}")
    private String heap = "2g";

    @Option(names = "--parts", split = ",", defaultValue = "MATCH,FEED,RESTART", description = "what to do")
    private Set<Part> parts = EnumSet.allOf(Part.class);

    private enum Part {
        MATCH,
        FEED,
        RESTART
    }

    public static void main(String[] args) {
        System.exit(new CommandLine(new MeasureRegistry()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        Path data = Files.createDirectories(work.toAbsolutePath().normalize().resolve("server"));
        Files.deleteIfExists(data.resolve("server.log"));
        Path config = Files.writeString(
                work.resolve("khop.yaml"),
                String.join(
                        "\n",
                        "spring.datasource:",
                        "  url: " + database,
                        "  username: " + user,
                        "  password: none",
                        "khop:",
                        "  security.embedded-issuer: true",
                        "  limits:",
                        "    requests-per-second: 100000",
                        "    misses: 1000000",
                        "server.port: " + port,
                        ""));
        List<String> serve = List.of(
                "env",
                "KHOP_JAVA_OPTS=-Xmx" + heap,
                command.toAbsolutePath().toString(),
                "serve",
                "--config",
                config.toAbsolutePath().toString(),
                "--data",
                data.toString());
        Messages messages =
                new Messages(people, SEED, Long.toString(Clock.systemUTC().millis(), Character.MAX_RADIX));
        try (RunningProcess server = RunningProcess.start(serve, data, port, "/fhir/metadata")) {
            System.out.printf(Locale.ROOT, "ready after %.1f s%n", server.secondsToReady());
            RunningProcess.awaitWhole(data);
            measure(server, messages, token(data));
            System.out.printf(
                    Locale.ROOT,
                    "%nserver: %.0f MB resident, at most %.0f MB%n",
                    server.megabytes("VmRSS"),
                    server.megabytes("VmHWM"));
            if (parts.contains(Part.RESTART)) {
                server.kill();
            }
        }
        if (parts.contains(Part.RESTART)) {
            restart(serve, data, messages);
        }
        return 0;
    }

    private void measure(RunningProcess server, Messages messages, String token)
            throws IOException, InterruptedException {
        List<byte[]> matches = new ArrayList<>();
        List<byte[]> feeds = new ArrayList<>();
        for (int i = 0; parts.contains(Part.MATCH) && i < matchRate * seconds; i++) {
            matches.add(HttpLoad.withBody(
                    "POST", server.address(), "/fhir/Patient/$match", FHIR_JSON, token, messages.probe()));
        }
        // Twice, for the measurement and what goes before it: no message comes twice.
        for (int i = 0; parts.contains(Part.FEED) && i < feedRate * seconds * 2; i++) {
            Messages.Message message = messages.feed();
            feeds.add(HttpLoad.withBody(
                    "PUT", server.address(), "/fhir/Patient?" + message.query(), FHIR_JSON, token, message.body()));
        }
        if (parts.contains(Part.MATCH)) {
            mustAnswer(send(server, "POST", "/fhir/Patient/$match", token, messages.probe()));
        }
        if (parts.contains(Part.FEED)) {
            Messages.Message message = messages.feed();
            mustAnswer(send(server, "PUT", "/fhir/Patient?" + message.query(), token, message.body()));
        }
        MarkdownTable table = new MarkdownTable(
                "what",
                "asked/s",
                "answered/s",
                "p50 ms",
                "p95 ms",
                "p99 ms",
                "max ms",
                "not 2xx",
                "server CPU s",
                "database CPU s",
                "generator CPU s");
        if (!matches.isEmpty()) {
            row(table, server, "$match", matches, matchRate);
        }
        if (!feeds.isEmpty()) {
            row(table, server, "PUT Patient, linked", feeds, feedRate);
        }
    }

    private void row(MarkdownTable table, RunningProcess server, String name, List<byte[]> requests, double rate)
            throws IOException, InterruptedException {
        HttpLoad load = new HttpLoad(server.address(), requests);
        load.run(connections, OptionalDouble.of(rate), Duration.ofSeconds(seconds));
        double serverBefore = server.cpuSeconds();
        double databaseBefore = databaseSeconds();
        double ownBefore = ownSeconds();
        HttpLoad.Result result = load.run(connections, OptionalDouble.of(rate), Duration.ofSeconds(seconds));
        table.add(
                name,
                MarkdownTable.one(rate),
                MarkdownTable.one(result.perSecond()),
                MarkdownTable.one(result.millis(50)),
                MarkdownTable.one(result.millis(95)),
                MarkdownTable.one(result.millis(99)),
                MarkdownTable.one(result.millis(100)),
                result.refused(),
                MarkdownTable.one(server.cpuSeconds() - serverBefore),
                MarkdownTable.one(databaseSeconds() - databaseBefore),
                MarkdownTable.one(ownSeconds() - ownBefore));
    }

    private static double ownSeconds() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .map(Duration::toNanos)
                .map(nanos -> nanos / GIGA)
                .orElse(0.0);
    }

    /** Of the processes that are there now: a backend lives as long as its connection. */
    private double databaseSeconds() {
        return ProcessHandle.of(postmaster)
                .map(process -> process.children()
                        .mapToLong(child -> child.info()
                                .totalCpuDuration()
                                .map(Duration::toNanos)
                                .orElse(0L))
                        .sum())
                .map(nanos -> nanos / GIGA)
                .orElse(0.0);
    }

    private void restart(List<String> serve, Path data, Messages messages) throws Exception {
        String token = token(data);
        Files.deleteIfExists(data.resolve("server.log"));
        try (RunningProcess server = RunningProcess.start(serve, data, port, "/fhir/metadata")) {
            System.out.printf(Locale.ROOT, "%nafter kill -9: ready after %.1f s%n", server.secondsToReady());
            Messages.Message message = messages.feed();
            answered(server, "POST", "/fhir/Patient/$match", token, messages.probe());
            answered(server, "PUT", "/fhir/Patient?" + message.query(), token, message.body());
            answered(
                    server,
                    "GET",
                    "/fhir/CodeSystem/$lookup?system=http://hl7.org/fhir/administrative-gender&code=male",
                    token,
                    "");
            RunningProcess.awaitWhole(data);
            System.out.println("all of FHIR answers");
        }
    }

    private static void answered(RunningProcess server, String method, String path, String token, String body)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        int status = send(server, method, path, token, body).statusCode();
        String name = path.contains("?") ? path.substring(0, path.indexOf('?')) : path;
        System.out.printf(
                Locale.ROOT,
                "first %s %s: %d after another %.2f s%n",
                method,
                name,
                status,
                (System.nanoTime() - start) / GIGA);
    }

    private static HttpResponse<String> send(
            RunningProcess server, String method, String path, String token, String body)
            throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(server.uri(path))
                                .header("Authorization", "Bearer " + token)
                                .header("Content-Type", FHIR_JSON)
                                .method(method, BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.ofString());
    }

    /** Refusals are fast: they are not measured. */
    private static void mustAnswer(HttpResponse<String> answer) {
        if (answer.statusCode() / 100 != 2) {
            throw new IllegalStateException(
                    answer.request().method() + " was answered " + answer.statusCode() + ": " + answer.body());
        }
    }

    private String token(Path data) throws IOException, JOSEException, ParseException {
        return IssuedToken.of(
                data,
                port,
                List.of("hub"),
                "ITI-78 ITI-83 ITI-104 ITI-119",
                Map.of(
                        "facilities",
                        List.of("*"),
                        "extensions",
                        Map.of("ihe_iua", Map.of("purpose_of_use", List.of(Map.of("code", "TREAT"))))));
    }
}
