package vn.khop.server.hl7v2;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;

/*
 * The library's own MLLP server reads a message of any length into memory, opens as many threads as there are connections, and decodes the bytes by what MSH-18 says before anybody can look at them; none of that can be
 * bounded from outside. What MLLP asks for is one start byte and two end bytes, so they are read here, with the bounds.
 */
/** Messages of one connection: each between 0B and 1C 0D (HL7 MLLP release 1). Not for several threads. */
final class MllpFrames {
    private static final int START = 0x0B;
    private static final int END = 0x1C;
    private static final int LAST = 0x0D;
    /** What stands between two messages is not looked at, but nobody sends much of it. */
    private static final int BETWEEN_MAX = 1024;

    private static final int BUFFER_BYTES = 8192;

    /** From its first byte on, a message is sent at once: who sends byte by byte does not hold a connection for long. */
    private static final Duration FRAME_TIME_MAX = Duration.ofSeconds(30);

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final int bytesMax;
    private final Duration idle;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int taken;
    private int filled;
    private boolean hasBegun;

    MllpFrames(Socket socket, InputStream in, OutputStream out, int bytesMax, Duration idle) {
        this.socket = socket;
        this.in = in;
        this.out = out;
        this.bytesMax = bytesMax;
        this.idle = idle;
    }

    /** How a message ended. */
    enum Ending {
        WHOLE,
        /** The next one began, or the connection ended. */
        CUT_OFF,
        /** It has more bytes than it may; the rest was not read. */
        TOO_LARGE
    }

    /** @param bytes what came of it */
    record Frame(byte[] bytes, Ending ending) {
        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }

        @Override
        public String toString() {
            return "Frame[" + bytes.length + " bytes, " + ending + "]";
        }
    }

    /** The next message; empty when the other side has ended the connection, or sent what is no message. */
    Optional<Frame> next() throws IOException {
        if (!hasBegun && !awaitStart()) {
            return Optional.empty();
        }
        hasBegun = false;
        long deadline = System.nanoTime() + FRAME_TIME_MAX.toNanos();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        while (true) {
            int one = read(deadline);
            if (one == END) {
                int last = read(deadline);
                if (last == LAST) {
                    return Optional.of(new Frame(bytes.toByteArray(), Ending.WHOLE));
                }
                hasBegun = last == START;
                return Optional.of(new Frame(bytes.toByteArray(), Ending.CUT_OFF));
            }
            if (one < 0 || one == START) {
                hasBegun = one == START;
                return Optional.of(new Frame(bytes.toByteArray(), Ending.CUT_OFF));
            }
            if (bytes.size() == bytesMax) {
                return Optional.of(new Frame(bytes.toByteArray(), Ending.TOO_LARGE));
            }
            bytes.write(one);
        }
    }

    private boolean awaitStart() throws IOException {
        long deadline = System.nanoTime() + idle.toNanos();
        for (int skipped = 0; skipped <= BETWEEN_MAX; skipped++) {
            int one = read(deadline);
            if (one == START) {
                return true;
            }
            if (one < 0) {
                return false;
            }
        }
        return false;
    }

    private int read(long deadline) throws IOException {
        if (taken == filled) {
            long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
            if (left <= 0) {
                throw new SocketTimeoutException("no more bytes came in time");
            }
            socket.setSoTimeout((int) Math.min(left, Integer.MAX_VALUE));
            taken = 0;
            filled = Math.max(0, in.read(buffer));
            if (filled == 0) {
                return -1;
            }
        }
        return buffer[taken++] & 0xFF;
    }

    void write(byte[] message) throws IOException {
        ByteArrayOutputStream framed = new ByteArrayOutputStream(message.length + 3);
        framed.write(START);
        framed.writeBytes(message);
        framed.write(END);
        framed.write(LAST);
        framed.writeTo(out);
        out.flush();
    }
}
