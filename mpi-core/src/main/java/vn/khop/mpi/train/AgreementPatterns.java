package vn.khop.mpi.train;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import vn.khop.mpi.compare.ComparedPairs;

/**
 * Candidate pairs counted by what training sees of them: their levels, the rules that found them, their term-frequency bits to
 * the nearest whole, and a label where there is one. A few thousand patterns stand for millions of pairs.
 */
final class AgreementPatterns {
    /** What people said about a pair. */
    enum Label {
        NONE,
        MATCH,
        NON_MATCH
    }

    /** One kind of pair. */
    record Pattern(long levels, int rules, int termFrequencyBits, int namesakesTermFrequencyBits, Label label) {}

    /** A kind of pair and how many there are of it. */
    record Counted(Pattern pattern, double count) {}

    private final Map<Pattern, double[]> counts = new HashMap<>();

    void add(long levels, int rules, float termFrequencyBits, float namesakesTermFrequencyBits, Label label) {
        Pattern pattern = new Pattern(
                levels, rules, Math.round(termFrequencyBits), Math.round(namesakesTermFrequencyBits), label);
        counts.computeIfAbsent(pattern, p -> new double[1])[0]++;
    }

    void addAll(ComparedPairs pairs, java.util.function.IntFunction<Label> labels) {
        for (int i = 0; i < pairs.size(); i++) {
            add(
                    pairs.levels(i),
                    pairs.rules(i),
                    pairs.termFrequencyBits(i),
                    pairs.namesakesTermFrequencyBits(i),
                    labels.apply(i));
        }
    }

    /** In an order that depends on the patterns alone, so that sums are the same in every run. */
    List<Counted> sorted() {
        List<Counted> sorted = new ArrayList<>(counts.size());
        counts.forEach((pattern, count) -> sorted.add(new Counted(pattern, count[0])));
        sorted.sort(Comparator.comparingLong((Counted c) -> c.pattern().levels())
                .thenComparingInt(c -> c.pattern().rules())
                .thenComparingInt(c -> c.pattern().termFrequencyBits())
                .thenComparingInt(c -> c.pattern().namesakesTermFrequencyBits())
                .thenComparing(c -> c.pattern().label()));
        return sorted;
    }
}
