package vn.khop.server.notify;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.khop.server.registry.ChangeEvent;
import vn.khop.server.registry.Outbox;

/*
 * Each destination is told in the order of the feed of changes, one message after the other, and how far it has been told is written when it has taken a message: a server that is killed in between tells it once more,
 * under the same id. What is sent is how things are at the moment of sending, found anew; so a message that comes twice, or after a later one about the same person, says nothing wrong. Of several servers one tells a
 * destination: it takes it for a while, and again before each try and in long pauses. A thread that tells is never interrupted: that would close the file of an embedded database under everybody else's hands.
 */
/** Tells destinations what has changed: takes one, reads on, sends, tries again with growing pauses, puts aside what is not taken. One thread at a time for each destination. */
public final class Telling implements AutoCloseable {
    /** How far a destination has been told that was never told anything. */
    public static final long NEVER = -1;

    private static final Logger LOG = LoggerFactory.getLogger(Telling.class);
    private static final int BATCH = 200;

    /** Somebody who is told. */
    public interface Destination {
        /** Under which it is remembered how far it was told. */
        String name();

        /**
         * What it is told of an event; empty if that is none of its affair.
         *
         * @param replay how often the message was sent before it was put aside; 0 for one that was not
         */
        Optional<Letter> letter(ChangeEvent event, int replay);

        /** How often a message is tried before it is put aside, where the destination says that it failed. */
        int triesMax();

        /** Whether everything waits where it cannot be reached, however long; else that is a failure like others. */
        boolean isAwaited();

        /** The last try failed, and the message was put aside. */
        default void failed(String answer) {}
    }

    /** A message on its way. */
    @FunctionalInterface
    public interface Letter {
        /** @throws IOException if nobody answers */
        Answer send() throws IOException, InterruptedException;
    }

    /** What was answered. */
    public enum Verdict {
        TAKEN,
        /** It will never be taken as it is. */
        REFUSED,
        /** It may be taken later. */
        FAILED
    }

    /** @param text in words without patient data, such as an HTTP status */
    public record Answer(Verdict verdict, String text) {}

    /**
     * How often it is looked.
     *
     * @param look between two looks at the feed of changes
     * @param retry before the second try of a message; each further one waits twice as long
     * @param retryMax the longest pause
     * @param lease after which another server may tell a destination, if this one says nothing more
     */
    public record Pace(Duration look, Duration retry, Duration retryMax, Duration lease) {}

    private final Outbox outbox;
    private final NoticeStore notices;
    private final Clock clock;
    private final Pace pace;
    private final String worker;
    private final MeterRegistry meters;
    private final String metric;
    private final CountDownLatch closing = new CountDownLatch(1);

    /**
     * @param worker the name of this server among those that share the database
     * @param metric counts messages, by {@code outcome}
     */
    public Telling(
            Outbox outbox,
            NoticeStore notices,
            Clock clock,
            Pace pace,
            String worker,
            MeterRegistry meters,
            String metric) {
        this.outbox = outbox;
        this.notices = notices;
        this.clock = clock;
        this.pace = pace;
        this.worker = worker;
        this.meters = meters;
        this.metric = metric;
    }

