package vn.khop.mpi.normalise;

import java.util.List;

/**
 * Reads the raw text of a field's columns. A pure function: the same text gives the same value in every run and thread;
 * nothing in any text makes it throw; what it changes, refuses or doubts is in the findings.
 */
@FunctionalInterface
public interface Normaliser {
    /**
     * @param raw the text of each column of the field that was sent and is not blank, in the schema's order; may be empty
     */
    Normalised normalise(List<String> raw);

    /** As {@link #normalise(List)} for a field of one column. */
    default Normalised normalise(String raw) {
        return normalise(List.of(raw));
    }
}
