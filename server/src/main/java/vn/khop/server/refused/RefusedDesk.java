package vn.khop.server.refused;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import vn.khop.server.audit.AccessAction;
import vn.khop.server.audit.AccessEvent;
import vn.khop.server.audit.AccessLog;
import vn.khop.server.audit.AccessOutcome;
import vn.khop.server.security.Actor;
import vn.khop.server.security.FacilityScope;
import vn.khop.server.security.Role;

/*
 * What is wrong with a message holds nothing of its patient, so whoever runs the service may see that too. What the message says is a patient's: it is for the hospital that sent it and for those who lead the clerks, and
 * each look at it is in the access log. Who mends one speaks for its hospital in that hospital's place, by name.
 */
/** The messages that were not taken: looked at, mended, sent again, put aside. Thread-safe. */
public final class RefusedDesk {
    private static final int LIMIT_MAX = 500;

    private final RefusedMessages messages;
    private final Map<RefusedMessage.Format, Supplier<WayIn>> waysIn;
    private final AccessLog accessLog;
    private final Clock clock;

    /** @param waysIn by the format of their messages */
    public RefusedDesk(
            RefusedMessages messages,
            Map<RefusedMessage.Format, Supplier<WayIn>> waysIn,
            AccessLog accessLog,
            Clock clock) {
        this.messages = messages;
        this.waysIn = Map.copyOf(waysIn);
        this.accessLog = accessLog;
        this.clock = clock;
    }

    /** Why nothing was done. */
    public static final class NotDone extends RuntimeException {
        private static final long serialVersionUID = 1L;

        /** What kind of no it is. */
        public enum Reason {
            /** Nobody has a message of this number, as far as the caller may know. */
            UNKNOWN,
            /** It was taken, or put aside. */
            SETTLED,
            /** It is not taken as it is now, either. */
            STILL_REFUSED
        }

        private final Reason reason;

        NotDone(Reason reason, String message) {
            super(message);
            this.reason = reason;
        }

        public Reason reason() {
            return reason;
        }
    }

    /**
     * Newest first, of all facilities that the actor speaks for, or of the one; their content is for nobody to see here.
     *
     * @param before the number of the last one seen; empty for the beginning
     */
    public List<RefusedMessage> page(
            Optional<String> facility,
            Optional<RefusedMessage.State> state,
            Optional<Long> before,
            int limit,
            Actor actor) {
        FacilityScope seen = seesEverywhere(actor) ? FacilityScope.everyFacility() : actor.facilities();
        FacilityScope whose = facility.map(one -> FacilityScope.of(seen.includes(one) ? Set.of(one) : Set.of()))
                .orElse(seen);
        return messages.page(whose, state, before.orElse(Long.MAX_VALUE), Math.min(limit, LIMIT_MAX));
    }

    private static boolean seesEverywhere(Actor actor) {
        return actor.facilities().everywhere() || actor.has(Role.ADMIN) || actor.has(Role.CLERK_LEAD);
    }

    private RefusedMessage visible(long number, Actor actor) {
        return messages.message(number)
                .filter(message -> seesEverywhere(actor) || actor.facilities().includes(message.facility()))
                .orElseThrow(() -> new NotDone(NotDone.Reason.UNKNOWN, "no refused message has this number"));
    }

    /** A message with what it says; that it was looked at is in the access log. */
    public RefusedMessage open(long number, Actor actor) {
        RefusedMessage message = visible(number, actor);
        log(message, AccessAction.READ_SOURCE, actor);
        return message;
    }

    /** What the bytes say, as far as they can be read. */
    public String text(RefusedMessage message) {
        return wayIn(message).text(message.content());
    }

    private WayIn wayIn(RefusedMessage message) {
        return Objects.requireNonNull(waysIn.get(message.format()), "a message that came no way")
                .get();
    }

    /**
     * Takes the message as if it came now, from the system that sent it, by the word of whoever mended it.
     *
     * @param mended what it should say; empty to try it as it is
     * @throws NotDone if it is not taken; what it says then is kept as it was mended
     */
    public RefusedMessage resend(long number, Optional<String> mended, Actor actor) {
        RefusedMessage message = visible(number, actor);
        requireWaiting(message);
        log(message, AccessAction.FEED, actor);
        byte[] content = mended.map(wayIn(message)::content).orElse(message.content());
        Optional<RefusedMessage.Why> why = wayIn(message).takeAgain(message, content, actor);
        RefusedMessage after = why.map(rejected -> message.refusedAgain(content, clock.instant(), rejected))
                .orElseGet(() -> message.settled(
                        wayIn(message).settled(content),
                        clock.instant(),
                        RefusedMessage.State.TAKEN,
                        actor.username()));
        messages.replace(after);
        if (why.isPresent()) {
            throw new NotDone(NotDone.Reason.STILL_REFUSED, why.get().diagnostic());
        }
        return after;
    }

    /**
     * What became of several.
     *
     * @param taken those that were taken
     * @param refused those that were refused again, as they are now
     * @param next the number of the last one that was looked at; empty where none is left
     */
    public record Resent(List<RefusedMessage> taken, List<RefusedMessage> refused, Optional<Long> next) {
        public Resent {
            taken = List.copyOf(taken);
            refused = List.copyOf(refused);
        }
    }

    /**
     * Takes those that wait as they are, the oldest first, each for itself: for when what was wrong was not the messages, but a domain that nobody had declared, or a patient who came later.
     *
     * @param condition only those that were refused for it, such as {@code UNKNOWN_KEY}
     * @param before the number of the last one that was looked at; empty for the beginning
     * @param limit how many are looked at
     */
    public Resent resendAll(
            Optional<String> facility, Optional<String> condition, Optional<Long> before, int limit, Actor actor) {
        List<RefusedMessage> waiting =
                new ArrayList<>(page(facility, Optional.of(RefusedMessage.State.REFUSED), before, limit, actor));
        Optional<Long> next = waiting.size() < limit
                ? Optional.empty()
                : Optional.of(waiting.get(waiting.size() - 1).number());
        waiting.removeIf(message -> condition
                .filter(asked -> !asked.equals(message.why().condition()))
                .isPresent());
        Collections.reverse(waiting);
        List<RefusedMessage> taken = new ArrayList<>();
        List<RefusedMessage> refused = new ArrayList<>();
        for (RefusedMessage message : waiting) {
            try {
                taken.add(resend(message.number(), Optional.empty(), actor));
            } catch (NotDone why) {
                // One that was settled meanwhile is nobody's concern any more.
                if (why.reason() == NotDone.Reason.STILL_REFUSED) {
                    refused.add(visible(message.number(), actor));
                }
            }
        }
        return new Resent(taken, refused, next);
    }

    /** Nothing is to be done about it any more. */
    public RefusedMessage dismiss(long number, Actor actor) {
        RefusedMessage message = visible(number, actor);
        requireWaiting(message);
        RefusedMessage after = message.settled(
                wayIn(message).settled(message.content()),
                message.lastAt(),
                RefusedMessage.State.DISMISSED,
                actor.username());
        if (!messages.replace(after)) {
            throw settled();
        }
        return after;
    }

    private static void requireWaiting(RefusedMessage message) {
        if (message.state() != RefusedMessage.State.REFUSED) {
            throw settled();
        }
    }

    private static NotDone settled() {
        return new NotDone(NotDone.Reason.SETTLED, "this message was taken, or put aside: nothing is left to do");
    }

    private void log(RefusedMessage message, AccessAction action, Actor actor) {
        accessLog.record(
                new AccessEvent(actor, action, "", "MessageHeader/" + message.number(), AccessOutcome.SUCCESS));
    }
}
