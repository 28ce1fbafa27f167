package vn.khop.mpi.record;

/**
 * Something a normaliser saw or did that a reader of the value must be able to know: nothing is corrected or refused in
 * silence.
 *
 * @param detail the part of the raw text it is about, or what it became. Patient data: shown to those who may see the
 *     record, never logged; {@link #toString} leaves it out
 */
public record Finding(FindingKind kind, String detail) {
    @Override
    public String toString() {
        return "Finding[" + kind + "]";
    }
}
