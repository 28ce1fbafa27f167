package vn.khop.server.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import vn.khop.server.config.DemoProcess;
import vn.khop.server.store.TestDatabase;

/*
 * Each writer keeps its own account of what it was told: what was acknowledged must be there, what it sent last and heard nothing of may be there or not, anything else must not.
 */
/** The real server and the real PostgreSQL under it, killed with {@code -9} again and again while records are fed, persons merged and taken apart, and code lists changed over HTTP. */
class KilledUnderLoadTest {
    private static final int FEEDERS = 3;
    private static final Duration START_LIMIT = Duration.ofMinutes(4);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(60);
    private static final int LIVED_MILLIS_MIN = 2_000;
    private static final int LIVED_MILLIS_MAX = 9_000;
    // Code resources are kept by the part of the server that starts last: most kills come before it is there.
    private static final int KILLS_BETWEEN_CODES = 5;
    private static final String SID = "http://fhir.ehealth.gov.vn/core/sid/";
    private static final String CODES = "urn:test:killed";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final long seed =
            Long.parseUnsignedLong(System.getProperty("tests.seed", Long.toHexString(System.nanoTime())), 16);
    private final SplittableRandom random = new SplittableRandom(seed);
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final AtomicBoolean isOver = new AtomicBoolean();
    private final AtomicInteger acknowledged = new AtomicInteger();
    private final AtomicInteger unanswered = new AtomicInteger();
    private final List<Process> started = new ArrayList<>();

    @TempDir
    private Path folder;

    private int port;
    private int databasePort;

    @AfterEach
    void endWhatWasStarted() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    @Tag("slow")
    void nothingAcknowledgedIsLostWhenServerOrDatabaseIsKilled() throws Exception {
        killed(2, 1);
    }

    /** {@code -Dtests.kills} says how often the server is killed, 50 times if it is not given, and the database for each five of them. */
    @Test
    @Tag("long")
    void nothingAcknowledgedIsLostHoweverOftenTheyAreKilled() throws Exception {
        int kills = Integer.getInteger("tests.kills", 50);
        killed(kills, kills / 5);
    }

    private void killed(int ofServer, int ofDatabase) throws Exception {
        port = DemoProcess.freePort();
        databasePort = DemoProcess.freePort();
        EmbeddedPostgres postgres = postgres();
        ExecutorService working = Executors.newCachedThreadPool();
        try {
            Process server = startServer();
            List<Feeder> feeders = new ArrayList<>();
            for (int i = 0; i < FEEDERS; i++) {
                feeders.add(new Feeder(i, random.split()));
            }
            Merger merger = new Merger(feeders, random.split());
            Coder coder = new Coder();
            List<Future<?>> ended = new ArrayList<>();
            feeders.forEach(feeder -> ended.add(working.submit(feeder::work)));
            ended.add(working.submit(merger::work));
            ended.add(working.submit(coder::work));
            List<Double> secondsToFirst = new ArrayList<>();
            int ofEach = ofServer + ofDatabase;
            for (int kill = 0; kill < ofEach; kill++) {
                if (kill % KILLS_BETWEEN_CODES == 0) {
                    coder.awaitNext();
                }
                Thread.sleep(random.nextInt(LIVED_MILLIS_MIN, LIVED_MILLIS_MAX));
                if (ofDatabase > 0 && kill % (ofEach / ofDatabase) == ofEach / ofDatabase - 1) {
                    killDatabase();
                    postgres = startedAgain(postgres);
                } else {
                    server.destroyForcibly().waitFor();
                    server = startServer();
                }
                int before = acknowledged.get();
                long since = System.nanoTime();
                while (acknowledged.get() < before + FEEDERS) {
                    assertTrue(System.nanoTime() - since < START_LIMIT.toNanos(), "nothing is taken; " + replay());
                    Thread.sleep(20);
                }
                secondsToFirst.add((System.nanoTime() - since) / 1e9);
            }
            isOver.set(true);
            for (Future<?> one : ended) {
                one.get(5, TimeUnit.MINUTES);
            }
            coder.assertAnswered();
            server.destroy();
            assertTrue(server.waitFor(1, TimeUnit.MINUTES), "it does not stop");
            try (TestDatabase database = TestDatabase.at(url(), "postgres")) {
                feeders.forEach(feeder -> feeder.assertKept(database));
                merger.assertKept(database);
                assertSound(database);
            }
            System.out.printf(
                    "killed: the server %d times, PostgreSQL %d; %d writes acknowledged, %d unanswered; first writes after a start at most %.1f s; %s%n",
                    ofServer,
                    ofDatabase,
                    acknowledged.get(),
                    unanswered.get(),
                    secondsToFirst.stream()
                            .mapToDouble(Double::doubleValue)
                            .max()
                            .orElse(0),
                    replay());
        } finally {
            isOver.set(true);
            working.shutdownNow();
            started.forEach(Process::destroyForcibly);
            postgres.close();
        }
    }

