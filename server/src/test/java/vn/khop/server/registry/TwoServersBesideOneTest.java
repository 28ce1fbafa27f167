package vn.khop.server.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Reader;
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
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import vn.khop.server.elastic.ElasticsearchNodes;
import vn.khop.server.security.Tokens;

/**
 * The same people, loaded once into PostgreSQL and copied there: asked about and fed to one server with its index in memory, and to two servers with three nodes of Elasticsearch. Both must give the same answers to the same questions, and
 * make the same persons of the same messages; what each took is printed, with the CPU time of servers, database and nodes, since on one machine they take it from each other.
 *
 * <p>{@code -Dtests.file} names a file of {@code benchmarks/run generate-people --kind city}; without it {@code -Dtests.people} people are drawn, each with two records. {@code -Dtests.operations} says how many matches are asked and how many
 * messages fed, after a quarter as many; {@code -Dtests.connections} by how many at once; {@code -Dtests.heap} and {@code -Dtests.nodes-heap} (megabytes) what each server and each node has.
 */
@Tag("long")
class TwoServersBesideOneTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SID = "http://fhir.ehealth.gov.vn/core/sid/";
    private static final int PEOPLE = Integer.getInteger("tests.people", 5_000);
    private static final int OPERATIONS = Integer.getInteger("tests.operations", 1_000);
    private static final int CONNECTIONS = Integer.getInteger("tests.connections", 4);
    private static final int WARM_SHARE = 4;
    private static final int ROWS_KEPT = 200_000;
    private static final Duration PATIENCE = Duration.ofMinutes(10).plusMillis(20L * PEOPLE);
    private static final List<String> COLUMNS = List.of(
            Columns.FACILITY,
            Columns.MRN,
            Columns.FULL_NAME,
            Columns.GENDER,
            Columns.BIRTH_DATE,
            Columns.NATIONAL_ID,
            Columns.INSURANCE_NO,
            Columns.PHONE,
            Columns.ADDRESS);
    private static final List<String> HOSPITALS = List.of("01001", "01013");

    private final long seed =
            Long.parseUnsignedLong(System.getProperty("tests.seed", Long.toHexString(System.nanoTime())), 16);
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Map<String, String>> rows = new ArrayList<>();
    private final Set<String> facilities = new TreeSet<>();

    @TempDir
    private Path folder;

    @Test
    void bothGiveTheSameAnswersAndMakeTheSamePersons() throws Exception {
        Path people = people();
        read(people);
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                .setServerConfig("max_connections", "200")
                .setServerConfig("shared_buffers", "512MB")
                .start()) {
            JdbcTemplate postmaster = new JdbcTemplate(postgres.getPostgresDatabase());
            postmaster.execute("create database loaded");
            long began = System.nanoTime();
            load(postgres.getJdbcUrl("postgres", "loaded"), people);
            System.out.printf("-Dtests.seed=%s: loaded in %.0f s%n", Long.toHexString(seed), seconds(began));
            postmaster.execute("create database memory template loaded");
            postmaster.execute("create database shared template loaded");

            Run alone;
            try (Server one = start("alone", postgres.getJdbcUrl("postgres", "memory"), List.of())) {
                alone = run("one server, index in memory", List.of(one), Optional.empty(), postgres, "memory");
            }
            Run together;
            try (ElasticsearchNodes nodes = ElasticsearchNodes.start(3, Integer.getInteger("tests.nodes-heap", 320))) {
                String url = postgres.getJdbcUrl("postgres", "shared");
                try (Server one = start("one", url, nodes.addresses());
                        Server two = start("two", url, nodes.addresses())) {
                    together =
                            run("two servers, three nodes", List.of(one, two), Optional.of(nodes), postgres, "shared");
                }
            }
            System.out.printf(
                    "two servers to one: matches %.0f %%, feeds %.0f %%; %d persons of %d records, the same by their hash %s%n",
                    100 * together.matches() / alone.matches(),
                    100 * together.feeds() / alone.feeds(),
                    alone.persons(),
                    alone.records(),
                    alone.personsHash());
            assertEquals(alone.answers(), together.answers(), "the same questions; " + replay());
            assertEquals(alone.records(), together.records(), replay());
            assertEquals(alone.personsHash(), together.personsHash(), "the same persons; " + replay());
            assertTrue(together.inElasticsearch() > OPERATIONS, "candidates were found in Elasticsearch");
        }
    }

    /**
     * @param matches a second
     * @param feeds a second
     * @param answers to the matches, in their order: who was found, and how sure that is
     */
    private record Run(
            double matches,
            double feeds,
            List<String> answers,
            long records,
            long persons,
            String personsHash,
            double inElasticsearch) {}

    private String replay() {
        return "-Dtests.seed=" + Long.toHexString(seed);
    }

    private static double seconds(long began) {
        return (System.nanoTime() - began) / 1e9;
    }

    private Path people() throws IOException {
        String given = System.getProperty("tests.file", "");
        if (!given.isEmpty()) {
            return Path.of(given);
        }
        Path file = folder.resolve("people.csv");
        DrawnPatients drawn = new DrawnPatients(new SplittableRandom(seed));
        DrawnPatients.Correction[] corrections = DrawnPatients.Correction.values();
        try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(file, StandardCharsets.UTF_8))) {
            out.println(String.join(",", COLUMNS));
            for (int person = 0; person < PEOPLE; person++) {
                DrawnPatients.Update update = drawn.corrected(corrections[person % corrections.length]);
                out.println(line(HOSPITALS.get(0), "a" + person, update.before()));
                out.println(line(HOSPITALS.get(1), "b" + person, update.after()));
            }
        }
        return file;
    }

    private static String line(String facility, String number, Map<String, String> patient) {
        Map<String, String> row = new HashMap<>(patient);
        row.put(Columns.FACILITY, facility);
        row.put(Columns.MRN, number);
        return COLUMNS.stream()
                .map(column -> '"' + row.getOrDefault(column, "") + '"')
                .collect(Collectors.joining(","));
    }

    /** The first of them, of which questions and messages are made. */
    private void read(Path people) throws IOException {
        try (Reader text = Files.newBufferedReader(people);
                CSVParser parser = CSVFormat.RFC4180
                        .builder()
                        .setHeader()
                        .setSkipHeaderRecord(true)
                        .get()
                        .parse(text)) {
            for (CSVRecord record : parser) {
                Map<String, String> row = new HashMap<>(record.toMap());
                row.keySet().retainAll(COLUMNS);
                row.values().removeIf(String::isBlank);
                facilities.add(row.getOrDefault(Columns.FACILITY, ""));
                if (rows.size() < ROWS_KEPT) {
                    rows.add(row);
                }
            }
        }
    }

    private static List<String> java(String heap, String... more) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                "-cp",
                System.getProperty("java.class.path"),
                "vn.khop.server.cli.Khop"));
        command.addAll(List.of(more));
        return command;
    }

    private void load(String url, Path people) throws Exception {
        Path config = Files.writeString(
                folder.resolve("load.yaml"), "spring.datasource:\n  url: '" + url + "'\n  username: postgres\n");
        Path said = folder.resolve("load.log");
        Process process = new ProcessBuilder(java(
                        System.getProperty("tests.heap", "1g"),
                        "load",
                        "--input",
                        people.toString(),
                        "--config",
                        config.toString(),
                        "--data",
                        folder.resolve("load").toString(),
                        "--bad-rows",
                        folder.resolve("bad.csv").toString(),
                        "--register-facilities"))
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        assertTrue(process.waitFor(PATIENCE.toSeconds() * 6, TimeUnit.SECONDS), "the load does not end");
        List<String> lines = Files.readAllLines(said);
        assertEquals(0, process.exitValue(), () -> String.join("\n", lines));
        System.out.println(lines.get(lines.size() - 1));
    }

    private Run run(
            String name,
            List<Server> servers,
            Optional<ElasticsearchNodes> nodes,
            EmbeddedPostgres postgres,
            String database)
            throws Exception {
        for (Server server : servers) {
            server.await("its index", () -> "UP".equals(server.health()));
        }
        JdbcTemplate sql = new JdbcTemplate(postgres.getDatabase("postgres", database));
        SplittableRandom random = new SplittableRandom(seed + 1);
        List<Request> warm = matches(random, OPERATIONS / WARM_SHARE);
        List<Request> questions = matches(random, OPERATIONS);
        asked(servers, warm);
        Spent before = Spent.now(servers, nodes, sql);
        long began = System.nanoTime();
        List<HttpResponse<String>> answers = asked(servers, questions);
        double matches =
                said(name, "matches", questions.size(), began, before, Spent.now(servers, nodes, sql), answers);

        asked(servers, feeds(random, OPERATIONS / WARM_SHARE, "w"));
        List<Request> messages = feeds(random, OPERATIONS, "m");
        before = Spent.now(servers, nodes, sql);
        began = System.nanoTime();
        List<HttpResponse<String>> taken = asked(servers, messages);
        double feeds = said(name, "feeds", messages.size(), began, before, Spent.now(servers, nodes, sql), taken);

        double inElasticsearch = 0;
        for (Server server : servers) {
            inElasticsearch += server.found("elasticsearch");
        }
        return new Run(
                matches,
                feeds,
                found(answers),
                count(sql, "count(*) from khop.source_record"),
                count(sql, "count(distinct person_id) from khop.membership"),
                personsHash(sql),
                inElasticsearch);
    }

    private static double said(
            String name,
            String what,
            int count,
            long began,
            Spent before,
            Spent after,
            List<HttpResponse<String>> answers) {
        double seconds = seconds(began);
        for (HttpResponse<String> answer : answers) {
            assertEquals(2, answer.statusCode() / 100, answer.body());
        }
        System.out.printf(
                "%s, %s: %d in %.1f s, %.1f a second; CPU ms of each: servers %.1f, database %.1f, nodes %.1f%n",
                name,
                what,
                count,
                seconds,
                count / seconds,
                (after.servers() - before.servers()) / (double) count,
                (after.database() - before.database()) / (double) count,
                (after.nodes() - before.nodes()) / (double) count);
        return count / seconds;
    }

    private static long count(JdbcTemplate sql, String of) {
        return Optional.ofNullable(sql.queryForObject("select " + of, Long.class))
                .orElseThrow();
    }

    /** Of who is with whom, whatever their ids. */
    private static String personsHash(JdbcTemplate sql) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        sql.query(
                "select string_agg(source_id, ',' order by source_id collate \"C\") as one from khop.membership group by person_id order by string_agg(source_id, ',' order by source_id collate \"C\") collate \"C\"",
                row -> {
                    digest.update((row.getString(1) + "\n").getBytes(StandardCharsets.UTF_8));
                });
        return HexFormat.of().formatHex(digest.digest()).substring(0, 16);
    }

    private static List<String> found(List<HttpResponse<String>> answers) throws IOException {
        List<String> all = new ArrayList<>();
        for (HttpResponse<String> answer : answers) {
            StringBuilder found = new StringBuilder();
            for (JsonNode entry : JSON.readTree(answer.body()).path("entry")) {
                found.append(entry.at("/resource/id").asText())
                        .append(' ')
                        .append(entry.at("/search/score").asText())
                        .append('\n');
            }
            all.add(found.toString());
        }
        return all;
    }

    /** What has been taken of the cores, in milliseconds. */
    private record Spent(long servers, long database, long nodes) {
        static Spent now(List<Server> servers, Optional<ElasticsearchNodes> nodes, JdbcTemplate sql) {
            return new Spent(
                    servers.stream()
                            .mapToLong(server -> millis(server.process.toHandle()))
                            .sum(),
                    sql.queryForList("select pid from pg_stat_activity", Long.class).stream()
                            .flatMap(pid -> ProcessHandle.of(pid).stream())
                            .mapToLong(Spent::millis)
                            .sum(),
                    nodes.map(all -> all.cpu().toMillis()).orElse(0L));
        }

        private static long millis(ProcessHandle process) {
            return process.info().totalCpuDuration().map(Duration::toMillis).orElse(0L);
        }
    }

    private record Request(String method, String path, String body) {}

    private Map<String, String> any(SplittableRandom random) {
        return rows.get(random.nextInt(rows.size()));
    }

    private List<Request> matches(SplittableRandom random, int count) throws IOException {
        List<Request> requests = new ArrayList<>();
        for (int one = 0; one < count; one++) {
            Map<String, String> row = new HashMap<>(any(random));
            String facility = Optional.ofNullable(row.remove(Columns.FACILITY)).orElseThrow();
            row.remove(Columns.MRN);
            String patient = SeveralServersTest.patient(
                    SID + "patient-internal-id/" + facility, ServerParts.feed(facility, "nobody-" + one, row));
            requests.add(new Request("POST", "/fhir/Patient/$match", patient));
        }
        return requests;
    }

    /** A third each: a record revised, a known person at another hospital, somebody new. */
    private List<Request> feeds(SplittableRandom random, int count, String name) throws IOException {
        List<Request> requests = new ArrayList<>();
        for (int one = 0; one < count; one++) {
            Map<String, String> row = new HashMap<>(any(random));
            Map<String, String> other = any(random);
            String facility = row.getOrDefault(Columns.FACILITY, "");
            String number = row.getOrDefault(Columns.MRN, "");
            if (one % 3 == 0) {
                row.put(Columns.PHONE, other.getOrDefault(Columns.PHONE, "0912345678"));
            } else {
                facility = other.getOrDefault(Columns.FACILITY, "");
                number = name + one;
            }
            if (one % 3 == 2) {
                row.put(Columns.BIRTH_DATE, other.getOrDefault(Columns.BIRTH_DATE, ""));
                row.keySet().removeAll(Set.of(Columns.NATIONAL_ID, Columns.INSURANCE_NO, Columns.PHONE));
            }
            String system = SID + "patient-internal-id/" + facility;
            requests.add(new Request(
                    "PUT",
                    "/fhir/Patient?identifier=" + URLEncoder.encode(system + "|" + number, StandardCharsets.UTF_8),
                    SeveralServersTest.patient(system, ServerParts.feed(facility, number, row))));
        }
        return requests;
    }

    /** By as many at once as there are connections, in turns to each server; the answers in the order of the requests. */
    private List<HttpResponse<String>> asked(List<Server> servers, List<Request> requests) throws Exception {
        Map<Integer, HttpResponse<String>> answers = new ConcurrentSkipListMap<>();
        AtomicInteger next = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
        List<Future<?>> ends = new ArrayList<>();
        for (int connection = 0; connection < CONNECTIONS; connection++) {
            Server server = servers.get(connection % servers.size());
            ends.add(threads.submit(() -> {
                for (int at = next.getAndIncrement(); at < requests.size(); at = next.getAndIncrement()) {
                    answers.put(at, server.ask(requests.get(at)));
                }
                return null;
            }));
        }
        for (Future<?> end : ends) {
            end.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
        threads.shutdown();
        return List.copyOf(answers.values());
    }

    private Server start(String name, String url, List<URI> nodes) throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        Path data = Files.createDirectories(folder.resolve(name));
        List<String> lines = new ArrayList<>(List.of(
                "server.port: " + port,
                "spring.datasource: {url: '" + url + "', username: postgres}",
                "khop:",
                "  security.embedded-issuer: true",
                "  facilities: ["
                        + facilities.stream().map(code -> "'" + code + "'").collect(Collectors.joining(", ")) + "]",
                "  limits: {requests-per-second: 100000, misses: 1000000}"));
        if (!nodes.isEmpty()) {
            lines.addAll(List.of(
                    "  candidates: elasticsearch",
                    "  resource-index: elasticsearch",
                    // As docs/scale.md has it for a million people, with a copy at each node.
                    "  elasticsearch: {shards: 1, replicas: 2, nodes: ["
                            + nodes.stream().map(node -> "'" + node + "'").collect(Collectors.joining(", ")) + "]}"));
        }
        Path config = Files.write(data.resolve("khop.yaml"), lines);
        Process process = new ProcessBuilder(java(
                        System.getProperty("tests.heap", "1g"),
                        "serve",
                        "--config",
                        config.toString(),
                        "--data",
                        data.toString()))
                .redirectErrorStream(true)
                .redirectOutput(data.resolve("out.log").toFile())
                .start();
        Server server = new Server(process, "http://localhost:" + port, data);
        server.await("readiness", () -> server.get("/actuator/health/readiness").statusCode() == 200);
        server.await(
                "all of FHIR", () -> Files.readString(data.resolve("out.log")).contains("all of FHIR answers"));
        return server;
    }

    private interface Question {
        boolean isSo() throws Exception;
    }

    private final class Server implements AutoCloseable {
        private final Process process;
        private final String url;
        private final Path data;
        private final Map<String, Issued> tokens = new ConcurrentHashMap<>();

        private record Issued(String token, long moment) {}

        Server(Process process, String url, Path data) {
            this.process = process;
            this.url = url;
            this.data = data;
        }

        void await(String what, Question question) throws Exception {
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (true) {
                assertTrue(process.isAlive(), () -> "the server ended: " + read());
                try {
                    if (question.isSo()) {
                        return;
                    }
                } catch (IOException notYet) {
                    // it does not listen yet
                }
                assertTrue(System.nanoTime() < end, what + " did not come within " + PATIENCE);
                Thread.sleep(300);
            }
        }

        private String read() {
            try {
                return Files.readString(data.resolve("out.log"));
            } catch (IOException gone) {
                return data.toString();
            }
        }

        String health() throws Exception {
            return JSON.readTree(get("/actuator/health").body()).path("status").asText();
        }

        HttpResponse<String> get(String path) throws IOException, InterruptedException {
            return http.send(HttpRequest.newBuilder(URI.create(url + path)).build(), BodyHandlers.ofString());
        }

        HttpResponse<String> ask(Request request) throws IOException, InterruptedException {
            return http.send(
                    HttpRequest.newBuilder(URI.create(url + request.path()))
                            .timeout(Duration.ofMinutes(2))
                            .header("Content-Type", "application/fhir+json")
                            .header("Authorization", "Bearer " + token("hub", "ITI-78 ITI-104 ITI-119"))
                            .method(request.method(), BodyPublishers.ofString(request.body()))
                            .build(),
                    BodyHandlers.ofString());
        }

        /** Of the whole city; each for a minute. */
        private String token(String role, String scopes) {
            return tokens.compute(
                            role,
                            (name, known) -> known != null && seconds(known.moment()) < 60
                                    ? known
                                    : new Issued(issued(name, scopes), System.nanoTime()))
                    .token();
        }

        private String issued(String role, String scopes) {
            return Tokens.signed(
                    url,
                    data,
                    claims -> claims.subject("measure")
                            .claim("client_id", "measure")
                            .claim("roles", List.of(role))
                            .claim("scope", scopes)
                            .claim("facilities", List.of("*"))
                            .claim(
                                    "extensions",
                                    Map.of("ihe_iua", Map.of("purpose_of_use", List.of(Map.of("code", "TREAT"))))));
        }

        /** How often candidates were found there. */
        double found(String where) throws IOException, InterruptedException {
            HttpResponse<String> figures = http.send(
                    HttpRequest.newBuilder(URI.create(url + "/actuator/prometheus"))
                            .header("Authorization", "Bearer " + token("admin", ""))
                            .build(),
                    BodyHandlers.ofString());
            return Arrays.stream(figures.body().split("\n"))
                    .filter(line -> line.startsWith("khop_candidates_seconds_count") && line.contains(where))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .sum();
        }

        @Override
        public void close() throws InterruptedException {
            process.destroyForcibly().waitFor();
        }
    }
}
