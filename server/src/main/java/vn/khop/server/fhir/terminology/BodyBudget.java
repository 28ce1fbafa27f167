package vn.khop.server.fhir.terminology;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
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

    /** The collector has room for pieces; an array of megabytes it must make room for, while everybody waits. */
    private static final int PIECE_BYTES = 64 << 10;

    private final Semaphore bytesLeft = new Semaphore(BYTES_AT_ONCE, true);
    private final Duration patience;
    private final Duration readingMax;

    /** A body, and its share of the budget, to be given back when its request has been answered. */
    static final class Held implements AutoCloseable {
        private final Semaphore from;
        private final int share;
        private final List<byte[]> pieces;
        private final int length;

        private Held(Semaphore from, int share, List<byte[]> pieces) {
            this.from = from;
            this.share = share;
            this.pieces = pieces;
            length = pieces.stream().mapToInt(piece -> piece.length).sum();
        }

        int length() {
            return length;
        }

        /** From its beginning, as often as wanted. */
        InputStream open() {
            return new SequenceInputStream(Collections.enumeration(
                    pieces.stream().map(ByteArrayInputStream::new).toList()));
        }

        /** All of a body that is small. */
        byte[] bytes() {
            byte[] all = new byte[length];
            int at = 0;
            for (byte[] piece : pieces) {
                System.arraycopy(piece, 0, all, at, piece.length);
                at += piece.length;
            }
            return all;
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

    private List<byte[]> read(InputStream in, int bytesMax) throws IOException, Busy {
        long end = System.nanoTime() + readingMax.toNanos();
        List<byte[]> pieces = new ArrayList<>();
        byte[] piece = new byte[SMALL_BYTES];
        int ofPiece = 0;
        int length = 0;
        for (int read = 0; read >= 0 && length <= bytesMax; ) {
            if (System.nanoTime() - end > 0) {
                throw new Busy("the body took more than " + readingMax.toSeconds() + " seconds to arrive");
            }
            if (ofPiece == piece.length) {
                pieces.add(piece);
                piece = new byte[PIECE_BYTES];
                ofPiece = 0;
            }
            read = in.read(piece, ofPiece, Math.min(piece.length - ofPiece, bytesMax + 1 - length));
            ofPiece += Math.max(0, read);
            length += Math.max(0, read);
        }
        pieces.add(Arrays.copyOf(piece, ofPiece));
        return pieces;
    }
}
