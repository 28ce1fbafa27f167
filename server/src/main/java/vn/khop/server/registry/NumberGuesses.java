package vn.khop.server.registry;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.khop.server.audit.AccessAction;
import vn.khop.server.audit.AccessEvent;
import vn.khop.server.audit.AccessLog;
import vn.khop.server.audit.AccessOutcome;
import vn.khop.server.security.Actor;
import vn.khop.server.security.Role;

/**
 * Counts questions by number that showed nobody. Whoever has asked too many in a short time is going through the numbers, and is shut out for as long; the access log tells of it.
 * Whether there is nobody of that number, or somebody of whom too little agreed, counts the same. The city's hub is not counted: it asks for everybody. Each process counts for itself.
 */
public final class NumberGuesses {
    private static final Logger LOG = LoggerFactory.getLogger(NumberGuesses.class);
    private static final long CALLERS_MAX = 100_000;

    private final int missesMax;
    private final Duration window;
    private final Clock clock;
    private final AccessLog log;
    private final Counter blocks;
    private final Cache<String, Misses> callers;

    /** When somebody missed, oldest first, and until when he is shut out. */
    private static final class Misses {
        private final Deque<Instant> at = new ArrayDeque<>();
        private Optional<Instant> blockedUntil = Optional.empty();
    }

    /**
     * @param missesMax with the last of which the caller is shut out
     * @param window in which they are counted, and for which he is shut out
     */
    public NumberGuesses(int missesMax, Duration window, Clock clock, AccessLog log, MeterRegistry meters) {
        this.missesMax = missesMax;
        this.window = window;
        this.clock = clock;
        this.log = log;
        this.blocks = Counter.builder("khop.lookups.blocked")
                .description("Callers shut out after too many numbers that showed nobody")
                .register(meters);
        this.callers = Caffeine.newBuilder()
                .maximumSize(CALLERS_MAX)
                .expireAfterAccess(window.multipliedBy(2))
                .build();
    }

    /** @throws Refused if the caller is shut out */
    void admit(Actor actor) {
        Misses misses = callers.getIfPresent(name(actor));
        if (misses == null) {
            return;
        }
        Instant now = clock.instant();
        Optional<Instant> until;
        synchronized (misses) {
            until = misses.blockedUntil.filter(now::isBefore);
        }
        if (until.isPresent()) {
            throw new Refused(
                    Refused.Reason.TOO_MANY_MISSES,
                    "too many questions by number showed nobody: no person is searched for this caller for a while",
                    Duration.between(now, until.get()));
        }
    }

    /** A question by number showed nobody. */
    void missed(Actor actor) {
        if (actor.has(Role.HUB) && actor.facilities().everywhere()) {
            return;
        }
        Instant now = clock.instant();
        Misses misses = callers.get(name(actor), caller -> new Misses());
        boolean isLast;
        synchronized (misses) {
            while (!misses.at.isEmpty() && !misses.at.getFirst().isAfter(now.minus(window))) {
                misses.at.removeFirst();
            }
            misses.at.addLast(now);
            isLast = misses.at.size() >= missesMax;
            if (isLast) {
                misses.at.clear();
                misses.blockedUntil = Optional.of(now.plus(window));
            }
        }
        if (isLast) {
            blocks.increment();
            LOG.warn(
                    "user {} of client {} is shut out: {} numbers in {} showed nobody",
                    actor.username(),
                    actor.clientId(),
                    missesMax,
                    window);
            log.record(new AccessEvent(actor, AccessAction.BLOCK, "", "", AccessOutcome.DENIED));
        }
    }

    private static String name(Actor actor) {
        return actor.username() + " " + actor.clientId();
    }
}
