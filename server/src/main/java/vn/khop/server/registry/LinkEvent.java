package vn.khop.server.registry;

import java.time.Instant;
import java.util.Optional;

/**
 * One entry of the log of links: a source record came to a person. Only ever appended; the present state is what replaying it gives.
 *
 * @param number grows; the order in which the events took effect
 * @param previous the person it belonged to before
 * @param decidedBy the model, or the user who decided
 * @param modelVersion the linkage model in use then
 * @param requestId the request whose feed caused it
 * @param change the change that it was part of; 0 for one from before changes had numbers
 * @param keysCut how many of the fed record's blocking keys were shared by more records than are compared; 0 when everybody was
 */
public record LinkEvent(
        long number,
        Kind kind,
        SourceId source,
        EnterpriseId person,
        Optional<EnterpriseId> previous,
        Instant at,
        String decidedBy,
        String modelVersion,
        String requestId,
        Optional<Evidence> evidence,
        long change,
        int keysCut) {

    /** Why it came to this person. */
    public enum Kind {
        /** Nobody known is this patient: a new person. */
        FOUNDED,
        /** A new record joined a person that was known. */
        JOINED,
        /** A record left one person for another, because records came or changed. */
        MOVED
    }

    /**
     * The strongest pair that speaks for the link.
     *
     * @param with the record of the same person that it fits best
     * @param bits the match weight, in bits
     * @param probability in [0, 1]
     */
    public record Evidence(SourceId with, double bits, double probability) {}
}
