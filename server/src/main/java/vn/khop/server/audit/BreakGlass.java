package vn.khop.server.audit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import vn.khop.server.security.Actor;

/**
 * In an emergency, somebody of a hospital may see all of one person for half an hour: if his token states the purpose {@code BTG}, he proved who he is a short while ago, and says why.
 * Somebody else looks at it within a day. Source: IHE IUA, purpose of use BTG; HL7 v3 ActReason.
 */
public final class BreakGlass implements EmergencyAccess {
    static final String PURPOSE = "BTG";
    static final Duration AUTHENTICATED_WITHIN = Duration.ofMinutes(5);
    static final Duration LENGTH = Duration.ofMinutes(30);
    static final Duration REVIEWED_WITHIN = Duration.ofHours(24);
    static final int REASON_CHARACTERS_MIN = 10;
    /** A log-in that is to come is no log-in. */
    private static final Duration CLOCK_SKEW = Duration.ofSeconds(30);

    static final int REASON_CHARACTERS_MAX = 1000;

    private final Store store;
    private final AccessLog log;
    private final Clock clock;

    public BreakGlass(Store store, AccessLog log, Clock clock) {
        this.store = store;
        this.log = log;
        this.clock = clock;
    }

    /** What an emergency access lacks. */
    public enum Lack {
        PURPOSE,
        RECENT_AUTHENTICATION,
        REASON,
        /** It is not there, was reviewed already, or is the reviewer's own. */
        NOT_TO_BE_REVIEWED
    }

    /** It is not opened, or not reviewed. */
    public static final class NotPermitted extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final Lack lack;

        NotPermitted(Lack lack) {
            super("an emergency access lacks " + lack);
            this.lack = lack;
        }

        public Lack lack() {
            return lack;
        }
    }

    /**
     * One emergency access.
     *
     * @param reason as its user wrote it
     * @param review empty until it was reviewed
     */
    public record Entry(
            long number,
            String username,
            String clientId,
            String personId,
            String reason,
            Instant openedAt,
            Instant endsAt,
            Instant reviewDueAt,
            Optional<Review> review) {
        @Override
        public String toString() {
            return "Entry[" + number + "]";
        }
    }

    /** What somebody else said of it afterwards. */
    public record Review(boolean isJustified, String by, Instant at) {}

    /** Where they are kept. */
    public interface Store {
        /** Does the work in one transaction, which the access log joins. */
        void together(Runnable work);

        void add(Actor actor, String personId, String reason, Instant openedAt, Instant endsAt, Instant reviewDueAt);

        boolean isOpen(String username, String clientId, String personId, Instant at);

        /** Those that nobody has reviewed, the first due first. */
        List<Entry> toReview(int limit);

        /** Those that were reviewed, the last reviewed first. */
        List<Entry> reviewed(int limit);

        Optional<Entry> find(long number);

        /** False if it was reviewed before. */
        boolean review(long number, boolean isJustified, String reviewer, Instant at);
    }

    /**
     * Opens the person to the actor.
     *
     * @return until when
     * @throws NotPermitted if the purpose, a recent log-in or the reason is missing
     */
    public Instant open(Actor actor, String personId, String reason) {
        Instant now = clock.instant();
        if (!actor.purposes().contains(PURPOSE)) {
            throw new NotPermitted(Lack.PURPOSE);
        }
        boolean isRecent = actor.authenticatedAt()
                .filter(at -> !at.isBefore(now.minus(AUTHENTICATED_WITHIN)))
                .filter(at -> !at.isAfter(now.plus(CLOCK_SKEW)))
                .isPresent();
        if (!isRecent) {
            throw new NotPermitted(Lack.RECENT_AUTHENTICATION);
        }
        String text = reason.strip();
        if (text.length() < REASON_CHARACTERS_MIN || text.length() > REASON_CHARACTERS_MAX) {
            throw new NotPermitted(Lack.REASON);
        }
        Instant end = now.plus(LENGTH);
        store.together(() -> {
            store.add(actor, personId, text, now, end, now.plus(REVIEWED_WITHIN));
            log.record(AccessEvent.of(actor, AccessAction.BREAK_GLASS, personId));
        });
        return end;
    }

    @Override
    public boolean isOpen(Actor actor, String personId) {
        return actor.purposes().contains(PURPOSE)
                && store.isOpen(actor.username(), actor.clientId(), personId, clock.instant());
    }

    public List<Entry> toReview(int limit) {
        return store.toReview(limit);
    }

    public List<Entry> reviewed(int limit) {
        return store.reviewed(limit);
    }

    /** @throws NotPermitted if it is not there, was reviewed already, or is the reviewer's own */
    public void review(long number, boolean isJustified, Actor reviewer) {
        Entry entry = store.find(number)
                .filter(found -> !found.username().equals(reviewer.username()))
                .orElseThrow(() -> new NotPermitted(Lack.NOT_TO_BE_REVIEWED));
        store.together(() -> {
            if (!store.review(number, isJustified, reviewer.username(), clock.instant())) {
                throw new NotPermitted(Lack.NOT_TO_BE_REVIEWED);
            }
            log.record(AccessEvent.of(reviewer, AccessAction.REVIEW_BREAK_GLASS, entry.personId()));
        });
    }
}
