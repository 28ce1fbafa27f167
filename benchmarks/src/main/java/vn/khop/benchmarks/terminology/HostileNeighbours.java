package vn.khop.benchmarks.terminology;

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
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import vn.khop.benchmarks.linkage.MarkdownTable;
import vn.khop.benchmarks.server.HttpLoad;
import vn.khop.benchmarks.server.RunningProcess;

/*
 * The caller runs beside the server, on the same cores: what it costs to send is no fault of the server's. So the neighbours are measured beside a caller, too, who sends
 * what hurts nobody: an ordinary question, or 50 MB to whoever throws them away.
 */
/** One caller sends what is meant to hurt, again and again with a pause between, while others look codes up at a constant rate. */
final class HostileNeighbours {
    private static final int DEPTH = 100_000;
    private static final int BODY_BYTES = 50 << 20;
    private static final double NEIGHBOURS_PER_SECOND = 500;
    private static final long PAUSE_MILLIS = 500;
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

    private record Attack(String type, String body) {}

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

    void measure(List<byte[]> neighbours, int connections, int seconds) throws Exception {
        HttpLoad load = new HttpLoad(server.address(), neighbours);
        Duration length = Duration.ofSeconds(seconds);
        load.run(connections, OptionalDouble.empty(), length);
        MarkdownTable table = new MarkdownTable(
                "sent beside",
                "times",
                "status",
                "longest answer ms",
                "neighbours' p50 ms",
                "p99 ms",
                "refused",
                "server MB, highest so far");
        URI expand = server.uri("/fhir/ValueSet/$expand");
        alone(table, load, connections, length);
        beside("an ordinary question", expand, ORDINARY, table, load, connections, length);
        HttpServer sink = sink();
        URI nobody = URI.create("http://127.0.0.1:" + sink.getAddress().getPort() + "/");
        beside("50 MB to nobody", nobody, new Attack(JSON, " ".repeat(BODY_BYTES)), table, load, connections, length);
        sink.stop(0);
        for (Map.Entry<String, Attack> attack : attacks().entrySet()) {
            beside(attack.getKey(), expand, attack.getValue(), table, load, connections, length);
        }
        beside("an ordinary question", expand, ORDINARY, table, load, connections, length);
        alone(table, load, connections, length);
    }

    private void beside(
            String name, URI to, Attack attack, MarkdownTable table, HttpLoad load, int connections, Duration length)
            throws Exception {
        AtomicBoolean isOver = new AtomicBoolean();
        ExecutorService sending = Executors.newSingleThreadExecutor();
        Future<Sent> sent = sending.submit(() -> send(to, attack, isOver));
        HttpLoad.Result result = load.run(connections, OptionalDouble.of(NEIGHBOURS_PER_SECOND), length);
        isOver.set(true);
        Sent came = sent.get();
        sending.shutdown();
        add(table, name, came, result);
    }

    private void alone(MarkdownTable table, HttpLoad load, int connections, Duration length) throws IOException {
        add(
                table,
                "nothing",
                new Sent(0, 0, 0),
                load.run(connections, OptionalDouble.of(NEIGHBOURS_PER_SECOND), length));
    }

    private void add(MarkdownTable table, String name, Sent sent, HttpLoad.Result result) throws IOException {
        table.add(
                name,
                sent.times(),
                sent.status(),
                String.format(Locale.ROOT, "%.0f", sent.millisMax()),
                String.format(Locale.ROOT, "%.2f", result.millis(50)),
                String.format(Locale.ROOT, "%.2f", result.millis(99)),
                result.refused(),
                String.format(Locale.ROOT, "%.0f", server.megabytes("VmHWM")));
    }

    private Sent send(URI to, Attack attack, AtomicBoolean isOver) throws IOException, InterruptedException {
        byte[] body = attack.body().getBytes(StandardCharsets.UTF_8);
        int times = 0;
        int status = 0;
        double longest = 0;
        while (!isOver.get()) {
            long start = System.nanoTime();
            HttpResponse<Void> answer = http.send(
                    HttpRequest.newBuilder(to)
                            .header("Authorization", "Bearer " + token)
                            .header("Content-Type", attack.type())
                            .POST(BodyPublishers.ofByteArray(body))
                            .build(),
                    BodyHandlers.discarding());
            longest = Math.max(longest, (System.nanoTime() - start) / 1e6);
            status = answer.statusCode();
            times++;
            Thread.sleep(PAUSE_MILLIS);
        }
        return new Sent(times, status, longest);
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
        return all;
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
