package vn.khop.server.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import vn.khop.server.RunningServer;
import vn.khop.server.registry.LoadGenerator.Kind;
import vn.khop.server.security.Actor;
import vn.khop.server.security.Role;
import vn.khop.server.security.Tokens;

/**
 * Two hospitals feed, match and search and clerks work, on PostgreSQL: as on a busy day, then five times as much, then as before. Requests are due at fixed moments, and each time counts from when it was due. What is too much is refused at once and
 * nothing of it is taken; what is acknowledged is there; clerks are answered. The figures are printed, with what each process took of the cores: what they are worth depends on what else the machine does. Goodput is
 * what programs are answered of the same mix beside as many clerks' questions, against the most that they are answered when each asks again only when it has its answer.
 *
 * <p>{@code -Dtests.seconds} says how long each part is, 30 if it is not given; {@code -Dtests.people} how many are known before; {@code -Dtests.pool} how many connections to the database there are.
 */
@Tag("long")
class OverloadTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SECONDS = Integer.getInteger("tests.seconds", 30);
    private static final int PEOPLE = Integer.getInteger("tests.people", 5_000);
    private static final int POOL = Integer.getInteger("tests.pool", 16);
    private static final int TIMES = 5;
    private static final int SENDERS_OF_BEST = 12;
    private static final List<Kind> OF_PROGRAMS = List.of(Kind.FEED, Kind.MATCH, Kind.SEARCH);

    private static final Duration TOKENS_RENEWED = Duration.ofSeconds(60);

    private final long seed =
            Long.parseUnsignedLong(System.getProperty("tests.seed", Long.toHexString(System.nanoTime())), 16);

    @TempDir
    private Path folder;

    @Test
    void whatIsTooMuchIsRefusedAtOnceAndClerksAreAnswered() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder().start();
                RunningServer server =
                        RunningServer.serve(folder, """
                          limits: {requests-per-second: 100000, misses: 1000000}
                          database.pool: %d
                        spring.datasource:
                          url: %s
                          username: postgres
                          password: ''
                        """.formatted(POOL, postgres.getJdbcUrl("postgres", "postgres")));
                Generator generator = new Generator(server)) {
            server.awaitResources();
            known(server);
            Registry registry = server.bean(Registry.class);
            System.out.println("-Dtests.seed=" + Long.toHexString(seed));
            int clerks = TIMES * Kind.CLERK.perSecond;
            generator.run("warm", "closed %d %d %d".formatted(SENDERS_OF_BEST, Math.max(5, SECONDS / 3), clerks));
            JsonNode bestPart = generator.run("best", "closed %d %d %d".formatted(SENDERS_OF_BEST, SECONDS, clerks));
            double best = goodOfPrograms(bestPart);
            double times = Math.max(TIMES, 3 * best / Kind.OF_PROGRAMS);

            JsonNode usual = generator.run("busy day", "open 1 " + SECONDS);
            JsonNode overload = generator.run("%.1f times as much".formatted(times), "open " + times + " " + SECONDS);
            generator.run("the 10 s after", "open 1 10");
            long between = registry.countSources();
            JsonNode after = generator.run("as before", "open 1 " + SECONDS);
            System.out.printf(
                    "programs were answered %.1f a second at best and %.1f of %.1f when there was too much: %.0f %%%n",
                    best, goodOfPrograms(overload), times * Kind.OF_PROGRAMS, 100 * goodOfPrograms(overload) / best);

            TreeSet<String> statuses = new TreeSet<>();
            OF_PROGRAMS.forEach(kind ->
                    overload.path(kind.name()).path("statuses").fieldNames().forEachRemaining(statuses::add));
            assertTrue(List.of("200", "201", "202", "503").containsAll(statuses), statuses.toString());
            assertTrue(overload.at("/FEED/statuses").has("503"), "it was not too much");
            for (Kind kind : Kind.values()) {
                assertEquals(
                        0, overload.path(kind.name()).path("withoutRetryAfter").asInt(), kind.name());
            }
            for (JsonNode part : List.of(usual, overload, after)) {
                assertEquals(answered(part, Kind.CLERK), good(part, Kind.CLERK), "a clerk was not answered");
            }
            assertEquals(
                    after.at("/FEED/statuses/201").asLong(),
                    registry.countSources() - between,
                    "what was acknowledged is there, and nothing else");
        }
    }

    private static long answered(JsonNode part, Kind kind) {
        return counts(part, kind).values().stream().mapToLong(Long::longValue).sum();
    }

    private static long good(JsonNode part, Kind kind) {
        return counts(part, kind).entrySet().stream()
                .filter(status -> status.getKey().startsWith("2"))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    private static Map<String, Long> counts(JsonNode part, Kind kind) {
        Map<String, Long> counts = new TreeMap<>();
        part.path(kind.name())
                .path("statuses")
                .fields()
                .forEachRemaining(
                        status -> counts.put(status.getKey(), status.getValue().asLong()));
        return counts;
    }

    /** A second. */
    private static double goodOfPrograms(JsonNode part) {
        return OF_PROGRAMS.stream().mapToLong(kind -> good(part, kind)).sum() / (double) SECONDS;
    }

    private void known(RunningServer server) {
        Registry registry = server.bean(Registry.class);
        DrawnPatients patients = new DrawnPatients(new SplittableRandom(~seed));
        for (int one = 0; one < PEOPLE; one++) {
            registry.feed(
                    ServerParts.feed(LoadGenerator.HOSPITALS.get(one % 2), "known-" + one, patients.patient()),
                    Actor.ofServer("test"));
        }
    }

    /** What each has taken of the cores so far, in milliseconds. */
    private record Cpu(long server, long database, long machine, long moment) {
        static Cpu now(RunningServer server) throws IOException {
            long ofServer = ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
                            .getProcessCpuTime()
                    / 1_000_000;
            long ofDatabase = JdbcClient.create(server.bean(DataSource.class))
                    .sql("select pid from pg_stat_activity")
                    .query(Long.class)
                    .list()
                    .stream()
                    .flatMap(pid -> ProcessHandle.of(pid).stream())
                    .flatMap(process -> process.info().totalCpuDuration().stream())
                    .mapToLong(Duration::toMillis)
                    .sum();
            return new Cpu(ofServer, ofDatabase, busy(), System.nanoTime() / 1_000_000);
        }

        /** All but idle, in hundredths of a second. */
        private static long busy() throws IOException {
            Path times = Path.of("/proc/stat");
            if (!Files.exists(times)) {
                return 0;
            }
            String[] words = Files.readAllLines(times).get(0).split(" +");
            return 10
                    * LongStream.concat(
                                    Stream.of(words).skip(1).limit(3).mapToLong(Long::parseLong),
                                    Stream.of(words).skip(6).limit(2).mapToLong(Long::parseLong))
                            .sum();
        }
    }

    /** The generator's process, and what it tells. */
    private final class Generator implements AutoCloseable {
        private final RunningServer server;
        private final Process process;
        private final Writer commands;
        private final BufferedReader reports;
        private final Thread renewing;

        Generator(RunningServer server) throws IOException {
            this.server = server;
            process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx512m",
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            LoadGenerator.class.getName(),
                            server.url(),
                            Long.toHexString(seed))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            commands = process.outputWriter(StandardCharsets.UTF_8);
            reports = process.inputReader(StandardCharsets.UTF_8);
            tell(tokens());
            renewing = new Thread(this::renew);
            renewing.setDaemon(true);
            renewing.start();
        }

        private List<String> tokens() {
            List<String> lines = new ArrayList<>();
            for (String hospital : LoadGenerator.HOSPITALS) {
                lines.add(
                        "token " + lines.size() + " " + Tokens.ofHospital(server, hospital, "ITI-78 ITI-104 ITI-119"));
            }
            lines.add("token " + LoadGenerator.CLERK_TOKEN + " " + server.token(Role.CLERK));
            return lines;
        }

        private void renew() {
            try {
                while (true) {
                    Thread.sleep(TOKENS_RENEWED.toMillis());
                    tell(tokens());
                }
            } catch (IOException | InterruptedException over) {
                Thread.currentThread().interrupt();
            }
        }

        private synchronized void tell(List<String> lines) throws IOException {
            for (String line : lines) {
                commands.write(line + "\n");
            }
            commands.flush();
        }

        JsonNode run(String name, String command) throws IOException {
            double[] before = refusals();
            Cpu began = Cpu.now(server);
            tell(List.of(command));
            String line = reports.readLine();
            if (line == null) {
                throw new AssertionError("the generator has ended: " + process.info());
            }
            JsonNode report = JSON.readTree(line);
            Cpu ended = Cpu.now(server);
            double seconds = (ended.moment() - began.moment()) / 1e3;
            for (Kind kind : Kind.values()) {
                JsonNode of = report.path(kind.name());
                System.out.printf(
                        "%s, %s: %.1f a second answered, p50 %.0f ms, p95 %.0f ms, p99 %.0f ms; %.1f a second refused, p50 %.1f ms, p95 %.1f ms, p99 %.1f ms%n",
                        name,
                        kind,
                        good(report, kind) / seconds,
                        of.at("/goodMillis/0").asDouble(),
                        of.at("/goodMillis/1").asDouble(),
                        of.at("/goodMillis/2").asDouble(),
                        (answered(report, kind) - good(report, kind)) / seconds,
                        of.at("/refusedMillis/0").asDouble(),
                        of.at("/refusedMillis/1").asDouble(),
                        of.at("/refusedMillis/2").asDouble());
            }
            double ofServer = (ended.server() - began.server()) / 1e3 / seconds;
            double ofDatabase = (ended.database() - began.database()) / 1e3 / seconds;
            double own = report.path("cpuMillis").asLong() / 1e3 / seconds;
            double all = (ended.machine() - began.machine()) / 1e3 / seconds;
            double[] refused = refusals();
            System.out.printf(
                    "%s, %.1f s: cores of the server %.2f, of the database %.2f, of the generator %.2f, of all others %.2f; %d not sent for want of a connection; a refusal took the server %.2f ms%n",
                    name,
                    seconds,
                    ofServer,
                    ofDatabase,
                    own,
                    all - ofServer - ofDatabase - own,
                    report.path("notSent").asInt(),
                    (refused[1] - before[1]) / Math.max(1, refused[0] - before[0]));
            return report;
        }

        /** How many there were, and how many milliseconds they took. */
        private double[] refusals() {
            double[] sum = new double[2];
            for (Timer timer : server.bean(MeterRegistry.class)
                    .find("http.server.requests")
                    .tag("status", "503")
                    .timers()) {
                sum[0] += timer.count();
                sum[1] += timer.totalTime(TimeUnit.MILLISECONDS);
            }
            return sum;
        }

        @Override
        public void close() throws IOException {
            renewing.interrupt();
            commands.close();
            process.destroy();
        }
    }
}
