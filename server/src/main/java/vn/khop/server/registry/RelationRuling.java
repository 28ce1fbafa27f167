package vn.khop.server.registry;

import java.time.Instant;

/**
 * What a clerk said of a relation. It hangs on two records, so it stays with them whoever their persons become; the latest counts.
 *
 * @param record of the person of whom it is said, {@code related} a record of the one who is {@code kind} to it
 */
public record RelationRuling(
        SourceId record,
        SourceId related,
        RelationKind kind,
        Verdict verdict,
        String decidedBy,
        Instant at,
        String reason,
        String note) {
    /** The name is stored: never rename one. */
    public enum Verdict {
        CONFIRMED,
        /** It is none, or none any more. */
        ENDED
    }

    public RelationRuling {
        if (!kind.isStored()) {
            throw new IllegalArgumentException("a ruling is said from the side of the child or the ward");
        }
    }

    /** Without the note, which a person wrote. */
    @Override
    public String toString() {
        return "RelationRuling[" + kind + ", " + verdict + "]";
    }
}
