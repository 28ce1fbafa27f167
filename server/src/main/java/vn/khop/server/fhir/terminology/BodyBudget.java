package vn.khop.server.fhir.terminology;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/*
 * A body becomes a tree that takes up to thirty times its bytes, and resources made of that. One body is bounded by its length and by how many parts it may have; what is
 * bounded here is how much of large bodies is held at once, by all callers together: who comes when that is used up waits a moment, and is then told to come again. Small
 * bodies, which are nearly all, pass by.
 */
/** What bodies of requests may take of the memory, together. Thread-safe. */
final class BodyBudget {
    static final int SMALL_BYTES = 16 << 10;
    private static final int BYTES_AT_ONCE = 8 << 20;
    private static final int GROWTH = 2;

    private final Semaphore bytesLeft = new Semaphore(BYTES_AT_ONCE, true);
    private final Duration patience;
    private final Duration readingMax;

    /** A body, and its share of the budget, to be given back when its request has been answered. */
    static final class Held implements AutoCloseable {
        private final Semaphore from;
        private final int share;
        private final byte[] bytes;

        private Held(Semaphore from, int share, byte[] bytes) {
            this.from = from;
            this.share = share;
            this.bytes = bytes;
        }

        byte[] bytes() {
            return bytes;
        }

        @Override
        public void close() {
            from.release(share);
        }
    }

    /** There is no room now, or the body comes so slowly that it would keep others from theirs. */
    static final class Busy extends Exception {
        private static final long serialVersionUID = 1L;

        Busy(String message) {
            super(message);
        }
    }

    /** The body is longer than any that is read. */
    static final class TooLong extends Exception {
        private static final long serialVersionUID = 1L;

        TooLong(int bytesMax) {
            super("the body has more than " + bytesMax + " bytes: send less at once");
        }
    }

    /**
     * @param patience how long a body waits for room
     * @param readingMax how long one may take to arrive
     */
    BodyBudget(Duration patience, Duration readingMax) {
        this.patience = patience;
        this.readingMax = readingMax;
    }

    /**
     * Reads a body to its end, or until it is longer than is allowed.
     *
     * @param announced its length; below 0 where that is not known
     */
    Held read(InputStream in, long announced, int bytesMax) throws IOException, Busy {
        int share = announced >= 0 && announced <= SMALL_BYTES
                ? 0
                : (int) Math.min(BYTES_AT_ONCE, announced < 0 ? BYTES_AT_ONCE : announced);
        if (!acquired(share)) {
            throw new Busy(
                    "as many large bodies as there is room for are being answered: send yours again in a moment");
        }
        boolean isRead = false;
        try {
            Held held = new Held(bytesLeft, share, read(in, bytesMax));
            isRead = true;
            return held;
        } finally {
            if (!isRead) {
                bytesLeft.release(share);
            }
        }
    }

    private boolean acquired(int share) {
        try {
            return bytesLeft.tryAcquire(share, patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private byte[] read(InputStream in, int bytesMax) throws IOException, Busy {
        long end = System.nanoTime() + readingMax.toNanos();
        byte[] bytes = new byte[SMALL_BYTES];
        int length = 0;
        for (int read = 0; read >= 0 && length <= bytesMax; length += Math.max(0, read)) {
            if (System.nanoTime() - end > 0) {
                throw new Busy("the body took more than " + readingMax.toSeconds() + " seconds to arrive");
            }
            if (length == bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.min(bytes.length * GROWTH, bytesMax + 1));
            }
            read = length == bytes.length ? -1 : in.read(bytes, length, bytes.length - length);
        }
        return Arrays.copyOf(bytes, length);
    }
}
