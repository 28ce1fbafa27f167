package vn.khop.server.hl7v2;

import java.time.Instant;
import java.util.Optional;

/**
 * A message of a known sender that was not taken: kept so that it can be seen, mended and sent again.
 *
 * @param number 0 before the store has given one
 * @param content as it came, byte for byte, or as it was mended
 * @param receivedAt when it came first
 * @param times how often it came
 * @param condition what is wrong, by our stable name
 * @param code the same in HL7 table 0357
 * @param place where, such as {@code PID^1^3^1^4}; empty where that is not known
 * @param settledBy who sent it again so that it was taken, or put it aside; empty where its sender did
 */
public record RefusedMessage(
        long number,
        String application,
        String facility,
        String controlId,
        String event,
        byte[] content,
        Instant receivedAt,
        Instant lastAt,
        int times,
        String condition,
        String code,
        String place,
        String diagnostic,
        State state,
        Optional<String> settledBy) {
    /** The name is stored and public: never rename one. */
    public enum State {
        /** It waits for somebody. */
        REFUSED,
        /** It was taken when it came again, as it was or mended. */
        TAKEN,
        /** Somebody found that nothing is to be done about it. */
        DISMISSED
    }

    /** Tried again with this content at this moment, and refused again. */
    RefusedMessage refusedAgain(byte[] mended, Instant at, Rejected why) {
        return new RefusedMessage(
                number,
                application,
                facility,
                controlId,
                event,
                mended,
                receivedAt,
                at,
                times,
                why.condition().name(),
                why.condition().code(),
                why.place().written(),
                why.diagnostic(),
                State.REFUSED,
                Optional.empty());
    }

    /** Nothing is left to do. */
    RefusedMessage settled(byte[] mended, Instant at, State how, String by) {
        return new RefusedMessage(
                number,
                application,
                facility,
                controlId,
                event,
                mended,
                receivedAt,
                at,
                times,
                condition,
                code,
                place,
                diagnostic,
                how,
                Optional.of(by));
    }

    /** Without what it says. */
    @Override
    public String toString() {
        return "RefusedMessage[" + number + ", " + facility + ", " + condition + ", " + state + "]";
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RefusedMessage message && message.number == number && message.state == state;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(number);
    }
}
