package vn.khop.mpi.compare;

import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import vn.khop.mpi.model.SchemaDefinition.ComparisonDefinition;
import vn.khop.mpi.model.SchemaDefinition.LevelDefinition;
import vn.khop.mpi.model.TermTable;
import vn.khop.mpi.record.PersonRecord;

/** A comparison ready to run: a comparator, and which of the schema's levels each of its own counts as. */
final class Comparison<F> {
    private final ComparisonDefinition definition;
    private final FieldComparator<F> comparator;
    private final int[] schemaLevels;

    private Comparison(ComparisonDefinition definition, FieldComparator<F> comparator, int[] schemaLevels) {
        this.definition = definition;
        this.comparator = comparator;
        this.schemaLevels = schemaLevels;
    }

    /**
     * @throws IllegalArgumentException if comparator, fields or levels are not of the vocabulary; the message says what is
     */
    static Comparison<?> compile(ComparisonDefinition definition, Map<String, TermTable> terms) {
        ComparatorVocabulary vocabulary = ComparatorVocabulary.of(definition);
        return new Comparison<>(definition, vocabulary.make(definition, terms), schemaLevels(definition, vocabulary));
    }

    private static int[] schemaLevels(ComparisonDefinition definition, ComparatorVocabulary vocabulary) {
        List<String> listed =
                definition.levels().stream().map(LevelDefinition::name).toList();
        int before = -1;
        for (String level : listed) {
            int position = vocabulary.levels().indexOf(level);
            if (position <= before) {
                throw new IllegalArgumentException("comparison '" + definition.name() + "': level '" + level + "' is "
                        + (position < 0 ? "unknown" : "out of order") + ", expected some of "
                        + String.join(", ", vocabulary.levels()) + " in this order");
            }
            before = position;
        }
        if (before != vocabulary.levels().size() - 1) {
            throw new IllegalArgumentException("comparison '" + definition.name() + "': the last level must be '"
                    + vocabulary.levels().get(vocabulary.levels().size() - 1) + "', where all else falls");
        }
        int[] schemaLevels = new int[vocabulary.levels().size()];
        int current = listed.size() - 1;
        for (int level = schemaLevels.length - 1; level >= 0; level--) {
            int position = listed.indexOf(vocabulary.levels().get(level));
            current = position >= 0 ? position : current;
            schemaLevels[level] = current;
        }
        return schemaLevels;
    }

    boolean isOfNamesakes() {
        return definition.isOfNamesakes();
    }

    @Nullable
    Object prepare(PersonRecord record) {
        return comparator.prepare(record);
    }

    /** The schema's level, or {@link FieldComparator#NULL_LEVEL}. The arguments come from {@link #prepare}. */
    int level(@Nullable Object a, @Nullable Object b) {
        if (a == null || b == null) {
            return FieldComparator.NULL_LEVEL;
        }
        int level = comparator.level(feature(a), feature(b));
        return level < 0 ? level : schemaLevels[level];
    }

    float termFrequencyBits(@Nullable Object a, @Nullable Object b) {
        if (!definition.hasTermFrequency() || a == null || b == null) {
            return 0;
        }
        int level = comparator.level(feature(a), feature(b));
        return level < 0 ? 0 : comparator.termFrequencyBits(feature(a), feature(b), level);
    }

    void terms(PersonRecord record, BiConsumer<String, String> count) {
        if (definition.hasTermFrequency()) {
            comparator.terms(record, count);
        }
    }

    List<String> hashedTables() {
        return comparator.hashedTables();
    }

    @SuppressWarnings("unchecked")
    private F feature(Object prepared) {
        return (F) prepared;
    }
}
