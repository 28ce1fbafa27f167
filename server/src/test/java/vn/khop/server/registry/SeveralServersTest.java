package vn.khop.server.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
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
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import vn.khop.mpi.Linker;
import vn.khop.mpi.model.LinkageModel;
import vn.khop.server.elastic.ElasticsearchNodes;
import vn.khop.server.security.Actor;
import vn.khop.server.store.TestDatabase;

/** Two servers, each a process, on one PostgreSQL and three nodes of Elasticsearch; a node is killed under load, then a server. Nothing acknowledged is lost, answers go on, and who is who is as one server finds it alone. {@code -Dtests.people} says of how many people, each with two records, and {@code -Dtests.heap} what each server has. */
@Tag("long")
class SeveralServersTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SID = "http://fhir.ehealth.gov.vn/core/sid/";
    private static final int PEOPLE = Integer.getInteger("tests.people", 1_200);
    private static final Duration PATIENCE = Duration.ofMinutes(8).plusMillis(200L * PEOPLE);
    private static final int FEEDERS = 4;
    private static final long SEED = Optional.ofNullable(System.getProperty("tests.seed"))
            .map(seed -> Long.parseUnsignedLong(seed, 16))
            .orElseGet(() -> new Random().nextLong());
    private static final String REPLAY = "replay with -Dtests.seed=" + Long.toHexString(SEED);

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    private Path folder;

    @Test
    void aNodeAndThenAServerAreKilledUnderLoadAndNothingIsLost() throws Exception {
        try (ElasticsearchNodes nodes = ElasticsearchNodes.start(3);
                TestDatabase database = TestDatabase.postgres();
                Server one = start(database, nodes, "one");
                Server two = start(database, nodes, "two")) {
            one.await("the server's index", () -> "UP".equals(one.health()));
            two.await("the server's index", () -> "UP".equals(two.health()));
            List<SourceFeed> feeds = feeds();
            Set<SourceId> acknowledged = ConcurrentHashMap.newKeySet();
            long began = System.nanoTime();
            AtomicInteger next = new AtomicInteger();
            ExecutorService feeders = Executors.newFixedThreadPool(FEEDERS);
            List<Future<?>> ends = new ArrayList<>();
            for (int feeder = 0; feeder < FEEDERS; feeder++) {
                List<Server> servers = feeder % 2 == 0 ? List.of(one, two) : List.of(two, one);
                ends.add(feeders.submit(() -> {
                    for (int at = next.getAndIncrement(); at < feeds.size(); at = next.getAndIncrement()) {
                        SourceFeed feed = feeds.get(at);
                        put(servers, feed);
                        acknowledged.add(SourceId.of(feed.facility(), feed.localId()));
                    }
                    return null;
                }));
            }
            awaitFed(ends, acknowledged, feeds.size() / 3);
            nodes.kill(1);
            awaitFed(ends, acknowledged, feeds.size() * 2 / 3);
            two.kill();
            for (Future<?> end : ends) {
                end.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            }
            feeders.shutdown();
            double seconds = (System.nanoTime() - began) / 1e9;
            assertEquals(feeds.size(), acknowledged.size());

            RecordStore store = database.store();
            Set<SourceId> kept = new TreeSet<>();
            List<SourceRecord> records = new ArrayList<>();
            store.eachPresent(record -> {
                kept.add(record.id());
                records.add(record);
            });
            assertTrue(kept.containsAll(acknowledged), "an acknowledged record is not there, " + REPLAY);
            one.await("the server's index", () -> "UP".equals(one.health()));
            one.await(
                    "what came while a node and a server died",
                    () -> nodes.ask("GET", "/khop-candidates/_count", "").contains("\"count\":" + kept.size() + ","));
            assertTrue(one.found("elasticsearch") > feeds.size() / 4, "candidates were found in Elasticsearch");
            Set<Set<String>> persons = persons(database);
            assertEquals(alone(database, records), persons, REPLAY);
            System.out.printf(
                    "two servers, three nodes of which one is killed, then a server: %d records fed in %.0f s, %.1f a second; %d persons, as alone%n",
                    feeds.size(), seconds, feeds.size() / seconds, persons.size());
        }
    }

    /** A resource of HAPI that one server takes is found by its text at the other. */
    @Test
    void resourcesThatOneServerTakesAreFoundByTheirTextAtTheOther() throws Exception {
        try (ElasticsearchNodes nodes = ElasticsearchNodes.start(1);
                TestDatabase database = TestDatabase.postgres();
                Server one = start(database, nodes, "one");
                Server two = start(database, nodes, "two")) {
            for (Server server : List.of(one, two)) {
                server.await(
                        "all of FHIR",
                        () -> server.ask("GET", "/fhir/Organization?_count=1", "admin", "")
                                        .statusCode()
                                == 200);
            }
            HttpResponse<String> stored = one.ask(
                    "POST",
                    "/fhir/Organization",
                    "admin",
                    "{\"resourceType\":\"Organization\",\"name\":\"Bệnh viện Mường Thanh Thử\"}");
            assertEquals(201, stored.statusCode(), stored.body());
            two.await(
                    "the resource",
                    () -> JSON.readTree(two.ask("GET", "/fhir/Organization?_content=Thanh", "admin", "")
                                            .body())
                                    .at("/entry")
                                    .size()
                            == 1);
            assertTrue(nodes.ask("GET", "/_cat/indices", "").contains("khop-resources-"));
        }
    }

    private List<SourceFeed> feeds() {
        DrawnPatients patients = new DrawnPatients(new SplittableRandom(SEED));
        List<SourceFeed> feeds = new ArrayList<>();
        for (int person = 0; person < PEOPLE; person++) {
            DrawnPatients.Update update = patients.corrected(
                    DrawnPatients.Correction.values()[person % DrawnPatients.Correction.values().length]);
            feeds.add(ServerParts.feed("01001", "a" + person, update.before()));
            feeds.add(ServerParts.feed("01013", "b" + person, update.after()));
        }
        Collections.shuffle(feeds, new Random(SEED));
        return feeds;
    }

    private static void awaitFed(List<Future<?>> ends, Set<SourceId> acknowledged, int count) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (acknowledged.size() < count) {
            for (Future<?> one : ends) {
                if (one.isDone()) {
                    one.get();
                }
            }
            assertTrue(System.nanoTime() < end, "only " + acknowledged.size() + " records were fed");
            Thread.sleep(50);
        }
    }

    /** As a client does that has two addresses: what one did not answer is sent to the other, as the same message. */
    private void put(List<Server> servers, SourceFeed feed) throws Exception {
        String system = SID + "patient-internal-id/" + feed.facility();
        String path =
                "/fhir/Patient?identifier=" + URLEncoder.encode(system + "|" + feed.localId(), StandardCharsets.UTF_8);
        long end = System.nanoTime() + PATIENCE.toNanos();
        String last = "";
        for (int attempt = 0; System.nanoTime() < end; attempt++) {
            try {
                HttpResponse<String> answer = servers.get(attempt % servers.size())
                        .put(path, "m-" + feed.facility() + feed.localId(), patient(system, feed));
                if (answer.statusCode() / 100 == 2) {
                    return;
                }
                last = answer.statusCode() + " " + answer.body();
                assertTrue(answer.statusCode() >= 500 || answer.statusCode() == 429, last);
            } catch (IOException notAnswered) {
                last = notAnswered.getClass().getSimpleName();
            }
            Thread.sleep(100);
        }
        throw new AssertionError("nobody took the record: " + last);
    }

    static String patient(String system, SourceFeed feed) throws IOException {
        Map<String, String> columns = feed.columns();
        ObjectNode patient = JSON.createObjectNode().put("resourceType", "Patient");
        identifier(patient, system, feed.localId());
        Optional.ofNullable(columns.get(Columns.NATIONAL_ID))
                .ifPresent(number -> identifier(patient, SID + "national_id", number));
        Optional.ofNullable(columns.get(Columns.INSURANCE_NO))
                .ifPresent(number -> identifier(patient, SID + "insurance_number", number));
        Optional.ofNullable(columns.get(Columns.FULL_NAME))
                .ifPresent(name -> patient.withArray("name").addObject().put("text", name));
        Optional.ofNullable(columns.get(Columns.PHONE))
                .ifPresent(number -> patient.withArray("telecom")
                        .addObject()
                        .put("system", "phone")
                        .put("value", number));
        Optional.ofNullable(columns.get(Columns.ADDRESS))
                .ifPresent(address -> patient.withArray("address").addObject().put("text", address));
        Optional.ofNullable(columns.get(Columns.GENDER))
                .ifPresent(sex -> patient.put("gender", sex.equals("1") ? "male" : "female"));
        Optional.ofNullable(columns.get(Columns.BIRTH_DATE))
                .filter(SeveralServersTest::isDate)
                .ifPresent(date -> patient.put("birthDate", date));
        return JSON.writeValueAsString(patient);
    }

    /** What a hospital mistyped into no day cannot be said in FHIR. */
    private static boolean isDate(String text) {
        try {
            LocalDate.parse(text);
            return true;
        } catch (DateTimeParseException noDay) {
            return false;
        }
    }

    private static void identifier(ObjectNode patient, String system, String value) {
        patient.withArray("identifier").addObject().put("system", system).put("value", value);
    }

    /** Records by their person, without the ids of persons, which are drawn. */
    private static Set<Set<String>> persons(TestDatabase database) {
        Map<String, Set<String>> persons = new TreeMap<>();
        new JdbcTemplate(database.pool()).query("select person_id, source_id from khop.membership", row -> {
            persons.computeIfAbsent(row.getString(1), id -> new TreeSet<>()).add(row.getString(2));
        });
        return Set.copyOf(persons.values());
    }

    /** What one server with its index in memory makes of the same records, in another order. */
    private static Set<Set<String>> alone(TestDatabase database, List<SourceRecord> records) {
        Linkage linkage = new ModelLinkage(Linker.of(LinkageModel.readDefault()));
        try (TestDatabase beside = database.beside()) {
            Registry registry = ServerParts.registry(beside.store(), linkage);
            List<SourceRecord> order = new ArrayList<>(records);
            Collections.shuffle(order, new Random(SEED + 1));
            registry.index().keep();
            int fed = 0;
            for (SourceRecord record : order) {
                registry.feed(
                        new SourceFeed(
                                record.facility(),
                                record.localId(),
                                record.columns(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()),
                        Actor.ofServer("test"));
                if (++fed % 100 == 0) {
                    registry.index().keep();
                }
            }
            return persons(beside);
        }
    }

    private Server start(TestDatabase database, ElasticsearchNodes nodes, String name) throws Exception {
        int port = freePort();
        Path data = folder.resolve(name + "-" + port);
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + System.getProperty("tests.heap", "640m"),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dspring.datasource.url=" + database.url(),
                "-Dspring.datasource.username=" + database.user(),
                "-Dkhop.candidates=elasticsearch",
                "-Dkhop.resource-index=elasticsearch",
                "-Dkhop.hl7v2.enabled=false",
                "-Dkhop.elasticsearch.shards=2",
                "-Dkhop.elasticsearch.nodes="
                        + nodes.addresses().stream().map(URI::toString).collect(Collectors.joining(",")),
                "-cp",
                System.getProperty("java.class.path"),
                "vn.khop.server.cli.Khop",
                "demo",
                "--port",
                String.valueOf(port),
                "--data",
                data.toString());
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        Server server = new Server(process, port, data);
        server.await(
                "the server",
                () -> server.ask("GET", "/actuator/health/readiness", "", "").statusCode() == 200);
        return server;
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Question {
        boolean isSo() throws Exception;
    }

    private final class Server implements AutoCloseable {
        private final Process process;
        private final int port;
        private final Path data;
        private final Map<String, String> tokens = new ConcurrentHashMap<>();

        Server(Process process, int port, Path data) {
            this.process = process;
            this.port = port;
            this.data = data;
        }

        void await(String what, Question question) throws Exception {
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (true) {
                assertTrue(process.isAlive(), "the server ended: " + data);
                try {
                    if (question.isSo()) {
                        return;
                    }
                } catch (IOException notYet) {
                    // it does not listen yet
                }
                assertTrue(System.nanoTime() < end, what + " did not come within " + PATIENCE + ", " + REPLAY);
                Thread.sleep(300);
            }
        }

        String health() throws Exception {
            return JSON.readTree(ask("GET", "/actuator/health", "", "").body())
                    .path("status")
                    .asText();
        }

        /** How often candidates were found there. */
        double found(String where) throws Exception {
            return ask("GET", "/actuator/prometheus", "admin", "")
                    .body()
                    .lines()
                    .filter(line -> line.startsWith("khop_candidates_seconds_count") && line.contains(where))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .sum();
        }

        private String token(String role) throws IOException {
            String known = tokens.get(role);
            if (known != null) {
                return known;
            }
            for (JsonNode one : JSON.readTree(Files.readString(data.resolve("demo-credentials.json")))
                    .get("roles")) {
                tokens.put(one.get("role").asText(), one.get("token").asText());
            }
            return tokens.getOrDefault(role, "");
        }

        HttpResponse<String> ask(String method, String path, String role, String body) throws Exception {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                    .timeout(Duration.ofSeconds(60))
                    .header("Content-Type", "application/fhir+json")
                    .method(method, BodyPublishers.ofString(body));
            if (!role.isEmpty()) {
                request.header("Authorization", "Bearer " + token(role));
            }
            return http.send(request.build(), BodyHandlers.ofString());
        }

        HttpResponse<String> put(String path, String key, String body) throws Exception {
            return http.send(
                    HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                            .timeout(Duration.ofSeconds(60))
                            .header("Content-Type", "application/fhir+json")
                            .header("Idempotency-Key", key)
                            .header("Authorization", "Bearer " + token("hub"))
                            .PUT(BodyPublishers.ofString(body))
                            .build(),
                    BodyHandlers.ofString());
        }

        void kill() throws InterruptedException {
            process.destroyForcibly().waitFor();
        }

        @Override
        public void close() throws InterruptedException {
            process.destroyForcibly().waitFor();
        }
    }
}
