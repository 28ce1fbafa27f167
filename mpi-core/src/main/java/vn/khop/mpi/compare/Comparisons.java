package vn.khop.mpi.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import vn.khop.mpi.model.SchemaDefinition;
import vn.khop.mpi.model.TermTable;
import vn.khop.mpi.record.PersonRecord;

/** The comparisons of a schema, ready to run. Immutable and safe for many threads. */
public final class Comparisons {
    private final List<Comparison<?>> comparisons;

    private Comparisons(List<Comparison<?>> comparisons) {
        this.comparisons = comparisons;
    }

    /**
     * @param terms frequency tables by name; a missing one means that every value weighs the same
     * @throws IllegalArgumentException if a comparison does not fit the vocabulary; the message names it and what is expected
     */
    public static Comparisons compile(SchemaDefinition schema, Map<String, TermTable> terms) {
        List<Comparison<?>> comparisons = new ArrayList<>();
        schema.comparisons().forEach(definition -> comparisons.add(Comparison.compile(definition, terms)));
        return new Comparisons(List.copyOf(comparisons));
    }

    public int size() {
        return comparisons.size();
    }

    public Features prepare(PersonRecord record) {
        @Nullable Object[] features = new Object[comparisons.size()];
        for (int i = 0; i < features.length; i++) {
            features[i] = comparisons.get(i).prepare(record);
        }
        return new Features(features);
    }

    /** The pair's levels, as {@link ComparisonVector#packed}. */
    public long compare(Features a, Features b) {
        long packed = 0;
        for (int i = 0; i < comparisons.size(); i++) {
            packed = ComparisonVector.with(packed, i, comparisons.get(i).level(a.of(i), b.of(i)));
        }
        return packed;
    }

    /** What agreement on the pair's particular values adds to one comparison's weight, in bits; 0 for most. */
    public float termFrequencyBits(Features a, Features b, int comparison) {
        return comparisons.get(comparison).termFrequencyBits(a.of(comparison), b.of(comparison));
    }

    /** The sum of {@link #termFrequencyBits} over all comparisons. */
    public float termFrequencyBits(Features a, Features b) {
        float bits = 0;
        for (int i = 0; i < comparisons.size(); i++) {
            bits += termFrequencyBits(a, b, i);
        }
        return bits;
    }

    /** The part of {@link #termFrequencyBits(Features, Features)} on which namesakes agree too: how rare the name is. */
    public float namesakesTermFrequencyBits(Features a, Features b) {
        float bits = 0;
        for (int i = 0; i < comparisons.size(); i++) {
            if (comparisons.get(i).isOfNamesakes()) {
                bits += termFrequencyBits(a, b, i);
            }
        }
        return bits;
    }

    /** Names the terms of a record that training counts: table, term. */
    public void terms(PersonRecord record, BiConsumer<String, String> count) {
        comparisons.forEach(comparison -> comparison.terms(record, count));
    }

    /** Tables whose terms must stand as digests in a model file. */
    public Set<String> hashedTables() {
        Set<String> tables = new TreeSet<>();
        comparisons.forEach(comparison -> tables.addAll(comparison.hashedTables()));
        return tables;
    }
}
