package vn.khop.server.hl7v2;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** A hospital's system at the other end of a socket, knowing nothing of how the server reads or writes. */
public final class MllpClient implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 60_000;

    private final Socket socket;

    private MllpClient(Socket socket) {
        this.socket = socket;
    }

    public static MllpClient to(int port) {
        try {
            return of(new Socket(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static MllpClient of(Socket socket) throws IOException {
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.setTcpNoDelay(true);
        return new MllpClient(socket);
    }

    /** Segments, one each, as an answer has them. */
    public record Reply(List<String> segments) {
        /** A field of the first segment of this name, with its components; empty where there is none. MSH-1 is the separator. */
        String field(String segment, int number) {
            return segments.stream()
                    .filter(line -> line.startsWith(segment + "|"))
                    .map(line -> line.split("\\|", -1))
                    .map(fields -> {
                        int place = segment.equals("MSH") ? number - 1 : number;
                        return place < fields.length ? fields[place] : "";
                    })
                    .findFirst()
                    .orElse("");
        }

        List<String> all(String segment) {
            return segments.stream()
                    .filter(line -> line.startsWith(segment + "|") || line.equals(segment))
                    .toList();
        }

        /** MSA-1. */
        public String code() {
            return field("MSA", 1);
        }

        /** ERR-3.1, or what stands for it before 2.5. */
        String error() {
            String modern = field("ERR", 3).split("\\^", 2)[0];
            String[] old = field("ERR", 1).split("\\^", -1);
            return modern.isEmpty() && old.length > 3 ? old[3].split("&", 2)[0] : modern;
        }

        String place() {
            return field("ERR", 2);
        }

        @Override
        public String toString() {
            return String.join("\n", segments);
        }
    }

    /** Sends one message, its segments with line feeds between, and reads one answer. */
    public Reply send(String... segments) {
        return send(Arrays.stream(segments)
                .collect(Collectors.joining("\r", "", "\r"))
                .getBytes(StandardCharsets.UTF_8));
    }

    Reply send(byte[] message) {
        ByteArrayOutputStream framed = new ByteArrayOutputStream();
        framed.write(0x0B);
        framed.writeBytes(message);
        framed.write(0x1C);
        framed.write(0x0D);
        write(framed.toByteArray());
        return read();
    }

    void write(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void endWriting() {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next answer; without segments where the server has closed the connection. */
    Reply read() {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            int one = socket.getInputStream().read();
            if (one < 0) {
                return new Reply(List.of());
            }
            if (one != 0x0B) {
                throw new AssertionError("an answer begins with " + one + " and not with 0B");
            }
            int before = 0;
            while ((one = socket.getInputStream().read()) >= 0) {
                if (before == 0x1C && one == 0x0D) {
                    byte[] framed = bytes.toByteArray();
                    String text = new String(framed, 0, framed.length - 1, StandardCharsets.UTF_8);
                    return new Reply(new ArrayList<>(List.of(text.split("\r"))));
                }
                bytes.write(one);
                before = one;
            }
            throw new AssertionError("an answer was cut off");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
