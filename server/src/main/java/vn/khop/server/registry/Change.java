package vn.khop.server.registry;

import java.time.Instant;
import java.util.Optional;

/**
 * Something that changed who is who: one transaction, with everything that it moved told as events under its number. Only ever appended.
 *
 * @param number grows; 0 before the store has given one
 * @param decidedBy {@code model}, or the user who decided
 * @param modelVersion the linkage model in use then
 * @param requestId the request that caused it
 * @param reason code of the reason that the user gave; empty for the model
 * @param note what the user wrote beside it, without patient data
 * @param undoes the change that this one takes back
 */
public record Change(
        long number,
        Kind kind,
        Instant at,
        String decidedBy,
        String modelVersion,
        String requestId,
        String reason,
        String note,
        Optional<Long> undoes) {

    /** The name that {@link #decidedBy} has where nobody but the model decided. */
    public static final String MODEL = "model";

    /** What happened. The name is stored: never rename one. */
    public enum Kind {
        /** A record came or changed. */
        FEED,
        /** Very many records came at once. */
        LOAD,
        /** Two persons were said to be one. */
        MERGE,
        /** Two persons were said to be two. */
        SEPARATE,
        /** A person was parted into several. */
        SPLIT,
        /** A record was given to another person. */
        MOVE,
        /** A merge was taken back: by whomever it was made, the two are two. */
        UNMERGE,
        /** An update was held, taken as another patient, taken as a correction, or rejected. */
        HOLD,
        ACCEPT,
        CORRECTION,
        REJECT,
        /** A hospital was asked about a record. */
        ASK,
        /** A number of a record was said not to be its patient's. */
        WRONG_IDENTIFIER,
        /** The population database confirmed or contradicted a number of a record. */
        VERIFICATION,
        /** Another model was taken into use. */
        MODEL,
        /** A decision was withdrawn: what was said before it holds again. */
        UNDO
    }

    /** The same under the number that the store gave. */
    public Change numbered(long given) {
        return new Change(given, kind, at, decidedBy, modelVersion, requestId, reason, note, undoes);
    }
}
