package vn.khop.server.notify;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/** A real HTTP endpoint that writes down what it is sent, and answers as a test wants. */
public final class Subscriber implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final HttpServer server;
    private final List<Heard> heard = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger reached = new AtomicInteger();
    private volatile ToIntFunction<Heard> answer = one -> 200;
    private volatile String location = "";
    private volatile byte[] body = new byte[0];

    /** @param accepted whether it was answered with a success */
    public record Heard(
            String method, String path, String id, String authorization, String type, String body, boolean accepted) {}

    public Subscriber() {
        this(0);
    }

    public Subscriber(int port) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::handle);
        server.setExecutor(Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task);
            thread.setDaemon(true);
            return thread;
        }));
        server.start();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    public String url() {
        return "http://localhost:" + port() + "/fhir";
    }

    /** @param status for each request but the first HEAD */
    public void answers(ToIntFunction<Heard> status) {
        answer = status;
    }

    public void answers(int status) {
        answers(one -> status);
    }

    public void redirectsTo(String url) {
        location = url;
        answers(302);
    }

    public void says(String text) {
        body = text.getBytes(StandardCharsets.UTF_8);
    }

    /** How often it was asked whether it is there. */
    public int reached() {
        return reached.get();
    }

    public List<Heard> heard() {
        synchronized (heard) {
            return List.copyOf(heard);
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        String text = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Heard one = new Heard(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getPath(),
                String.valueOf(exchange.getRequestHeaders().getFirst("Idempotency-Key")),
                String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")),
                String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type")),
                text,
                false);
        int status = answer.applyAsInt(one);
        if (one.method().equals("HEAD")) {
            reached.incrementAndGet();
        } else {
            heard.add(new Heard(
                    one.method(),
                    one.path(),
                    one.id(),
                    one.authorization(),
                    one.type(),
                    one.body(),
                    status / 100 == 2));
        }
        if (!location.isEmpty()) {
            exchange.getResponseHeaders().add("Location", location);
        }
        boolean isEmpty = one.method().equals("HEAD") || body.length == 0;
        exchange.sendResponseHeaders(status, isEmpty ? -1 : body.length);
        if (!isEmpty) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    /** Waits until it has heard what the test wants. */
    public List<Heard> await(String what, Predicate<List<Heard>> holds) {
        awaits(what, () -> holds.test(heard()), this);
        return heard();
    }

    public static void awaits(String what, java.util.function.BooleanSupplier holds, Object told) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within " + PATIENCE + ": " + what + "; " + told);
            }
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public String toString() {
        return "heard "
                + heard().stream()
                        .map(one -> one.method() + " " + one.path() + " " + one.accepted())
                        .toList();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
