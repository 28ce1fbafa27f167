package vn.khop.benchmarks.terminology;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;
import vn.khop.benchmarks.linkage.MarkdownTable;
import vn.khop.benchmarks.server.HttpLoad;
import vn.khop.benchmarks.server.RunningProcess;

/*
 * The caller runs beside the server, on the same cores: what it costs to send is no fault of the server's. So each thing is sent twice, once to a sink that reads it and
 * throws it away, once to the server; and the time that the server's cores spend on it is told beside.
 */
/** One caller sends what is meant to hurt, again and again with a pause between, while others look codes up at a constant rate. */
final class HostileNeighbours {
    private static final int DEPTH = 100_000;
    private static final int BODY_BYTES = 50 << 20;
    private static final double NEIGHBOURS_PER_SECOND = 500;
    private static final long PAUSE_MILLIS = 500;
    /** What is sent this often has been compiled, as the neighbours' questions have been. */
    private static final int TIMES_BEFORE = 60;

    private static final String JSON = "application/fhir+json";
    private static final String XML = "application/fhir+xml";
    private static final Attack ORDINARY = new Attack(
            JSON,
            "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"url\",\"valueUri\":\"" + GeneratedList.SYSTEM
                    + "?fhir_vs\"},{\"name\":\"count\",\"valueInteger\":1}]}");
    private static final String IN_XML = "<Parameters xmlns=\"http://hl7.org/fhir\">";

    private final RunningProcess server;
    private final String token;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private record Attack(String type, String body) {
        byte[] bytes() {
            return body.getBytes(StandardCharsets.UTF_8);
        }
    }

    /** Reads what is sent and throws it away. */
    private static HttpServer sink() throws IOException {
        HttpServer sink = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        sink.createContext("/", exchange -> {
            exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
            exchange.sendResponseHeaders(400, -1);
            exchange.close();
        });
        sink.start();
        return sink;
    }

    /** What came of sending it. */
    private record Sent(int times, int status, double millisMax) {}

    HostileNeighbours(RunningProcess server, String token) {
        this.server = server;
        this.token = token;
    }

    /**
     * Everything is sent {@value #TIMES_BEFORE} times before. In each round everything is sent for as long as {@code seconds} says to nobody and to the server, and nothing for as long in between: what differs between rounds is the machine's own.
     *
     * @param only a regular expression: only what in whose name it is found is sent
     */
    void measure(List<byte[]> neighbours, int connections, int seconds, int rounds, String only) throws Exception {
        HttpLoad load = new HttpLoad(server.address(), neighbours);
        Duration length = Duration.ofSeconds(seconds);
        load.run(connections, OptionalDouble.empty(), length);
        Map<String, Attack> all = new LinkedHashMap<>();
        all.put("an ordinary question", ORDINARY);
        all.putAll(attacks());
        all.keySet().removeIf(Pattern.compile(only).asPredicate().negate());
        Map<String, List<Round>> seen = new LinkedHashMap<>();
        URI expand = server.uri("/fhir/ValueSet/$expand");
        HttpServer sink = sink();
        URI nobody = URI.create("http://127.0.0.1:" + sink.getAddress().getPort() + "/");
        for (Attack attack : all.values()) {
            byte[] body = attack.bytes();
            for (int i = 0; i < TIMES_BEFORE; i++) {
                sendOnce(nobody, attack.type(), body);
                sendOnce(expand, attack.type(), body);
            }
        }
        for (int round = 0; round < rounds; round++) {
            for (Map.Entry<String, Attack> attack : all.entrySet()) {
                seen.computeIfAbsent(attack.getKey(), name -> new ArrayList<>())
                        .add(new Round(
                                alone(load, connections, length),
                                beside(nobody, attack.getValue(), load, connections, length),
                                beside(expand, attack.getValue(), load, connections, length)));
            }
        }
        sink.stop(0);
        MarkdownTable table = new MarkdownTable(
                "sent beside",
                "status",
                "longest answer ms",
                "CPU ms of the server for each",
                "neighbours' p99 ms (median of " + rounds + ")",
                "alone",
                "sent to nobody",
                "the first through the larger of the others",
                "refused");
        seen.forEach((name, of) -> tell(table, name, of));
        System.out.printf(Locale.ROOT, "%nthe server's memory, highest: %.0f MB%n", server.megabytes("VmHWM"));
    }

