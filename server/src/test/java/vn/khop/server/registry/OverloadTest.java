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
import java.util.Arrays;
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
 * what programs are answered of the same mix beside as many clerks' questions, against the most that they are answered when each asks again only when it has its answer: measured in turns of equal length, and compared within each
 * turn, so that what else the machine does weighs on both. The generator stands for other machines, and goes before the others where it may.
 *
 * <p>{@code -Dtests.seconds} says how long each part is, 30 if it is not given; {@code -Dtests.turns} how often both are measured, 3; {@code -Dtests.people} how many are known before; {@code -Dtests.pool} how many connections to the
 * database there are, {@code -Dtests.places} how many places for programs, and {@code -Dtests.nice} how far the generator goes before or behind the others, -10.
 */
@Tag("long")
class OverloadTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SECONDS = Integer.getInteger("tests.seconds", 30);
    private static final int TURNS = Integer.getInteger("tests.turns", 3);
    private static final int PEOPLE = Integer.getInteger("tests.people", 5_000);
    private static final int POOL = Integer.getInteger("tests.pool", 16);
    private static final int PLACES = Integer.getInteger("tests.places", 0);
    private static final int TIMES = 5;
    private static final int SENDERS_OF_BEST = 12;
    private static final int STRANGERS = 500;
    private static final List<Kind> OF_PROGRAMS = List.of(Kind.FEED, Kind.MATCH, Kind.SEARCH);

    private static final Duration TOKENS_RENEWED = Duration.ofSeconds(60);

    private final long seed =
            Long.parseUnsignedLong(System.getProperty("tests.seed", Long.toHexString(System.nanoTime())), 16);

    @TempDir
    private Path folder;

    private interface Course {
        void run(RunningServer server, Generator generator) throws Exception;
    }

    private void with(Course course) throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder().start();
                RunningServer server = RunningServer.serve(
                        folder, """
                          limits: {requests-per-second: 100000, misses: 1000000, places: %d}
                          database.pool: %d
                        spring.datasource:
                          url: %s
                          username: postgres
                          password: ''
                        """.formatted(PLACES, POOL, postgres.getJdbcUrl("postgres", "postgres")));
                Generator generator = new Generator(server)) {
            server.awaitResources();
            known(server);
            System.out.println("-Dtests.seed=" + Long.toHexString(seed));
            generator.run("warm", closed(Math.max(5, SECONDS / 3)));
            course.run(server, generator);
        }
    }

    /** As much as programs can have answered, beside as many questions of clerks as there are when it is too much. */
    private static String closed(int seconds) {
        return "closed %d %d %d".formatted(SENDERS_OF_BEST, seconds, TIMES * Kind.CLERK.perSecond);
    }

    private static String open(double times, int seconds, int strangers) {
        return "open " + times + " " + seconds + " " + strangers;
    }

    @Test
    void whatIsTooMuchIsRefusedAtOnceAndClerksAreAnswered() throws Exception {
        with((server, generator) -> {
            Registry registry = server.bean(Registry.class);
            JsonNode usual = generator.run("busy day", open(1, SECONDS, 0));
            double[] shares = new double[TURNS];
            double ofBest = 0;
            double ofOverload = 0;
            for (int turn = 0; turn < TURNS; turn++) {
                double best = goodOfPrograms(generator.run("best", closed(SECONDS)));
                double times = Math.max(TIMES, 3 * best / Kind.OF_PROGRAMS);
                JsonNode overload = generator.run("%.1f times as much".formatted(times), open(times, SECONDS, 0));
                mustBeRefusedRightly(overload);
                double good = goodOfPrograms(overload);
                shares[turn] = 100 * good / best;
                ofBest += best;
                ofOverload += good;
            }
            System.out.printf(
                    "programs were answered %.1f a second at best and %.1f when there was too much: %.0f %%; in each turn %s %%%n",
                    ofBest / TURNS,
                    ofOverload / TURNS,
                    100 * ofOverload / ofBest,
                    Arrays.toString(Arrays.stream(shares).mapToLong(Math::round).toArray()));
            generator.run("the 10 s after", open(1, 10, 0));
            long between = registry.countSources();
            JsonNode after = generator.run("as before", open(1, SECONDS, 0));
            for (JsonNode part : List.of(usual, after)) {
                assertEquals(answered(part, Kind.CLERK), good(part, Kind.CLERK), "a clerk was not answered");
            }
            assertEquals(
                    after.at("/FEED/statuses/201").asLong(),
                    registry.countSources() - between,
                    "what was acknowledged is there, and nothing else");
        });
    }

    private static void mustBeRefusedRightly(JsonNode overload) {
        TreeSet<String> statuses = new TreeSet<>();
        OF_PROGRAMS.forEach(
                kind -> overload.path(kind.name()).path("statuses").fieldNames().forEachRemaining(statuses::add));
        assertTrue(List.of("200", "201", "202", "429").containsAll(statuses), statuses.toString());
        assertTrue(overload.at("/FEED/statuses").has("429"), "it was not too much");
        for (Kind kind : Kind.values()) {
            assertEquals(0, overload.path(kind.name()).path("withoutRetryAfter").asInt(), kind.name());
        }
        assertEquals(answered(overload, Kind.CLERK), good(overload, Kind.CLERK), "a clerk was not answered");
    }

    /** Somebody sends tokens that he has made up, from the address of everybody else: he is refused, and all others are answered as before, also with tokens that the server has not seen yet. */
    @Test
    void whoeverMakesTokensUpShutsNobodyOut() throws Exception {
        with((server, generator) -> {
            for (int turn = 0; turn < TURNS; turn++) {
                generator.run("busy day", open(1, SECONDS, 0));
                // They count from now on, and nobody has seen them.
                generator.tell(generator.tokens());
                JsonNode beside = generator.run("beside strangers", open(1, SECONDS, STRANGERS));
                assertEquals(
                        answered(beside, Kind.STRANGER),
                        counts(beside, Kind.STRANGER).get("401"));
                for (Kind kind : Kind.values()) {
                    assertEquals(
                            kind == Kind.STRANGER,
                            counts(beside, kind).containsKey("401"),
                            kind + " " + counts(beside, kind));
                }
                assertEquals(answered(beside, Kind.CLERK), good(beside, Kind.CLERK), "a clerk was not answered");
            }
        });
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

    /** What each has taken of the cores so far, in milliseconds, and how often a core went over to another thread. */
    private record Cpu(long server, long database, long machine, long switches, long moment) {
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
            return new Cpu(ofServer, ofDatabase, busy(), switched(), System.nanoTime() / 1_000_000);
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

        private static long switched() throws IOException {
            Path times = Path.of("/proc/stat");
            return Files.exists(times)
                    ? Files.readAllLines(times).stream()
                            .filter(line -> line.startsWith("ctxt "))
                            .mapToLong(line -> Long.parseLong(line.split(" ")[1]))
                            .sum()
                    : 0;
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
                            "nice",
                            "-n",
                            System.getProperty("tests.nice", "-10"),
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
            tell(List.of("draw " + command));
            reports.readLine();
            double[] before = refusals();
            Cpu began = Cpu.now(server);
            CoreWaits waits = CoreWaits.now("http-nio");
            tell(List.of(command));
            String line = reports.readLine();
            if (line == null) {
                throw new AssertionError("the generator has ended: " + process.info());
            }
            JsonNode report = JSON.readTree(line);
            Cpu ended = Cpu.now(server);
            waits = CoreWaits.now("http-nio").since(waits);
            double seconds = (ended.moment() - began.moment()) / 1e3;
            for (Kind kind : Kind.values()) {
                JsonNode of = report.path(kind.name());
                if (answered(report, kind) == 0) {
                    continue;
                }
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
            System.out.printf(
                    "%s: threads that hear and answer requests waited %.2f ms before each turn on a core, the generator's %d ms in all; cores went over to another thread %.0f times a second%n",
                    name,
                    waits.mean(),
                    report.path("waitedMillis").asLong(),
                    (ended.switches() - began.switches()) / seconds);
            return report;
        }

        /** How many there were, and how many milliseconds they took. */
        private double[] refusals() {
            double[] sum = new double[2];
            for (Timer timer : server.bean(MeterRegistry.class)
                    .find("http.server.requests")
                    .tag("status", "429")
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
