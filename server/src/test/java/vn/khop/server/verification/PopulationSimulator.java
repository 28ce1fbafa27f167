package vn.khop.server.verification;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The population database as {@code docs/feeds.md} describes its service, with citizens who do not exist; it can be made slow, silent or broken. */
final class PopulationSimulator implements AutoCloseable {
    private final HttpServer server;
    private final Map<String, String[]> citizens = new ConcurrentHashMap<>();
    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private volatile int status = 200;
    private volatile String retryAfter = "";
    private volatile String broken = "";
    private volatile long delayMillis;

    PopulationSimulator() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/v1/verifications", this::answer);
        server.start();
    }

    URI url() {
        return URI.create("http://localhost:" + server.getAddress().getPort());
    }

    void has(String number, String name, String birthDate) {
        citizens.put(number, new String[] {name, birthDate});
    }

    /** Numbers that were asked about, in order. */
    List<String> asked() {
        return List.copyOf(asked);
    }

    void answers(int withStatus, String retryAfterSeconds) {
        status = withStatus;
        retryAfter = retryAfterSeconds;
    }

    void answersText(String text) {
        broken = text;
    }

    void isSlow(long millis) {
        delayMillis = millis;
    }

    private void answer(HttpExchange exchange) throws IOException {
        JsonNode question = new ObjectMapper().readTree(exchange.getRequestBody());
        String number = question.path("number").asText();
        asked.add(number);
        try {
            Thread.sleep(delayMillis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        boolean isAllowed = "Bearer secret".equals(exchange.getRequestHeaders().getFirst("Authorization"));
        String[] citizen = citizens.get(number);
        String result = citizen == null
                ? "unknown"
                : citizen[0].equalsIgnoreCase(question.path("name").asText())
                                && citizen[1].equals(question.path("birthDate").asText())
                        ? "confirmed"
                        : "contradicted";
        byte[] body = (broken.isEmpty() ? "{\"result\":\"" + result + "\"}" : broken).getBytes(StandardCharsets.UTF_8);
        if (!retryAfter.isEmpty()) {
            exchange.getResponseHeaders().add("Retry-After", retryAfter);
        }
        exchange.sendResponseHeaders(isAllowed ? status : 401, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