    private static void tell(MarkdownTable table, String name, List<Round> rounds) {
        double beside = median(rounds, round -> round.toServer().neighbours().millis(99));
        double alone = median(rounds, round -> round.alone().millis(99));
        double toNobody = median(rounds, round -> round.toNobody().neighbours().millis(99));
        double cpuMillis = median(
                rounds,
                round -> Math.max(
                                0,
                                round.toServer().cpuMillis() - round.toNobody().cpuMillis())
                        / Math.max(1, round.toServer().sent().times()));
        table.add(
                name,
                rounds.get(0).toServer().sent().status(),
                String.format(
                        Locale.ROOT,
                        "%.0f",
                        rounds.stream()
                                .mapToDouble(round -> round.toServer().sent().millisMax())
                                .max()
                                .orElse(0)),
                String.format(Locale.ROOT, "%.1f", cpuMillis),
                millis(beside),
                millis(alone),
                millis(toNobody),
                millis(beside / Math.max(alone, toNobody)),
                rounds.stream()
                        .mapToLong(round -> round.toServer().neighbours().refused())
                        .sum());
    }

    private static double median(List<Round> rounds, ToDoubleFunction<Round> of) {
        double[] sorted = rounds.stream().mapToDouble(of).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    private record Round(HttpLoad.Result alone, Measured toNobody, Measured toServer) {}

    /** What came of sending, what the neighbours saw, and what the server's cores spent in that time. */
    private record Measured(Sent sent, HttpLoad.Result neighbours, double cpuMillis) {}

    private static String millis(double millis) {
        return String.format(Locale.ROOT, "%.2f", millis);
    }

    private Measured beside(URI to, Attack attack, HttpLoad load, int connections, Duration length) throws Exception {
        AtomicBoolean isOver = new AtomicBoolean();
        ExecutorService sending = Executors.newSingleThreadExecutor();
        Future<Sent> sent = sending.submit(() -> send(to, attack, isOver));
        double before = server.cpuSeconds();
        HttpLoad.Result result = load.run(connections, OptionalDouble.of(NEIGHBOURS_PER_SECOND), length);
        double cpuMillis = 1e3 * (server.cpuSeconds() - before);
        isOver.set(true);
        Sent came = sent.get();
        sending.shutdown();
        return new Measured(came, result, cpuMillis);
    }

    private HttpLoad.Result alone(HttpLoad load, int connections, Duration length) throws IOException {
        return load.run(connections, OptionalDouble.of(NEIGHBOURS_PER_SECOND), length);
    }

    private Sent send(URI to, Attack attack, AtomicBoolean isOver) throws IOException, InterruptedException {
        byte[] body = attack.bytes();
        int times = 0;
        int status = 0;
        double longest = 0;
        while (!isOver.get()) {
            long start = System.nanoTime();
            status = sendOnce(to, attack.type(), body);
            longest = Math.max(longest, (System.nanoTime() - start) / 1e6);
            times++;
            Thread.sleep(PAUSE_MILLIS);
        }
        return new Sent(times, status, longest);
    }

    /** The status of the answer. */
    private int sendOnce(URI to, String type, byte[] body) throws IOException, InterruptedException {
        return http.send(
                        HttpRequest.newBuilder(to)
                                .header("Authorization", "Bearer " + token)
                                .header("Content-Type", type)
                                .POST(BodyPublishers.ofByteArray(body))
                                .build(),
                        BodyHandlers.discarding())
                .statusCode();
    }

    private static Map<String, Attack> attacks() {
        Map<String, Attack> all = new LinkedHashMap<>();
        all.put("regex that makes a backtracker try every way", new Attack(JSON, regex("((a+)+)+b")));
        all.put("regex whose automaton doubles with each letter", new Attack(JSON, regex("(a|b)*a(a|b){60}")));
        all.put(
                "JSON, 100,000 deep",
                new Attack(
                        JSON,
                        "{\"resourceType\":\"Parameters\",\"parameter\":" + "[{\"part\":".repeat(DEPTH) + "[]"
                                + "}]".repeat(DEPTH) + "}"));
        all.put(
                "XML, 100,000 deep",
                new Attack(
                        XML,
                        IN_XML + "<parameter><part>".repeat(DEPTH) + "</part></parameter>".repeat(DEPTH)
                                + "</Parameters>"));
        StringBuilder entities = new StringBuilder("<!ENTITY e0 \"x\">");
        for (int i = 1; i < 40; i++) {
            entities.append("<!ENTITY e" + i + " \"&e" + (i - 1) + ";&e" + (i - 1) + ";\">");
        }
        all.put("XML entities that double each other", new Attack(XML, withEntities(entities.toString(), "e39")));
        all.put(
                "XML entity that names a file",
                new Attack(XML, withEntities("<!ENTITY f SYSTEM \"file:///etc/passwd\">", "f")));
        all.put("50 MB of spaces", new Attack(JSON, " ".repeat(BODY_BYTES)));
        all.put(
                "50 MB in one string",
                new Attack(
                        JSON,
                        "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"url\",\"valueUri\":\""
                                + "x".repeat(BODY_BYTES) + "\"}]}"));
        all.put("2,000 regexes", new Attack(JSON, ofSystem(2_000, i -> "(a|b)*a(a|b){8}" + i, 1)));
        all.put("a code system of 20,000 concepts", new Attack(JSON, ofSystem(1, i -> ".*", 20_000)));
        all.put("a code system of 100,000 concepts", new Attack(JSON, ofSystem(1, i -> ".*", 100_000)));
        return all;
    }

    /** A value set of filters by these expressions, and the code system that it is of. */
    private static String ofSystem(int filters, IntFunction<String> expression, int concepts) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("resourceType", "Parameters");
        json.withArray("parameter").addObject().put("name", "count").put("valueInteger", 10);
        ArrayNode include = json.withArray("parameter")
                .addObject()
                .put("name", "valueSet")
                .putObject("resource")
                .put("resourceType", "ValueSet")
                .put("status", "active")
                .withObject("/compose")
                .withArray("include");
        for (int i = 0; i < filters; i++) {
            include.addObject()
                    .put("system", "urn:x")
                    .withArray("filter")
                    .addObject()
                    .put("property", "code")
                    .put("op", "regex")
                    .put("value", expression.apply(i));
        }
        ArrayNode list = json.withArray("parameter")
                .addObject()
                .put("name", "tx-resource")
                .putObject("resource")
                .put("resourceType", "CodeSystem")
                .put("url", "urn:x")
                .put("status", "active")
                .put("content", "complete")
                .withArray("concept");
        for (int i = 0; i < concepts; i++) {
            list.addObject().put("code", "c" + i).put("display", "name " + i);
        }
        return json.toString();
    }

    private static String withEntities(String entities, String used) {
        return "<?xml version=\"1.0\"?><!DOCTYPE p [" + entities + "]>" + IN_XML
                + "<parameter><name value=\"url\"/><valueUri value=\"&" + used + ";\"/></parameter></Parameters>";
    }

    /** A value set whose codes are to fit the expression, and a code that nearly does. */
    private static String regex(String expression) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("resourceType", "Parameters");
        ObjectNode set = json.withArray("parameter")
                .addObject()
                .put("name", "valueSet")
                .putObject("resource")
                .put("resourceType", "ValueSet")
                .put("status", "active");
        set.withObject("/compose")
                .withArray("include")
                .addObject()
                .put("system", "urn:x")
                .withArray("filter")
                .addObject()
                .put("property", "code")
                .put("op", "regex")
                .put("value", expression);
        json.withArray("parameter")
                .addObject()
                .put("name", "tx-resource")
                .putObject("resource")
                .put("resourceType", "CodeSystem")
                .put("url", "urn:x")
                .put("status", "active")
                .put("content", "complete")
                .withArray("concept")
                .addObject()
                .put("code", "a".repeat(5_000) + "!");
        return json.toString();
    }
}
