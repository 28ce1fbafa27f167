package vn.khop.mpi.compare;

import java.util.List;
import vn.khop.mpi.model.TermTable;
import vn.khop.mpi.record.PersonRecord;

/**
 * Compares one aspect of two records. It writes what it needs of a record into a few ints of the record's row, once, and then
 * compares rows only. Stateless after construction and symmetric: the level of (a, b) is that of (b, a).
 *
 * <p>The first of its ints is 0 exactly where the record lacks the value.
 */
abstract class FieldComparator {
    /** The answer for a pair that cannot be compared, because one of them lacks the value. */
    static final int NULL_LEVEL = -1;

    /** Ints of a row that it fills. */
    abstract int width();

    /** Fills its ints of a row, which are all 0 before, from position {@code at} on; leaves them 0 where the value is missing. */
    abstract void encode(PersonRecord record, Lexicon words, int[] row, int at);

    /**
     * Position in the comparator's vocabulary, or {@link #NULL_LEVEL}. Both records have the value.
     *
     * @param i where its ints start in {@code x}
     * @param j where they start in {@code y}
     */
    abstract int level(Lexicon words, int[] x, int i, int[] y, int j);

    /** What agreement on the pair's particular values adds to the level's weight, in bits. */
    float termFrequencyBits(Lexicon words, int[] x, int i, int[] y, int j, int level) {
        return 0;
    }

    /** What its lexicon notes of a value. */
    long note(Object value) {
        return 0;
    }

    /** Names of the frequency tables that it reads. */
    List<String> tables() {
        return List.of();
    }

    /** Whether the terms of its tables stand as digests in a model file, because a term alone would tell who somebody is. */
    boolean isHashed() {
        return false;
    }

    /** Receives what training counts of a record. */
    @FunctionalInterface
    interface TermSink {
        /**
         * @param table position in {@link #tables}
         * @param term equal for equal terms, within one lexicon
         */
        void accept(int table, long term);
    }

    /** Names the terms of a record; it has the value. */
    void terms(Lexicon words, int[] x, int i, TermSink sink) {}

    /** The term that {@link #terms} named, as a model file writes it. */
    String termText(Lexicon words, long term) {
        return words.text((int) term);
    }

    /** Writes weights that stand in the row itself. */
    void weigh(Lexicon words, int[] x, int i, List<TermTable> tables) {}
}
