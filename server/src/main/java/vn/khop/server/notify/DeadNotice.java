package vn.khop.server.notify;

import java.time.Instant;

/**
 * A notice that a destination would not take. Ids only.
 *
 * @param number 0 before the store has given one
 * @param position of the event in the feed of changes
 * @param person whose numbers changed
 * @param tries how often it was sent
 * @param answer what the destination said: MSA-1, an HTTP status, or how it could not be reached
 */
public record DeadNotice(
        long number,
        String destination,
        long position,
        String person,
        int tries,
        String answer,
        Instant at,
        State state) {
    /** The name is stored and public: never rename one. */
    public enum State {
        /** It was given up. */
        DEAD,
        /** Somebody wants it to be sent again. */
        REPLAY,
        /** It was sent, or a later one about the person. */
        SENT
    }

    /** To be sent again. */
    public DeadNotice replayed() {
        return with(State.REPLAY, tries, answer, at);
    }

    DeadNotice with(State other, int triesNow, String answerNow, Instant now) {
        return new DeadNotice(number, destination, position, person, triesNow, answerNow, now, other);
    }
}
