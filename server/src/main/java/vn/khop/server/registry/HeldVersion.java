package vn.khop.server.registry;

import java.time.Instant;

/**
 * A version of a record that was kept and not taken, because it would have turned the record into somebody else.
 *
 * @param version of the record's own count
 * @param against the version that it would have replaced
 * @param bits what the engine thinks of the two versions' own facts; below what a correction explains
 */
public record HeldVersion(SourceId source, int version, int against, double bits, State state, Instant at) {
    /** The name is stored: never rename one. */
    public enum State {
        HELD,
        /** It was another patient, and was taken as such. */
        ACCEPTED,
        /** It was wrong and stays as evidence. */
        REJECTED,
        /** It was the same patient, and was taken. */
        CORRECTION,
        /** The facility sent something else since. */
        SUPERSEDED
    }
}
