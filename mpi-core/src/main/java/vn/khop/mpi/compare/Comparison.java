package vn.khop.mpi.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import vn.khop.mpi.model.SchemaDefinition.ComparisonDefinition;
import vn.khop.mpi.model.SchemaDefinition.LevelDefinition;
import vn.khop.mpi.model.TermTable;

/** A comparison ready to run: a comparator, where its ints stand in a row, and which of the schema's levels each of its own counts as. */
final class Comparison {
    private final ComparisonDefinition definition;
    private final FieldComparator comparator;
    private final List<TermTable> tables;
    private final int[] schemaLevels;
    private final int at;

    private Comparison(
            ComparisonDefinition definition,
            FieldComparator comparator,
            List<TermTable> tables,
            int[] schemaLevels,
            int at) {
        this.definition = definition;
        this.comparator = comparator;
        this.tables = tables;
        this.schemaLevels = schemaLevels;
        this.at = at;
    }

    /**
     * @param at where its ints start in a row
     * @throws IllegalArgumentException if comparator, fields or levels are not of the vocabulary; the message says what is
     */
    static Comparison compile(ComparisonDefinition definition, Map<String, TermTable> terms, int at) {
        ComparatorVocabulary vocabulary = ComparatorVocabulary.of(definition);
        FieldComparator comparator = vocabulary.make(definition);
        List<TermTable> tables = new ArrayList<>();
        comparator.tables().forEach(table -> tables.add(terms.getOrDefault(table, TermTable.EMPTY)));
        return new Comparison(definition, comparator, List.copyOf(tables), schemaLevels(definition, vocabulary), at);
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
        if (before < vocabulary.levels().indexOf(vocabulary.elseLevel())) {
            throw new IllegalArgumentException("comparison '" + definition.name() + "': the last level must be '"
                    + vocabulary.elseLevel() + "', where all else falls");
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

    boolean hasTermFrequency() {
        return definition.hasTermFrequency();
    }

    FieldComparator comparator() {
        return comparator;
    }

    int at() {
        return at;
    }

    List<TermTable> tables() {
        return tables;
    }

    /** @param stripeBits {@link Lexicon#MANY_THREADS} or {@link Lexicon#ONE_THREAD} */
    Lexicon newLexicon(int stripeBits) {
        return new Lexicon(comparator::note, tables, stripeBits);
    }

    /** The comparator's own level, or {@link FieldComparator#NULL_LEVEL}. */
    int ownLevel(Lexicon words, int[] x, int i, int[] y, int j) {
        return x[i + at] == 0 || y[j + at] == 0
                ? FieldComparator.NULL_LEVEL
                : comparator.level(words, x, i + at, y, j + at);
    }

    /** The schema's level for one of the comparator's. */
    int schemaLevel(int ownLevel) {
        return ownLevel < 0 ? ownLevel : schemaLevels[ownLevel];
    }

    /** What agreement on the particular values adds, in bits. */
    float termFrequencyBits(Lexicon words, int[] x, int i, int[] y, int j, int ownLevel) {
        return ownLevel < 0 ? 0 : comparator.termFrequencyBits(words, x, i + at, y, j + at, ownLevel);
    }
}
