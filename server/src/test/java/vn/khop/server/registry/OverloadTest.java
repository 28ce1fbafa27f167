package vn.khop.server.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.khop.server.RunningServer;
import vn.khop.server.security.Actor;
import vn.khop.server.security.Role;
import vn.khop.server.security.Tokens;

/**
 * Two hospitals feed, match and search and clerks work, on PostgreSQL: as on a busy day, then five times as much, then as before. Requests are due at fixed moments, and each time counts from when it was due. What is too much is refused at once and
 * nothing of it is taken; what is acknowledged is there; clerks are answered. The figures are printed: what they are worth depends on what else the machine does, for server, database and this generator share it.
 *
 * <p>{@code -Dtests.seconds} says how long each part is, 30 if it is not given; {@code -Dtests.people} how many are known before.
 */
@Tag("long")
class OverloadTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SID = "http://fhir.ehealth.gov.vn/core/sid/";
    private static final List<String> HOSPITALS = List.of("01001", "01013");
    private static final int SECONDS = Integer.getInteger("tests.seconds", 30);
    private static final int PEOPLE = Integer.getInteger("tests.people", 5_000);
    private static final int TIMES = 5;
    private static final int SENDERS_OF_BEST = 12;
    /** Of all programs together; what is due while all are busy is not sent, and counted. */
    private static final int CONNECTIONS = 96;

    private static final long TOKEN_SECONDS = 60;

    private final long seed =
            Long.parseUnsignedLong(System.getProperty("tests.seed", Long.toHexString(System.nanoTime())), 16);
    private final AtomicInteger numbers = new AtomicInteger();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir
    private Path folder;

    /** What is asked, and how often in a second on a busy day. */
    private enum Kind {
        FEED(150),
        MATCH(20),
        SEARCH(10),
        CLERK(5);

        private final int perSecond;

        Kind(int perSecond) {
            this.perSecond = perSecond;
        }
    }

    /** One answer. */
    private record Answer(int status, boolean saysWhen, double millis) {
        boolean isGood() {
            return status / 100 == 2;
        }
    }

    @Test
    void whatIsTooMuchIsRefusedAtOnceAndClerksAreAnswered() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder().start();
                RunningServer server =
                        RunningServer.serve(folder, """
                          limits: {requests-per-second: 100000, misses: 1000000}
                        spring.datasource:
                          url: %s
                          username: postgres
                          password: ''
                        """.formatted(postgres.getJdbcUrl("postgres", "postgres")))) {
            server.awaitResources();
            Callers callers = new Callers(server);
            known(server);
            closedLoop(callers, Math.max(5, SECONDS / 3));
            double best = closedLoop(callers, SECONDS);
            System.out.printf("best: %.0f feeds a second%n", best);
            double times = Math.max(TIMES, 3 * best / Kind.FEED.perSecond);

            long before = server.bean(Registry.class).countSources();
            Map<Kind, Queue<Answer>> usual = openLoop(callers, 1, SECONDS);
            System.out.println("-Dtests.seed=" + Long.toHexString(seed));
            print("busy day", usual, SECONDS);
            Map<Kind, Queue<Answer>> overload = openLoop(callers, times, SECONDS);
            print("%.1f times as much".formatted(times), overload, SECONDS);
            openLoop(callers, 1, 10);
            long between = server.bean(Registry.class).countSources();
            Map<Kind, Queue<Answer>> after = openLoop(callers, 1, SECONDS);
            print("10 s after", after, SECONDS);

            TreeSet<Integer> statuses = new TreeSet<>();
            for (Kind kind : List.of(Kind.FEED, Kind.MATCH, Kind.SEARCH)) {
                Objects.requireNonNull(overload.get(kind)).forEach(answer -> statuses.add(answer.status()));
            }
            assertTrue(List.of(200, 201, 202, 503).containsAll(statuses), statuses.toString());
            assertTrue(
                    Objects.requireNonNull(overload.get(Kind.FEED)).stream().anyMatch(answer -> answer.status() == 503),
                    "it was not too much");
            assertTrue(Objects.requireNonNull(overload.get(Kind.FEED)).stream()
                    .allMatch(answer -> answer.isGood() || answer.saysWhen()));
            for (Map<Kind, Queue<Answer>> part : List.of(usual, overload, after)) {
                assertTrue(
                        Objects.requireNonNull(part.get(Kind.CLERK)).stream().allMatch(Answer::isGood),
                        "a clerk was not answered");
            }
            assertEquals(
                    Objects.requireNonNull(after.get(Kind.FEED)).stream()
                            .filter(answer -> answer.status() == 201)
                            .count(),
                    server.bean(Registry.class).countSources() - between,
                    "what was acknowledged is there, and nothing else");
            assertTrue(between > before);
        }
    }

    private void print(String name, Map<Kind, Queue<Answer>> answers, int seconds) {
        answers.forEach((kind, all) -> {
            double[] good = all.stream()
                    .filter(Answer::isGood)
                    .mapToDouble(Answer::millis)
                    .sorted()
                    .toArray();
            double[] refused = all.stream()
                    .filter(one -> !one.isGood())
                    .mapToDouble(Answer::millis)
                    .sorted()
                    .toArray();
            System.out.printf(
                    "%s, %s: %.1f a second answered, p50 %.0f ms, p95 %.0f ms, p99 %.0f ms; %.1f a second refused, p50 %.0f ms, p95 %.0f ms%n",
                    name,
                    kind,
                    good.length / (double) seconds,
                    percentile(good, 50),
                    percentile(good, 95),
                    percentile(good, 99),
                    refused.length / (double) seconds,
                    percentile(refused, 50),
                    percentile(refused, 95));
        });
    }

    private static double percentile(double[] sorted, int percent) {
        return sorted.length == 0 ? 0 : sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)];
    }

    private void known(RunningServer server) {
        Registry registry = server.bean(Registry.class);
        DrawnPatients patients = new DrawnPatients(new SplittableRandom(~seed));
        for (int one = 0; one < PEOPLE; one++) {
            registry.feed(
                    ServerParts.feed(HOSPITALS.get(one % 2), "known-" + one, patients.patient()),
                    Actor.ofServer("test"));
        }
    }

    /** Each sender asks when it has its answer; good answers a second. */
    private double closedLoop(Callers callers, int seconds) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        AtomicInteger good = new AtomicInteger();
        List<Thread> senders = new ArrayList<>();
        for (int sender = 0; sender < SENDERS_OF_BEST; sender++) {
            Thread thread = new Thread(() -> {
                while (System.nanoTime() < end) {
                    HttpResponse<String> answer = http.sendAsync(callers.request(Kind.FEED), BodyHandlers.ofString())
                            .join();
                    good.addAndGet(answer.statusCode() / 100 == 2 ? 1 : 0);
                }
            });
            senders.add(thread);
            thread.start();
        }
        for (Thread sender : senders) {
            sender.join();
        }
        return good.get() / (double) seconds;
    }

    private Map<Kind, Queue<Answer>> openLoop(Callers callers, double times, int seconds) {
        Map<Kind, Queue<Answer>> answers = new EnumMap<>(Kind.class);
        List<CompletableFuture<?>> under = new ArrayList<>();
        Semaphore free = new Semaphore(CONNECTIONS);
        AtomicInteger notSent = new AtomicInteger();
        long[] sent = new long[Kind.values().length];
        for (Kind kind : Kind.values()) {
            answers.put(kind, new ConcurrentLinkedQueue<>());
        }
        long began = System.nanoTime();
        long end = began + TimeUnit.SECONDS.toNanos(seconds);
        while (System.nanoTime() < end) {
            for (Kind kind : Kind.values()) {
                double interval = 1e9 / (kind.perSecond * times);
                long due = began + (long) (sent[kind.ordinal()] * interval);
                for (; due <= System.nanoTime(); due = began + (long) (sent[kind.ordinal()] * interval)) {
                    sent[kind.ordinal()]++;
                    long wasDue = due;
                    boolean isOfMachine = kind != Kind.CLERK;
                    if (isOfMachine && !free.tryAcquire()) {
                        notSent.incrementAndGet();
                        continue;
                    }
                    under.add(http.sendAsync(callers.request(kind), BodyHandlers.ofString())
                            .whenComplete((answer, fault) -> free.release(isOfMachine ? 1 : 0))
                            .thenAccept(answer -> Objects.requireNonNull(answers.get(kind))
                                    .add(new Answer(
                                            answer.statusCode(),
                                            answer.headers()
                                                    .firstValue("Retry-After")
                                                    .isPresent(),
                                            (System.nanoTime() - wasDue) / 1e6))));
                }
            }
            LockSupport.parkNanos(500_000);
        }
        for (CompletableFuture<?> one : under) {
            try {
                one.join();
            } catch (CompletionException broken) {
                throw new AssertionError("a request had no answer", broken.getCause());
            }
        }
        if (notSent.get() > 0) {
            System.out.printf("%d requests found no free connection and were not sent%n", notSent.get());
        }
        return answers;
    }

    /** Who asks, with tokens that are not over yet. */
    private final class Callers {
        private final RunningServer server;
        private final List<Supplier<String>> hospitals;

        Callers(RunningServer server) {
            this.server = server;
            this.hospitals = HOSPITALS.stream()
                    .map(code -> renewed(() -> Tokens.ofHospital(server, code, "ITI-78 ITI-104 ITI-119")))
                    .toList();
        }

        private Supplier<String> renewed(Supplier<String> drawing) {
            record Token(String text, long nanos) {}
            List<Token> last = new ArrayList<>();
            return () -> {
                synchronized (last) {
                    long now = System.nanoTime();
                    if (last.isEmpty() || now - last.get(0).nanos() > TimeUnit.SECONDS.toNanos(TOKEN_SECONDS)) {
                        last.clear();
                        last.add(new Token(drawing.get(), now));
                    }
                    return last.get(0).text();
                }
            };
        }

        HttpRequest request(Kind kind) {
            int number = numbers.getAndIncrement();
            String facility = HOSPITALS.get(number % 2);
            Map<String, String> patient = new DrawnPatients(new SplittableRandom(seed + number)).patient();
            return switch (kind) {
                case FEED ->
                    of(
                                    number,
                                    "/fhir/Patient?identifier=" + SID + "patient-internal-id/" + facility + "%7Cover-"
                                            + number)
                            .PUT(BodyPublishers.ofString(body(facility, number, patient)))
                            .build();
                case MATCH ->
                    of(number, "/fhir/Patient/$match")
                            .POST(BodyPublishers.ofString(body(facility, number, patient)))
                            .build();
                case SEARCH ->
                    of(number, "/fhir/Patient?name=an&birthdate=" + patient.get(Columns.BIRTH_DATE))
                            .build();
                case CLERK ->
                    number % 3 == 0
                            ? server.request("/api/v1/tasks", Role.CLERK).build()
                            : server.request("/api/v1/persons/search", Role.CLERK)
                                    .header("Content-Type", "application/json")
                                    .POST(BodyPublishers.ofString(JSON.createObjectNode()
                                            .put("name", patient.get(Columns.FULL_NAME))
                                            .put("birthDate", patient.get(Columns.BIRTH_DATE))
                                            .toString()))
                                    .build();
            };
        }

        private HttpRequest.Builder of(int number, String path) {
            return server.request(path)
                    .header(
                            "Authorization",
                            "Bearer " + hospitals.get(number % 2).get())
                    .header("Content-Type", "application/fhir+json");
        }

        private String body(String facility, int number, Map<String, String> patient) {
            ObjectNode body = JSON.createObjectNode().put("resourceType", "Patient");
            body.putArray("identifier")
                    .addObject()
                    .put("system", SID + "patient-internal-id/" + facility)
                    .put("value", "over-" + number);
            body.putArray("name").addObject().put("text", patient.get(Columns.FULL_NAME));
            body.put("birthDate", patient.get(Columns.BIRTH_DATE));
            body.putArray("address").addObject().put("text", patient.getOrDefault(Columns.ADDRESS, "Hà Nội"));
            return body.toString();
        }
    }
}
