package vn.khop.server.mapping;

import java.time.Instant;
import java.util.Optional;

/**
 * What somebody said of a row. Never changed: who thinks otherwise later decides again.
 *
 * @param number grows with time; 0 for one that is not kept yet
 * @param code of the target; the empty text where none is meant
 * @param display as the target was called then
 * @param probability that the suggestion gave itself, where it was one
 * @param model by which it was suggested; the empty text where it was typed
 * @param note for the next reader; at most {@link #NOTE_CHARACTERS_MAX} characters
 */
public record MappingDecision(
        long number,
        int row,
        String by,
        Instant at,
        Kind kind,
        String code,
        String display,
        Relation relation,
        Origin origin,
        Optional<Double> probability,
        String model,
        String note) {
    public static final int NOTE_CHARACTERS_MAX = 500;

    /** What is said. */
    public enum Kind {
        MAP,
        /** No code of the list is meant. */
        NO_MAP,
        /** This code is not the one; the row stays open. */
        REJECT
    }

    /** How it came about. */
    public enum Origin {
        SUGGESTED,
        TYPED,
        /** Taken with others because their suggestions were likely enough. */
        BULK,
        /** From another list. */
        APPLIED,
        /** From a file. */
        IMPORTED;

        /** Whether somebody looked at this row and chose, so that it teaches. */
        boolean isChosen() {
            return this == SUGGESTED || this == TYPED;
        }
    }

    public MappingDecision {
        if (kind == Kind.NO_MAP != code.isEmpty()) {
            throw new IllegalArgumentException("a decision " + kind + " with the code '" + code + "'");
        }
        if (note.length() > NOTE_CHARACTERS_MAX) {
            throw new IllegalArgumentException(
                    "a note has at most " + NOTE_CHARACTERS_MAX + " characters, found " + note.length());
        }
    }

    /** Whether both say the same of the row. */
    boolean agreesWith(MappingDecision other) {
        return kind == other.kind && code.equals(other.code) && (kind == Kind.NO_MAP || relation == other.relation);
    }
}
