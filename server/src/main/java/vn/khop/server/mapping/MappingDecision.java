package vn.khop.server.mapping;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What somebody said of a row. Never changed: who thinks otherwise later decides again.
 *
 * @param number grows with time; 0 for one that is not kept yet
 * @param targets none for {@link Kind#NO_MAP}, one for {@link Kind#REJECT}, else one or more
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
        List<MappingTarget> targets,
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
        targets = List.copyOf(targets);
        boolean fits = switch (kind) {
            case MAP -> !targets.isEmpty() && targets.size() <= MappingTarget.TARGETS_MAX;
            case NO_MAP -> targets.isEmpty();
            case REJECT -> targets.size() == 1;
        };
        if (!fits) {
            throw new IllegalArgumentException("a decision " + kind + " with " + targets.size() + " targets");
        }
        if (note.length() > NOTE_CHARACTERS_MAX) {
            throw new IllegalArgumentException(
                    "a note has at most " + NOTE_CHARACTERS_MAX + " characters, found " + note.length());
        }
    }

    /** Its codes, in its order. */
    public List<String> codes() {
        return targets.stream().map(MappingTarget::code).toList();
    }

    /** The only code that it is about; empty where none is meant, or several are. */
    public Optional<String> onlyCode() {
        return targets.size() == 1 ? Optional.of(targets.get(0).code()) : Optional.empty();
    }

    /** Whether both say the same of the row; in which order, and how the codes were called, says nothing. */
    boolean agreesWith(MappingDecision other) {
        return kind == other.kind && said().equals(other.said());
    }

    private Set<MappingTarget> said() {
        return targets.stream().map(MappingTarget::withoutDisplay).collect(Collectors.toSet());
    }
}
