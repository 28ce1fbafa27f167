package vn.khop.mpi.report;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import vn.khop.mpi.BatchLinkage.PairResult;

/**
 * Precision and recall of the pairs at or above each weight that a pair of the run has.
 *
 * @param precision by weight in bits
 * @param recall by weight in bits, over all true pairs, those that blocking missed included
 */
record TruthCurve(SortedMap<Double, Double> precision, SortedMap<Double, Double> recall) {
    /** A threshold and what it would give. */
    record Point(double bits, double precision, double recall) {
        double f1() {
            return precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall);
        }
    }

    /**
     * @param truth person by record
     */
    static TruthCurve of(List<PairResult> pairs, Map<String, String> truth) {
        Map<String, Long> sizes = new HashMap<>();
        truth.values().forEach(person -> sizes.merge(person, 1L, Long::sum));
        long truePairs = sizes.values().stream().mapToLong(n -> n * (n - 1) / 2).sum();
        List<PairResult> strongestFirst = pairs.stream()
                .sorted((a, b) -> Double.compare(b.matchWeightBits(), a.matchWeightBits()))
                .toList();
        SortedMap<Double, Double> precision = new TreeMap<>();
        SortedMap<Double, Double> recall = new TreeMap<>();
        long right = 0;
        for (int i = 0; i < strongestFirst.size(); i++) {
            PairResult pair = strongestFirst.get(i);
            String a = truth.get(pair.pair().a());
            right += a != null && Objects.equals(a, truth.get(pair.pair().b())) ? 1 : 0;
            boolean isLastOfItsWeight = i + 1 == strongestFirst.size()
                    || strongestFirst.get(i + 1).matchWeightBits() < pair.matchWeightBits();
            if (isLastOfItsWeight) {
                precision.put(pair.matchWeightBits(), (double) right / (i + 1));
                recall.put(pair.matchWeightBits(), truePairs == 0 ? 1 : (double) right / truePairs);
            }
        }
        return new TruthCurve(precision, recall);
    }

    /** The threshold with the best F1. */
    Point best() {
        return precision.keySet().stream()
                .map(this::at)
                .reduce((a, b) -> b.f1() > a.f1() ? b : a)
                .orElse(new Point(0, 1, 0));
    }

    /** What the lowest threshold of the curve that is not below this one gives. */
    Point at(double bits) {
        SortedMap<Double, Double> from = precision.tailMap(bits);
        if (from.isEmpty()) {
            return new Point(bits, 1, 0);
        }
        Double key = from.firstKey();
        return new Point(key, precision.getOrDefault(key, 1.0), recall.getOrDefault(key, 0.0));
    }
}
