package vn.khop.benchmarks.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/*
 * One thread, a selector and a handful of connections that are kept, so that the generator leaves the cores to the server. With a rate,
 * requests are due at fixed moments whatever the server does, and a request's time counts from the moment at which it was due, not from
 * when a connection was free to send it: what waits because the server is slow is counted as slow (no coordinated omission). Without a
 * rate every connection sends as soon as it has its answer: that finds the capacity.
 */
/** Sends prepared requests over HTTP/1.1 and measures the answers. */
public final class HttpLoad {
    private static final int BUFFER_BYTES = 1 << 16;
    private static final long PAUSE_NANOS = 50_000;
    private static final int DIGITS = 3;
    private static final byte[] HEAD_END = {'\r', '\n', '\r', '\n'};

    private final InetSocketAddress server;
    private final List<byte[]> requests;
    private int next;

    /**
     * What came of a run.
     *
     * @param refused answers whose status was not of success
     * @param micros time of each answer, in microseconds
     */
    public record Result(long answers, long refused, double seconds, Histogram micros) {
        public double perSecond() {
            return answers / seconds;
        }

        public double millis(double percentile) {
            return micros.getValueAtPercentile(percentile) / 1000.0;
        }
    }

    /** @param requests whole requests, sent in turn */
    public HttpLoad(InetSocketAddress server, List<byte[]> requests) {
        this.server = server;
        this.requests = List.copyOf(requests);
    }

    /** A GET with a bearer token. */
    public static byte[] get(InetSocketAddress server, String path, String token) {
        return ("GET " + path + " HTTP/1.1\r\nHost: " + server.getHostString() + ":" + server.getPort()
                        + "\r\nAuthorization: Bearer " + token + "\r\nAccept: application/fhir+json\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** A POST of JSON with a bearer token. */
    public static byte[] post(InetSocketAddress server, String path, String type, String token, String body) {
        return withBody("POST", server, path, type, token, body);
    }

    /** A PUT or POST of a body with a bearer token. */
    public static byte[] withBody(
            String method, InetSocketAddress server, String path, String type, String token, String body) {
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        byte[] head = (method + " " + path + " HTTP/1.1\r\nHost: " + server.getHostString() + ":" + server.getPort()
                        + "\r\nAuthorization: Bearer " + token + "\r\nContent-Type: " + type + "\r\nContent-Length: "
                        + content.length + "\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8);
        byte[] whole = new byte[head.length + content.length];
        System.arraycopy(head, 0, whole, 0, head.length);
        System.arraycopy(content, 0, whole, head.length, content.length);
        return whole;
    }

    /**
     * Runs for a while.
     *
     * @param rate requests a second; empty for as many as the server answers
     */
    public Result run(int connections, OptionalDouble rate, Duration length) throws IOException {
        return run(connections, rate, length, Long.MAX_VALUE);
    }

    /** Sends every request once, as fast as they are answered. */
    public Result once(int connections) throws IOException {
        return run(connections, OptionalDouble.empty(), Duration.ofDays(1), requests.size());
    }

    private Result run(int connections, OptionalDouble rate, Duration length, long requestsMax) throws IOException {
        Histogram micros = new Histogram(DIGITS);
        long sent = 0;
        long answers = 0;
        long refused = 0;
        try (Selector selector = Selector.open()) {
            Deque<Connection> idle = new ArrayDeque<>();
            List<Connection> all = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                Connection connection = new Connection(server, selector);
                all.add(connection);
                idle.add(connection);
            }
            Deque<Long> waiting = new ArrayDeque<>();
            long start = System.nanoTime();
            long end = start + length.toNanos();
            double interval = rate.isPresent() ? 1e9 / rate.getAsDouble() : 0;
            long due = 0;
            while (System.nanoTime() < end && answers < requestsMax) {
                if (rate.isPresent()) {
                    long now = System.nanoTime();
                    for (; start + (long) (due * interval) <= now; due++) {
                        waiting.add(start + (long) (due * interval));
                    }
                    while (!waiting.isEmpty() && !idle.isEmpty()) {
                        idle.remove().send(take(), waiting.remove());
                    }
                } else {
                    for (; !idle.isEmpty() && sent < requestsMax; sent++) {
                        idle.remove().send(take(), System.nanoTime());
                    }
                }
                if (selector.selectNow() == 0) {
                    if (rate.isPresent()) {
                        LockSupport.parkNanos(PAUSE_NANOS);
                    } else {
                        selector.select(1);
                    }
                }
                for (SelectionKey key : selector.selectedKeys()) {
                    Connection connection = (Connection) key.attachment();
                    int status = connection.receive();
                    if (status > 0) {
                        micros.recordValue(Math.max(0, (System.nanoTime() - connection.due()) / 1000));
                        answers++;
                        refused += status / 100 == 2 ? 0 : 1;
                        idle.add(connection);
                    }
                }
                selector.selectedKeys().clear();
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            for (Connection connection : all) {
                connection.close();
            }
            return new Result(answers, refused, seconds, micros);
        }
    }

    private byte[] take() {
        byte[] request = requests.get(next);
        next = (next + 1) % requests.size();
        return request;
    }

    /** One connection, with at most one request under way. */
    private static final class Connection {
        private final SocketChannel channel;
        private ByteBuffer received = ByteBuffer.allocate(BUFFER_BYTES);
        private long due;

        Connection(InetSocketAddress server, Selector selector) throws IOException {
            channel = SocketChannel.open(server);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, this);
        }

        long due() {
            return due;
        }

        void send(byte[] request, long dueNanos) {
            due = dueNanos;
            received.clear();
            ByteBuffer bytes = ByteBuffer.wrap(request);
            try {
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** The status of an answer that is complete, else 0. */
        int receive() throws IOException {
            if (!received.hasRemaining()) {
                received = ByteBuffer.allocate(received.capacity() * 4).put(received.flip());
            }
            if (channel.read(received) < 0) {
                throw new IOException("the server closed a connection");
            }
            int head = headEnd();
            if (head < 0) {
                return 0;
            }
            String headers = new String(received.array(), 0, head, StandardCharsets.ISO_8859_1);
            int at = headers.toLowerCase(Locale.ROOT).indexOf("\r\ncontent-length:");
            boolean complete;
            if (at < 0) {
                int size = received.position();
                complete = size >= 5
                        && new String(received.array(), size - 5, 5, StandardCharsets.ISO_8859_1).equals("0\r\n\r\n");
            } else {
                int from = at + "\r\ncontent-length:".length();
                int lineEnd = headers.indexOf('\r', from);
                int length = Integer.parseInt(headers.substring(from, lineEnd < 0 ? headers.length() : lineEnd)
                        .strip());
                complete = received.position() >= head + HEAD_END.length + length;
            }
            return complete ? Integer.parseInt(headers.substring(9, 12)) : 0;
        }

        /** Where the empty line begins; below 0 where it has not come. */
        private int headEnd() {
            byte[] bytes = received.array();
            for (int i = 0; i + 3 < received.position(); i++) {
                if (bytes[i] == '\r' && bytes[i + 1] == '\n' && bytes[i + 2] == '\r' && bytes[i + 3] == '\n') {
                    return i;
                }
            }
            return -1;
        }

        void close() throws IOException {
            channel.close();
        }
    }
}
