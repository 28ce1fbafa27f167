package vn.khop.mpi.compare;

import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import vn.khop.mpi.record.PersonRecord;

/**
 * Compares one aspect of two records. Stateless after construction and symmetric: the level of (a, b) is that of (b, a).
 *
 * @param <F> what it prepares of a record, immutable
 */
abstract class FieldComparator<F> {
    /** The answer for a pair that cannot be compared, because one of them lacks the value. */
    static final int NULL_LEVEL = -1;

    /** What the comparator needs of a record, or null if the record does not have it. */
    abstract @Nullable F prepare(PersonRecord record);

    /** Position in the comparator's vocabulary, or {@link #NULL_LEVEL}. */
    abstract int level(F a, F b);

    /** What agreement on the pair's particular values adds to the level's weight, in bits. */
    float termFrequencyBits(F a, F b, int level) {
        return 0;
    }

    /** Names the terms of a record that are counted: table, term. */
    void terms(PersonRecord record, BiConsumer<String, String> count) {}

    /** Tables whose terms stand as digests in a model file. */
    List<String> hashedTables() {
        return List.of();
    }
}
