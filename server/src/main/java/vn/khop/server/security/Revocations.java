package vn.khop.server.security;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * A token is believed to its end, and its issuer is not asked about it. Whoever lost one, or lost his post, must be shut out sooner: so what counts no more is written down here, and every
 * process looks again after a few seconds.
 */
/** Tokens and sessions that count no more although their time is not over. */
public final class Revocations {
    /** How soon every process knows. */
    static final Duration LOOKED_AT_AGAIN = Duration.ofSeconds(5);

    /** How long what was known goes on to count while it cannot be looked at again; then nobody is believed. */
    static final Duration BELIEVED_MAX = Duration.ofSeconds(60);

    private static final Logger LOG = LoggerFactory.getLogger(Revocations.class);

    private final Store store;
    private final Clock clock;
    private final ReentrantLock looking = new ReentrantLock();
    private volatile @Nullable Known known;

    /** What is revoked. The name is stored: never rename one. */
    public enum Kind {
        /** Every token and session of the user that began until then. */
        USER,
        /** Every token and session of the client that began until then. */
        CLIENT,
        /** One token, by its {@code jti}, and the session made of it. */
        TOKEN
    }

    /** @param name user name, client id or token id */
    public record Revocation(Kind kind, String name, Instant at) {}

    /** Where they are kept. */
    public interface Store {
        void add(Revocation revocation);

        List<Revocation> all();
    }

    private record Known(Instant at, Map<String, Instant> revoked) {}

    public Revocations(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** From now on it counts no more: here at once, in other processes after a few seconds. */
    public void revoke(Kind kind, String name) {
        store.add(new Revocation(kind, name, clock.instant()));
        known = null;
    }

    /** What was revoked, each once with the newest time, newest first. */
    public List<Revocation> all() {
        return store.all().stream()
                .sorted(Comparator.comparing(Revocation::at).reversed())
                .toList();
    }

    /** Whether this caller is believed no more. */
    boolean covers(Caller caller) {
        Map<String, Instant> revoked = revoked();
        if (revoked == null) {
            return true;
        }
        return !revoked.isEmpty()
                && (revoked.containsKey(key(Kind.TOKEN, caller.tokenId()))
                        || isFrom(caller, revoked.get(key(Kind.USER, caller.username())))
                        || isFrom(caller, revoked.get(key(Kind.CLIENT, caller.clientId()))));
    }

    /**
     * Whether what the user's client was granted at that moment counts no more.
     *
     * @throws IllegalStateException if that cannot be known now
     */
    public boolean covers(String username, String clientId, Instant grantedAt) {
        Map<String, Instant> revoked = revoked();
        if (revoked == null) {
            throw new IllegalStateException("what was revoked cannot be looked at");
        }
        return Stream.of(key(Kind.USER, username), key(Kind.CLIENT, clientId))
                .map(revoked::get)
                .anyMatch(at -> at != null && !grantedAt.isAfter(at));
    }

    private static boolean isFrom(Caller caller, @Nullable Instant revoked) {
        return revoked != null
                && (caller.issuedAt() == null
                        || !Objects.requireNonNull(caller.issuedAt()).isAfter(revoked));
    }

    /** Null where it was not to be had for too long. */
    private @Nullable Map<String, Instant> revoked() {
        Instant now = clock.instant();
        Known present = known;
        if (present != null && now.isBefore(present.at().plus(LOOKED_AT_AGAIN))) {
            return present.revoked();
        }
        // One looks; the others go on with what was known, where anything was.
        if (present != null && !looking.tryLock()) {
            return present.revoked();
        }
        if (present == null) {
            looking.lock();
        }
        try {
            return look(now, present);
        } finally {
            looking.unlock();
        }
    }

    private @Nullable Map<String, Instant> look(Instant now, @Nullable Known former) {
        try {
            Map<String, Instant> revoked = new HashMap<>();
            store.all()
                    .forEach(one ->
                            revoked.merge(key(one.kind(), one.name()), one.at(), (a, b) -> a.isAfter(b) ? a : b));
            known = new Known(now, Map.copyOf(revoked));
            return revoked;
        } catch (RuntimeException unavailable) {
            LOG.warn("what was revoked cannot be looked at", unavailable);
            return former != null && now.isBefore(former.at().plus(BELIEVED_MAX)) ? former.revoked() : null;
        }
    }

    private static String key(Kind kind, String name) {
        return kind + " " + name;
    }
}
