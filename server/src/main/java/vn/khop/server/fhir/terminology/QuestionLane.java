package vn.khop.server.fhir.terminology;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import vn.khop.terminology.question.QuestionBudget;

/*
 * Nearly every question is answered in less than a millisecond, and thousands a second are asked by people who wait. One that takes a thousand times as long must not be
 * felt by them. Nobody can tell ahead which will: so each runs as it is until it has cost more than ordinary ones do. Then it gives its core away at each look at its cost: a
 * thread that never does keeps it for some milliseconds each time that another wants it, and these milliseconds would be all that the others' slowest answers are made of.
 * Where nobody waits it goes on at once, so it takes no longer than before.
 * One that takes longer than a large honest one goes on only in one of few places, one less than there are cores.
 * One thing is told ahead: what comes with a large body takes long. It is answered by threads that come last from the beginning; where others leave these no core for
 * half a second, it comes back and begins again where it came from, for who asks it waits too.
 */
/** Where questions that take long are answered, few at a time and behind all others. Thread-safe. */
public final class QuestionLane {
    /** What nearly all questions cost at most. */
    private static final long ORDINARY_NANOS = 1_000_000;

    /** What goes on without a place. */
    private static final long LARGE_NANOS = 20_000_000;

    private static final Duration PATIENCE = Duration.ofMillis(200);
    private static final Duration STARVED_AFTER = Duration.ofMillis(500);
    /** Of a core. */
    private static final int LITTLE = 4;

    private final Semaphore places;
    private final Duration patience;
    private final BackThreads backThreads;
    private final long starvedNanos;

    /** One for this machine. */
    public QuestionLane() {
        this(Math.max(1, Runtime.getRuntime().availableProcessors() - 1), PATIENCE, STARVED_AFTER);
    }

    /**
     * @param patience how long a question waits for a place
     * @param starvedAfter how long one that is answered behind others does so with little of a core
     */
    QuestionLane(int places, Duration patience, Duration starvedAfter) {
        this.places = new Semaphore(places, true);
        this.patience = patience;
        backThreads = new BackThreads(starvedAfter);
        starvedNanos = starvedAfter.toNanos();
    }

    /** There is no place now. */
    static final class Full extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Full() {
            super(
                    "as many questions that take long as there is room for are being answered: ask again in a moment",
                    null,
                    false,
                    false);
        }
    }

    /** Others left a question no core. */
    private static final class Starved extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Starved() {
            super("others left no core", null, false, false);
        }
    }

    /** One question's way; to be closed when it has been answered. Belongs to one thread at a time. */
    final class Way implements QuestionBudget.Pace, AutoCloseable {
        private boolean hasPlace;
        private boolean isBehind;
        private long beganAt;

        /** @throws Full if the question takes long, and there is no place for it */
        @Override
        @SuppressWarnings("ThreadPriorityCheck") // Nothing depends on it but how long others wait.
        public void next(long cpuNanos) {
            if (isBehind) {
                long nanos = System.nanoTime() - beganAt;
                if (nanos > starvedNanos && cpuNanos < nanos / LITTLE) {
                    throw new Starved();
                }
            }
            if (cpuNanos < ORDINARY_NANOS) {
                return;
            }
            if (!hasPlace && cpuNanos > LARGE_NANOS) {
                takePlace();
            }
            Thread.yield();
        }

        private void beginBehind() {
            isBehind = true;
            beganAt = System.nanoTime();
        }

        private void takePlace() {
            try {
                hasPlace = places.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (!hasPlace) {
                throw new Full();
            }
        }

        @Override
        public void close() {
            if (hasPlace) {
                hasPlace = false;
                places.release();
            }
        }
    }

    Way enter() {
        return new Way();
    }

    /** Answers what is known to take long: every other thread goes first. */
    <T> T behindOthers(Way way, BackThreads.Work<T> question) throws IOException {
        Optional<T> answer;
        try {
            answer = backThreads.await(() -> {
                way.beginBehind();
                return question.done();
            });
        } catch (Starved starved) {
            answer = Optional.empty();
        }
        if (answer.isPresent()) {
            return answer.get();
        }
        way.isBehind = false;
        return question.done();
    }
}