    private String replay() {
        return "-Dtests.seed=" + Long.toHexString(seed);
    }

    private String url() {
        return "jdbc:postgresql://localhost:" + databasePort + "/postgres";
    }

    /** As in production: the library's own settings take a commit for done before it is written. */
    private EmbeddedPostgres postgres() throws IOException {
        return EmbeddedPostgres.builder()
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                .setDataDirectory(folder.resolve("postgres"))
                .setCleanDataDirectory(false)
                .setPort(databasePort)
                .start();
    }

    private void killDatabase() throws IOException, InterruptedException {
        String postmaster =
                Files.readAllLines(folder.resolve("postgres/postmaster.pid")).get(0);
        ProcessHandle process = ProcessHandle.of(Long.parseLong(postmaster)).orElseThrow();
        new ProcessBuilder("kill", "-9", postmaster).start().waitFor();
        process.onExit().join();
    }

    /** What the killed one left behind is in the way for a moment. */
    private EmbeddedPostgres startedAgain(EmbeddedPostgres killed) throws InterruptedException {
        try {
            killed.close();
        } catch (IOException alreadyDead) {
            // it was killed
        }
        for (int attempt = 0; attempt < 60; attempt++) {
            try {
                return postgres();
            } catch (IOException | IllegalStateException notYet) {
                Thread.sleep(1_000);
            }
        }
        throw new AssertionError("PostgreSQL does not start again; " + replay());
    }

    private Process startServer() throws IOException {
        Process server = DemoProcess.start(
                folder.resolve("data"),
                port,
                "-XX:TieredStopAtLevel=1",
                "-Dspring.datasource.url=" + url(),
                "-Dspring.datasource.username=postgres");
        started.add(server);
        return server;
    }

