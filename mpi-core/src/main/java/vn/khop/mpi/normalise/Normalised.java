package vn.khop.mpi.normalise;

import java.util.List;
import java.util.Optional;
import vn.khop.mpi.record.FieldValue;
import vn.khop.mpi.record.Finding;
import vn.khop.mpi.record.FindingKind;

/**
 * What a normaliser made of a raw text: a value or none, and what it has to say about it. No value and no finding means that
 * there was no text.
 */
public record Normalised(Optional<FieldValue> value, List<Finding> findings) {
    private static final Normalised ABSENT = new Normalised(Optional.empty(), List.of());

    public Normalised {
        findings = List.copyOf(findings);
    }

    /** There was nothing to read. */
    public static Normalised absent() {
        return ABSENT;
    }

    /** A value without anything to say about it. */
    public static Normalised of(FieldValue value) {
        return new Normalised(Optional.of(value), List.of());
    }

    /** A value and what was found on the way. */
    public static Normalised of(FieldValue value, List<Finding> findings) {
        return new Normalised(Optional.of(value), findings);
    }

    /** No value, for this reason. */
    public static Normalised refused(FindingKind kind, String detail) {
        return new Normalised(Optional.empty(), List.of(new Finding(kind, detail)));
    }

    /** Whether some finding is of this kind. */
    public boolean has(FindingKind kind) {
        for (Finding finding : findings) {
            if (finding.kind() == kind) {
                return true;
            }
        }
        return false;
    }
}