    /** Waits so long. Whether it is to go on then: no, and at once, when this is being closed. */
    public boolean goesOnAfter(Duration wait) throws InterruptedException {
        return !closing.await(wait.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Ends every pause, and sends nothing more. */
    @Override
    public void close() {
        closing.countDown();
    }

    /** Sends one message at most. Whether there may be more to tell at once. */
    public boolean tell(Destination destination) throws InterruptedException {
        Optional<Long> reached = take(destination);
        if (reached.isEmpty()) {
            return false;
        }
        for (DeadNotice dead : notices.toReplay(destination.name(), 1)) {
            return replay(destination, dead);
        }
        if (reached.get() == NEVER) {
            notices.advance(destination.name(), outbox.last());
            return true;
        }
        List<ChangeEvent> events = outbox.after(reached.get(), BATCH);
        for (ChangeEvent event : events) {
            Optional<Letter> letter = destination.letter(event, 0);
            if (letter.isPresent()) {
                return tell(destination, event, letter.get());
            }
        }
        if (!events.isEmpty()) {
            notices.advance(destination.name(), events.get(events.size() - 1).position());
        }
        return events.size() == BATCH;
    }

    /** The position of the last event that there is. */
    long last() {
        return outbox.last();
    }

    /** Whether it has been told everything up to this position. */
    boolean isAt(String destination, long position) {
        return notices.reached(destination)
                .filter(reached -> reached >= position)
                .isPresent();
    }

    /** Whether somebody wants something to be sent to it again. */
    boolean hasReplays(String destination) {
        return !notices.toReplay(destination, 1).isEmpty();
    }

    /** Takes the destination for this server, or keeps it. Empty where another has it. */
    Optional<Long> take(Destination destination) {
        Instant now = clock.instant();
        return notices.take(destination.name(), worker, now, now.plus(pace.lease()));
    }

    /** Another server may go on at once. */
    void release(String destination) {
        notices.release(destination, worker, clock.instant());
    }

    private boolean tell(Destination destination, ChangeEvent event, Letter letter) throws InterruptedException {
        Optional<Outcome> sent = send(destination, letter);
        if (sent.isEmpty()) {
            return false;
        }
        Outcome outcome = sent.get();
        if (outcome.answer().verdict() != Verdict.TAKEN) {
            notices.bury(new DeadNotice(
                    0,
                    destination.name(),
                    event.position(),
                    event.person().value(),
                    outcome.tries(),
                    outcome.answer().text(),
                    clock.instant(),
                    DeadNotice.State.DEAD));
        }
        notices.advance(destination.name(), event.position());
        came(destination, outcome);
        return true;
    }

    private boolean replay(Destination destination, DeadNotice dead) throws InterruptedException {
        Optional<Letter> letter = outbox.after(dead.position() - 1, 1).stream()
                .findFirst()
                .flatMap(event -> destination.letter(event, dead.tries()));
        if (letter.isEmpty()) {
            notices.replace(dead.with(DeadNotice.State.SENT, dead.tries(), "", clock.instant()));
            return true;
        }
        Optional<Outcome> sent = send(destination, letter.get());
        if (sent.isEmpty()) {
            return false;
        }
        Outcome outcome = sent.get();
        notices.replace(dead.with(
                outcome.answer().verdict() == Verdict.TAKEN ? DeadNotice.State.SENT : DeadNotice.State.DEAD,
                dead.tries() + outcome.tries(),
                outcome.answer().text(),
                clock.instant()));
        came(destination, outcome);
        return true;
    }

    private void came(Destination destination, Outcome outcome) {
        count(outcome.answer().verdict() == Verdict.TAKEN ? "sent" : "dead");
        if (outcome.answer().verdict() == Verdict.FAILED) {
            destination.failed(outcome.answer().text());
        }
    }

    /** What became of a message. */
    record Outcome(Answer answer, int tries) {}

    /** Empty where another server has taken the destination meanwhile, or this one stops. */
    Optional<Outcome> send(Destination destination, Letter letter) throws InterruptedException {
        Duration wait = pace.retry();
        int tries = 0;
        while (true) {
            Answer answer;
            boolean isReached = true;
            try {
                answer = letter.send();
            } catch (IOException away) {
                answer = new Answer(
                        Verdict.FAILED, "no answer: " + away.getClass().getSimpleName());
                isReached = false;
                LOG.warn(
                        "{} does not answer: {}",
                        destination.name(),
                        away.getClass().getName());
                count("waiting");
            }
            tries += isReached || !destination.isAwaited() ? 1 : 0;
            boolean isOver = answer.verdict() != Verdict.FAILED || tries >= destination.triesMax();
            if (isOver) {
                return Optional.of(new Outcome(answer, tries));
            }
            if (!pause(destination, wait)) {
                return Optional.empty();
            }
            Duration twice = wait.multipliedBy(2);
            wait = twice.compareTo(pace.retryMax()) > 0 ? pace.retryMax() : twice;
        }
    }

    /** Whether the destination is still this server's. */
    private boolean pause(Destination destination, Duration wait) throws InterruptedException {
        Duration step = pace.lease().dividedBy(3);
        Duration left = wait;
        while (left.compareTo(step) > 0) {
            left = left.minus(step);
            if (!goesOnAfter(step) || take(destination).isEmpty()) {
                return false;
            }
        }
        return goesOnAfter(left) && take(destination).isPresent();
    }

    private void count(String outcome) {
        meters.counter(metric, "outcome", outcome).increment();
    }
}
