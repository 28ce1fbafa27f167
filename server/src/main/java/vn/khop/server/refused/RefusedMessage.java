package vn.khop.server.refused;

import java.time.Instant;
import java.util.Optional;

/**
 * A message of a known sender that was not taken: kept so that it can be seen, mended and sent again.
 *
 * @param number 0 before the store has given one
 * @param application the system that sent it: of HL7 v2 its name in MSH-3, of FHIR its client id
 * @param facility empty where nobody can tell whose it is
 * @param controlId as its sender names it
 * @param content as it came, byte for byte, or as it was mended
 * @param receivedAt when it came first
 * @param times how often it came
 * @param settledBy who sent it again so that it was taken, or put it aside; empty where its sender did
 */
public record RefusedMessage(
        long number,
        Format format,
        String application,
        String facility,
        String controlId,
        String event,
        byte[] content,
        Instant receivedAt,
        Instant lastAt,
        int times,
        Why why,
        State state,
        Optional<String> settledBy) {
    /** The name is stored and public: never rename one. */
    public enum Format {
        HL7V2,
        /** PMIR's messages, in FHIR's JSON or XML. */
        FHIR
    }

    /**
     * Why it was not taken; nothing of what the message says.
     *
     * @param condition what is wrong, by our stable name
     * @param code the same in HL7 table 0357, or of FHIR's issue types
     * @param place where, such as {@code PID^1^3^1^4}; empty where that is not known
     */
    public record Why(String condition, String code, String place, String diagnostic) {}

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
    RefusedMessage refusedAgain(byte[] mended, Instant at, Why why) {
        return new RefusedMessage(
                number,
                format,
                application,
                facility,
                controlId,
                event,
                mended,
                receivedAt,
                at,
                times,
                why,
                State.REFUSED,
                Optional.empty());
    }

    /** Nothing is left to do. */
    RefusedMessage settled(byte[] mended, Instant at, State how, String by) {
        return new RefusedMessage(
                number,
                format,
                application,
                facility,
                controlId,
                event,
                mended,
                receivedAt,
                at,
                times,
                why,
                how,
                Optional.of(by));
    }

    /** Without what it says. */
    @Override
    public String toString() {
        return "RefusedMessage[" + number + ", " + facility + ", " + why.condition() + ", " + state + "]";
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
