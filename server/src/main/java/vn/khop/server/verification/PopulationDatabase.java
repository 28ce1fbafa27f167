package vn.khop.server.verification;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vn.khop.server.registry.NumberAnswers.Question;

/** The port to the national population database. {@code docs/feeds.md} says what stands behind it over HTTP. */
public interface PopulationDatabase {
    /** What it says. The name is stored: never rename one. */
    enum Answer {
        /** The number is of somebody of this name and birth date. */
        CONFIRMED,
        /** The number is somebody else's. */
        CONTRADICTED,
        /** Nobody has the number. */
        UNKNOWN
    }

    /** @throws Unavailable if it does not answer now */
    Answer ask(Question question) throws Unavailable, InterruptedException;

    /** It does not answer now; the message says why, without anything of the question. */
    final class Unavailable extends Exception {
        private static final long serialVersionUID = 1L;

        private final @Nullable Duration retryAfter;

        public Unavailable(String why) {
            this(why, null);
        }

        public Unavailable(String why, @Nullable Duration retryAfter) {
            super(why);
            this.retryAfter = retryAfter;
        }

        /** When it is worth asking again, if it says so. */
        public Optional<Duration> retryAfter() {
            return Optional.ofNullable(retryAfter);
        }
    }
}