    /** Empty where nobody knows what came of it: no answer, or one that asks to try again. */
    private Optional<HttpResponse<String>> send(String method, String path, String role, String body) {
        try {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                            .header("Authorization", "Bearer " + token(role))
                            .header("Content-Type", "application/fhir+json")
                            .timeout(ANSWER_LIMIT)
                            .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                            .build(),
                    BodyHandlers.ofString());
            boolean isToTryAgain =
                    answer.statusCode() >= 500 || answer.statusCode() == 401 || answer.statusCode() == 429;
            if (!isToTryAgain) {
                return Optional.of(answer);
            }
        } catch (IOException notNow) {
            // killed, or not there yet
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            isOver.set(true);
        }
        unanswered.incrementAndGet();
        return Optional.empty();
    }

    private void pause(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            isOver.set(true);
        }
    }

    /** The demo's keys are new with each start. */
    private String token(String role) throws IOException {
        Path credentials = folder.resolve("data/demo-credentials.json");
        if (Files.exists(credentials)) {
            for (JsonNode one : JSON.readTree(credentials.toFile()).path("roles")) {
                if (one.path("role").asText().equals(role)) {
                    return one.path("token").asText();
                }
            }
        }
        return "none-yet";
    }

    /** Feeds records and corrects their addresses, one after the other, each until it is told that it was taken. */
    private final class Feeder {
        private final int number;
        private final SplittableRandom own;
        private final DrawnPatients drawn;
        private final List<Map<String, String>> patients = new ArrayList<>();
        // Of each patient: which address was sent last, which acknowledged last, and whose record it is.
        private final List<Integer> sent = new ArrayList<>();
        private final List<Integer> taken = new ArrayList<>();
        private final List<String> persons = new ArrayList<>();

        Feeder(int number, SplittableRandom own) {
            this.number = number;
            this.own = own;
            this.drawn = new DrawnPatients(own);
        }

        private String facility() {
            return List.of("01001", "01013", "01816").get(number);
        }

        private String localId(int patient) {
            return "k" + number + "-" + patient;
        }

        void work() {
            while (!isOver.get()) {
                boolean isNew = patients.isEmpty() || own.nextInt(3) > 0;
                if (isNew) {
                    patients.add(drawn.patient());
                    sent.add(0);
                    taken.add(-1);
                    persons.add("");
                }
                int patient = isNew ? patients.size() - 1 : own.nextInt(patients.size());
                sent.set(patient, taken.get(patient) + 1);
                Optional<HttpResponse<String>> answer = put(patient);
                while (answer.isEmpty() && !isOver.get()) {
                    pause(200);
                    answer = put(patient);
                }
                answer.ifPresent(told -> heard(patient, told));
            }
        }

        private Optional<HttpResponse<String>> put(int patient) {
            Map<String, String> columns = patients.get(patient);
            ObjectNode resource = JSON.createObjectNode().put("resourceType", "Patient");
            ArrayNode identifiers = resource.putArray("identifier");
            String system = SID + "patient-internal-id/" + facility();
            identifiers.addObject().put("system", system).put("value", localId(patient));
            Optional.ofNullable(columns.get(Columns.NATIONAL_ID))
                    .ifPresent(value -> identifiers
                            .addObject()
                            .put("system", SID + "national_id")
                            .put("value", value));
            resource.putArray("name").addObject().put("text", columns.get(Columns.FULL_NAME));
            resource.put("birthDate", columns.get(Columns.BIRTH_DATE));
            resource.putArray("address").addObject().put("text", address(sent.get(patient)));
            return send(
                    "PUT",
                    "/fhir/Patient?identifier="
                            + URLEncoder.encode(system + "|" + localId(patient), StandardCharsets.UTF_8),
                    "hub",
                    resource.toString());
        }

        private void heard(int patient, HttpResponse<String> answer) {
            assertTrue(
                    answer.statusCode() == 200 || answer.statusCode() == 201,
                    answer.statusCode() + ": " + answer.body());
            synchronized (this) {
                taken.set(patient, sent.get(patient));
                persons.set(patient, personOf(answer.body()));
            }
            acknowledged.incrementAndGet();
        }

        /** A record that was acknowledged, drawn by chance: its id here, and its person's at that time. */
        synchronized Optional<Map.Entry<SourceId, String>> someRecord(SplittableRandom by) {
            List<Integer> known = new ArrayList<>();
            for (int i = 0; i < taken.size(); i++) {
                if (taken.get(i) >= 0) {
                    known.add(i);
                }
            }
            if (known.isEmpty()) {
                return Optional.empty();
            }
            int patient = known.get(by.nextInt(known.size()));
            return Optional.of(Map.entry(SourceId.of(facility(), localId(patient)), persons.get(patient)));
        }

        void assertKept(TestDatabase database) {
            RecordStore store = database.store();
            for (int patient = 0; patient < patients.size(); patient++) {
                Optional<SourceRecord> kept = store.source(facility(), localId(patient));
                if (taken.get(patient) >= 0) {
                    assertTrue(kept.isPresent(), localId(patient) + " was acknowledged and is lost; " + replay());
                }
                if (kept.isPresent()) {
                    String address = kept.get().columns().getOrDefault(Columns.ADDRESS, "");
                    assertTrue(
                            address.equals(address(taken.get(patient))) || address.equals(address(sent.get(patient))),
                            localId(patient) + ": " + address + ", acknowledged " + taken.get(patient) + "; "
                                    + replay());
                    assertEquals(
                            Integer.parseInt(address.replaceAll(" .*", "")) + 1,
                            kept.get().version(),
                            "versions of " + localId(patient) + "; " + replay());
                }
            }
        }

        private static String address(int version) {
            return version + " phố Thử";
        }
    }

    private static String personOf(String patient) {
        try {
            for (JsonNode link : JSON.readTree(patient).path("link")) {
                if (link.path("type").asText().equals("refer")) {
                    return link.path("other").path("reference").asText();
                }
            }
        } catch (IOException e) {
            throw new AssertionError(patient, e);
        }
        throw new AssertionError("no person in " + patient);
    }

    /** Merges two persons whom nothing joins, and takes every second merge back. */
    private final class Merger {
        private final List<Feeder> feeders;
        private final SplittableRandom own;
        // Two records, and whether they are of one person as far as was acknowledged; gone where nobody knows.
        private final Map<SourcePair, Boolean> together = new LinkedHashMap<>();

        Merger(List<Feeder> feeders, SplittableRandom own) {
            this.feeders = feeders;
            this.own = own;
        }

        void work() {
            Map<SourceId, Boolean> used = new HashMap<>();
            while (!isOver.get()) {
                pause(100);
                Optional<Map.Entry<SourceId, String>> one =
                        feeders.get(own.nextInt(FEEDERS)).someRecord(own);
                Optional<Map.Entry<SourceId, String>> other =
                        feeders.get(own.nextInt(FEEDERS)).someRecord(own);
                if (one.isPresent()
                        && other.isPresent()
                        && !one.get().getValue().equals(other.get().getValue())
                        && used.putIfAbsent(one.get().getKey(), true) == null
                        && used.putIfAbsent(other.get().getKey(), true) == null) {
                    merge(one.get(), other.get());
                }
            }
        }

        private void merge(Map.Entry<SourceId, String> one, Map.Entry<SourceId, String> other) {
            SourcePair pair = SourcePair.of(one.getKey(), other.getKey());
            if (!isDone("$merge", one.getValue(), Optional.of(other.getValue()))) {
                return;
            }
            together.put(pair, true);
            if (own.nextBoolean()) {
                together.remove(pair);
                if (isDone("$unmerge", one.getValue(), Optional.empty())) {
                    together.put(pair, false);
                }
            }
        }

        /** Where the answer is lost, nobody knows what came of it. */
        private boolean isDone(String operation, String source, Optional<String> target) {
            ObjectNode body = JSON.createObjectNode().put("resourceType", "Parameters");
            ArrayNode parameters = body.putArray("parameter");
            parameters
                    .addObject()
                    .put("name", "source-patient")
                    .putObject("valueReference")
                    .put("reference", source);
            target.ifPresent(person -> parameters
                    .addObject()
                    .put("name", "target-patient")
                    .putObject("valueReference")
                    .put("reference", person));
            Optional<HttpResponse<String>> answer =
                    send("POST", "/fhir/Patient/" + operation, "clerk-lead", body.toString());
            boolean isDone = answer.filter(told -> told.statusCode() == 200).isPresent();
            if (isDone) {
                acknowledged.incrementAndGet();
            }
            return isDone;
        }

        void assertKept(TestDatabase database) {
            JdbcTemplate sql = new JdbcTemplate(database.pool());
            Map<String, String> persons = new HashMap<>();
            sql.query("select source_id, person_id from khop.membership", row -> {
                persons.put(row.getString(1), row.getString(2));
            });
            together.forEach((pair, isOne) -> assertEquals(
                    isOne,
                    Objects.equals(
                            persons.get(pair.a().value()), persons.get(pair.b().value())),
                    pair + "; " + replay()));
            assertTrue(together.size() > 0, "no merge was acknowledged; " + replay());
        }
    }

    /** Sends one version of a code system after the other. */
    private final class Coder {
        private volatile int acknowledgedVersion;
        private volatile int sentVersion;

        void work() {
            while (!isOver.get()) {
                pause(300);
                sentVersion = acknowledgedVersion + 1;
                ObjectNode resource = JSON.createObjectNode()
                        .put("resourceType", "CodeSystem")
                        .put("id", "killed")
                        .put("url", CODES)
                        .put("status", "active")
                        .put("content", "complete");
                resource.putArray("concept")
                        .addObject()
                        .put("code", "present")
                        .put("display", String.valueOf(sentVersion));
                send("PUT", "/fhir/CodeSystem/killed", "terminology-admin", resource.toString())
                        .ifPresent(answer -> {
                            assertTrue(answer.statusCode() / 100 == 2, answer.statusCode() + ": " + answer.body());
                            acknowledgedVersion = sentVersion;
                            acknowledged.incrementAndGet();
                        });
            }
        }

        void awaitNext() throws InterruptedException {
            int before = acknowledgedVersion;
            long since = System.nanoTime();
            while (acknowledgedVersion == before) {
                assertTrue(System.nanoTime() - since < START_LIMIT.toNanos(), "no code system is taken; " + replay());
                Thread.sleep(20);
            }
        }

        void assertAnswered() throws IOException {
            assertTrue(acknowledgedVersion > 0, "no code system was acknowledged; " + replay());
            Optional<HttpResponse<String>> answer = Optional.empty();
            for (int attempt = 0; attempt < 100 && answer.isEmpty(); attempt++) {
                answer = send("GET", "/fhir/CodeSystem/$lookup?system=" + CODES + "&code=present", "hub", "");
                if (answer.isEmpty()) {
                    pause(200);
                }
            }
            String body = answer.orElseThrow().body();
            String shown = "";
            for (JsonNode parameter : JSON.readTree(body).path("parameter")) {
                if (parameter.path("name").asText().equals("display")) {
                    shown = parameter.path("valueString").asText();
                }
            }
            assertTrue(
                    shown.equals(String.valueOf(acknowledgedVersion)) || shown.equals(String.valueOf(sentVersion)),
                    "acknowledged " + acknowledgedVersion + ", answered " + body + "; " + replay());
        }
    }

    /** Nothing half done: what is there is what the logs say, each record is of one living person, and every event has its place. */
    private void assertSound(TestDatabase database) {
        JdbcTemplate sql = new JdbcTemplate(database.pool());
        assertEquals(database.replayed(), database.present(), replay());
        assertEquals(
                0,
                count(
                        sql,
                        "select count(*) from khop.source_record r where not exists (select 1 from khop.membership m where m.source_id = r.source_id)"),
                "records of nobody; " + replay());
        assertEquals(
                0,
                count(
                        sql,
                        "select count(*) from khop.membership m join khop.person p on p.person_id = m.person_id where p.superseded_by is not null"),
                "records of somebody who is no more; " + replay());
        assertEquals(
                0,
                count(
                        sql,
                        "select count(*) from khop.source_record r where not exists (select 1 from khop.search_text s where s.source_id = r.source_id)"),
                "records that nothing finds; " + replay());
        long position = 0;
        List<ChangeEvent> page = database.store().outbox().after(0, 500);
        while (!page.isEmpty()) {
            for (ChangeEvent event : page) {
                assertEquals(++position, event.position(), replay());
            }
            page = database.store().outbox().after(position, 500);
        }
        assertEquals(
                0,
                count(
                        sql,
                        "select count(*) from khop.person p where p.person_id not in (select person_id from khop.outbox)"),
                "persons of whom nobody was told; " + replay());
    }

    private static long count(JdbcTemplate sql, String question) {
        return Optional.ofNullable(sql.queryForObject(question, Long.class)).orElseThrow();
    }
}
