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
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import vn.khop.benchmarks.linkage.MarkdownTable;
import vn.khop.benchmarks.server.HttpLoad;
import vn.khop.benchmarks.server.IssuedToken;
import vn.khop.benchmarks.server.PeerFolder;
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
    private static final String KHOP_LOG = "log/khop.log";
    private static final String INDEXED = "records indexed";
    /** Matches a second that are asked while the server is still at its start. */
    private static final double REBUILD_RATE = 50;

    private static final Duration LOG_LIMIT = Duration.ofMinutes(10);

    @Option(names = "--khop", defaultValue = "bin/khop", description = "the command; default ${DEFAULT-VALUE}")
    private Path command = Path.of("bin/khop");

    @Option(names = "--work", defaultValue = "target/registry", description = "folder for what is written")
    private Path work = Path.of("target/registry");

    @Option(names = "--database", defaultValue = "", description = "JDBC URL of the database that was loaded")
    private String database = "";

    @Option(names = "--user", defaultValue = "khop", description = "its user, whose password is asked for by nobody")
    private String user = "khop";

    @Option(names = "--people", required = true, description = "the CSV file that it was loaded with")
    private Path people = Path.of("");

    @Option(names = "--postmaster", defaultValue = "0", description = "PostgreSQL's process id, to count its CPU time")
    private long postmaster;

    @Option(names = "--seconds", defaultValue = "30", description = "length of each measurement")
    private int seconds = 30;

    @Option(
            names = "--warm-up",
            defaultValue = "60",
            description =
                    "seconds of the same before each measurement, in which code is compiled; default ${DEFAULT-VALUE}")
    private int warmUp = 60;

    @Option(names = "--connections", defaultValue = "16", description = "connections; default ${DEFAULT-VALUE}")
    private int connections = 16;

    @Option(names = "--feed-rate", defaultValue = "300", description = "messages a second; default ${DEFAULT-VALUE}")
    private double feedRate = 300;

    @Option(names = "--match-rate", defaultValue = "500", description = "matches a second; default ${DEFAULT-VALUE}")
    private double matchRate = 500;

    @Option(names = "--port", defaultValue = "18095", description = "port of the server; default ${DEFAULT-VALUE}")
    private int port = 18_095;

    @Option(names = "--heap", defaultValue = "3g", description = "heap of the server; default ${DEFAULT-VALUE}")
    private String heap = "3g";

    @Option(names = "--parts", split = ",", defaultValue = "MATCH,FEED,RESTART", description = "what to do")
    private Set<Part> parts = EnumSet.allOf(Part.class);

    @Option(
            names = "--beside",
            description = "the folder of HAPI with MDM: the same patients are fed to it and to a server of ours")
    private Optional<Path> hapi = Optional.empty();

    @Option(
            names = "--empty",
            split = ",",
            description = "with --beside: JDBC URLs of two empty databases, the first for ours, the second for HAPI")
    private List<String> empty = List.of();

    @Option(names = "--patients", defaultValue = "10000", description = "with --beside; default ${DEFAULT-VALUE}")
    private int patients = 10_000;

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
        Files.deleteIfExists(data.resolve(RunningProcess.LOG));
        Files.deleteIfExists(data.resolve(KHOP_LOG));
        Messages messages =
                new Messages(people, SEED, Long.toString(Clock.systemUTC().millis(), Character.MAX_RADIX));
        if (hapi.isPresent()) {
            beside(hapi.get(), messages, data);
            return 0;
        }
        List<String> serve = serve(database, data, messages);
        try (RunningProcess server = RunningProcess.start(serve, data, port, "/fhir/metadata")) {
            System.out.printf(Locale.ROOT, "ready after %.1f s%n", server.secondsToReady());
            RunningProcess.awaitWhole(data);
            System.out.printf(Locale.ROOT, "%s%n", awaitLine(data.resolve(KHOP_LOG), INDEXED));
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

    private void beside(Path source, Messages messages, Path data) throws Exception {
        if (empty.size() != 2) {
            throw new IllegalArgumentException("--beside needs --empty with two JDBC URLs, found " + empty.size());
        }
        BesideHapi both = new BesideHapi(messages, patients, connections, Duration.ofSeconds(seconds));
        try (RunningProcess server =
                RunningProcess.start(serve(empty.get(0), data, messages), data, port, "/fhir/metadata")) {
            RunningProcess.awaitWhole(data);
            both.product(server, token(data));
        }
        Path folder = Files.createDirectories(work.toAbsolutePath().resolve("hapi"));
        Path jar = PeerFolder.built(source, folder);
        List<String> command = List.of(
                "env",
                "PORT=" + port,
                "DB_URL=" + empty.get(1),
                "DB_USER=" + user,
                "DB_PASSWORD=none",
                "DIALECT=ca.uhn.fhir.jpa.model.dialect.HapiFhirPostgresDialect",
                "java",
                "-Xmx" + heap,
                "-jar",
                jar.toString(),
                "--proto.mdm=true");
        try (RunningProcess server = RunningProcess.start(command, folder, port, "/fhir/metadata")) {
            both.hapi(server, empty.get(1), user);
        }
    }

    private List<String> serve(String database, Path data, Messages messages) throws IOException {
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
                        messages.facilities().stream()
                                .map(code -> "'" + code + "'")
                                .collect(Collectors.joining(", ", "  facilities: [", "]")),
                        "  limits:",
                        "    requests-per-second: 100000",
                        "    misses: 1000000",
                        "server.port: " + port,
                        ""));
        return List.of(
                "env",
                "KHOP_JAVA_OPTS=-Xmx" + heap,
                command.toAbsolutePath().toString(),
                "serve",
                "--config",
                config.toAbsolutePath().toString(),
                "--data",
                data.toString());
    }

    private void measure(RunningProcess server, Messages messages, String token)
            throws IOException, InterruptedException {
        List<byte[]> matches = new ArrayList<>();
        List<byte[]> feeds = new ArrayList<>();
        for (int i = 0; parts.contains(Part.MATCH) && i < matchRate * Math.max(seconds, warmUp); i++) {
            matches.add(HttpLoad.withBody(
                    "POST", server.address(), "/fhir/Patient/$match", FHIR_JSON, token, messages.probe()));
        }
        // For the measurement and what goes before it: no message comes twice.
        for (int i = 0; parts.contains(Part.FEED) && i < feedRate * (seconds + warmUp); i++) {
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
        MarkdownTable table = table();
        if (!matches.isEmpty()) {
            row(table, server, "$match", warm(server, matches, matchRate), matchRate);
        }
        if (!feeds.isEmpty()) {
            row(table, server, "PUT Patient, linked", warm(server, feeds, feedRate), feedRate);
        }
    }

    private static MarkdownTable table() {
        return new MarkdownTable(
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
    }

    private HttpLoad warm(RunningProcess server, List<byte[]> requests, double rate) throws IOException {
        HttpLoad load = new HttpLoad(server.address(), requests);
        load.run(connections, OptionalDouble.of(rate), Duration.ofSeconds(warmUp));
        return load;
    }

    private void row(MarkdownTable table, RunningProcess server, String name, HttpLoad load, double rate)
            throws IOException {
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
        Files.deleteIfExists(data.resolve(RunningProcess.LOG));
        Files.deleteIfExists(data.resolve(KHOP_LOG));
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
            System.out.println("while the index of records is made again and HAPI starts:");
            MarkdownTable table = table();
            List<byte[]> matches = new ArrayList<>();
            for (int i = 0; i < REBUILD_RATE * seconds; i++) {
                matches.add(HttpLoad.withBody(
                        "POST", server.address(), "/fhir/Patient/$match", FHIR_JSON, token, messages.probe()));
            }
            row(table, server, "$match", new HttpLoad(server.address(), matches), REBUILD_RATE);
            System.out.printf(Locale.ROOT, "%s%n", awaitLine(data.resolve(KHOP_LOG), INDEXED));
            RunningProcess.awaitWhole(data);
            System.out.println("all of FHIR answers");
        }
    }

    /** Waits until a log has a line with this text, and gives the line. */
    private static String awaitLine(Path log, String text) throws IOException, InterruptedException {
        long start = System.nanoTime();
        while (true) {
            Optional<String> line = Files.exists(log)
                    ? Files.readAllLines(log).stream()
                            .filter(one -> one.contains(text))
                            .reduce((first, last) -> last)
                    : Optional.empty();
            if (line.isPresent()) {
                return line.get();
            }
            if (System.nanoTime() - start > LOG_LIMIT.toNanos()) {
                throw new IllegalStateException("'" + text + "' did not come; see " + log);
            }
            Thread.sleep(500);
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
