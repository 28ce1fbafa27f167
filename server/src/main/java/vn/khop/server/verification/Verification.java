package vn.khop.server.verification;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import vn.khop.server.registry.ChangeEvent;
import vn.khop.server.registry.NumberAnswers;
import vn.khop.server.registry.NumberAnswers.Question;
import vn.khop.server.registry.Outbox;
import vn.khop.server.registry.RecordStore;
import vn.khop.server.security.Actor;

/*
 * The feed of changes tells which persons are not as they were; their records are looked at for numbers that nobody has confirmed. So a feed knows nothing of any of this, nothing is missed when this is off or killed, and the same question is
 * asked once, however often a record is sent. An answer is written as a version of its record, by the same road as what clerks say of it.
 */
/** Works through the citizen numbers that hospitals wrote: a few at a time, again later where there is no answer. One thread. */
public final class Verification {
    private static final int EVENTS_AT_ONCE = 500;
    private static final int FAILURES_MAX = 3;
    private static final Duration REST = Duration.ofSeconds(30);
    private static final Duration AGAIN_FIRST = Duration.ofMinutes(1);
    private static final Duration AGAIN_LAST = Duration.ofHours(6);
    private static final int DOUBLINGS_MAX = 9;
    /** Longer than any answer takes; whoever was killed with a question in hand gives it back so. */
    private static final Duration IN_HAND = Duration.ofMinutes(10);

    private static final Actor ACTOR = Actor.ofServer("verification");

    private final PopulationDatabase database;
    private final VerificationQueue queue;
    private final NumberAnswers numbers;
    private final RecordStore store;
    private final Clock clock;
    private final MeterRegistry meters;
    private final Circuit circuit;

    public Verification(
            PopulationDatabase database,
            VerificationQueue queue,
            NumberAnswers numbers,
            RecordStore store,
            Clock clock,
            MeterRegistry meters) {
        this.database = database;
        this.queue = queue;
        this.numbers = numbers;
        this.store = store;
        this.clock = clock;
        this.meters = meters;
        this.circuit = new Circuit(FAILURES_MAX, REST, clock);
        meters.gauge("khop.verification.waiting", queue, VerificationQueue::waiting);
    }

    /**
     * Takes up what is new and asks what is due.
     *
     * @param questionsMax to ask at most
     * @return how many were asked
     */
    public int step(int questionsMax) throws InterruptedException {
        follow();
        if (!circuit.mayAsk()) {
            return 0;
        }
        Instant now = now();
        int asked = 0;
        for (VerificationQueue.Waiting question : queue.due(now, now.plus(IN_HAND), questionsMax)) {
            if (!circuit.mayAsk()) {
                queue.failed(question, "not asked: no answer to others", now(), now().plus(REST));
                continue;
            }
            ask(question);
            asked++;
        }
        return asked;
    }

    private void follow() {
        boolean isMore = true;
        while (isMore) {
            List<ChangeEvent> events = readOn();
            isMore = events.size() == EVENTS_AT_ONCE;
        }
    }

    private List<ChangeEvent> readOn() {
        Outbox outbox = store.outbox();
        List<ChangeEvent> events = outbox.after(queue.position(), EVENTS_AT_ONCE);
        if (!events.isEmpty()) {
            store.claiming(Set.of("verification"), () -> {
                events.stream()
                        .map(ChangeEvent::person)
                        .distinct()
                        .flatMap(person -> numbers.questionsAbout(person).stream())
                        .forEach(question -> queue.add(question.record(), question.fingerprint(), now()));
                queue.position(
                        Math.max(queue.position(), events.get(events.size() - 1).position()));
                return true;
            });
        }
        return events;
    }

    private void ask(VerificationQueue.Waiting waiting) throws InterruptedException {
        Optional<Question> question = numbers.question(waiting.record())
                .filter(asked -> asked.fingerprint().equals(waiting.fingerprint()));
        if (question.isEmpty()) {
            queue.done(waiting, "obsolete", now());
            return;
        }
        try {
            PopulationDatabase.Answer answer = database.ask(question.get());
            circuit.answered();
            take(waiting, question.get(), answer);
        } catch (PopulationDatabase.Unavailable none) {
            circuit.failed();
            count("unavailable");
            Duration wait = none.retryAfter().orElseGet(() -> again(waiting.attempts()));
            queue.failed(waiting, String.valueOf(none.getMessage()), now(), now().plus(wait));
        }
    }

    private void take(VerificationQueue.Waiting waiting, Question question, PopulationDatabase.Answer answer) {
        switch (answer) {
            case CONFIRMED -> numbers.confirmed(question, ACTOR);
            case CONTRADICTED -> numbers.contradicted(question, ACTOR);
            case UNKNOWN -> {
                // Nobody has it, so it is not somebody else's: it stays what the hospital asserts.
            }
        }
        String result = answer.name().toLowerCase(Locale.ROOT);
        count(result);
        queue.done(waiting, result, now());
    }

    private void count(String result) {
        meters.counter("khop.verification.answers", "result", result).increment();
    }

    private static Duration again(int attempts) {
        Duration wait = AGAIN_FIRST.multipliedBy(1L << Math.min(attempts, DOUBLINGS_MAX));
        return wait.compareTo(AGAIN_LAST) < 0 ? wait : AGAIN_LAST;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
