package vn.khop.benchmarks.linkage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Pairs with their weights, as the engine wrote them, by falling weight. */
final class ScoredPairs {
    /** @param probability as written, in [0, 1] */
    record Pair(int left, int right, double weightBits, double probability, boolean isMatch) {}

    private final Truth truth;
    private final List<Pair> pairs;

    private ScoredPairs(Truth truth, List<Pair> pairs) {
        this.truth = truth;
        this.pairs = pairs;
    }

    static ScoredPairs read(Path file, Truth truth) throws IOException {
        List<Pair> pairs = new ArrayList<>();
        CsvRows.read(file, row -> {
            int left = truth.number(row.get("record_id_a"));
            int right = truth.number(row.get("record_id_b"));
            pairs.add(new Pair(
                    left,
                    right,
                    Double.parseDouble(row.get("match_weight")),
                    Double.parseDouble(row.get("match_probability")),
                    truth.isOnePerson(left, right)));
        });
        pairs.sort(Comparator.comparingDouble(Pair::weightBits).reversed());
        return new ScoredPairs(truth, pairs);
    }

    List<Pair> pairs() {
        return pairs;
    }

    /** A threshold and the accuracy of the connected components at it. */
    record Threshold(double weightBits, Accuracy accuracy) {}

    /** The threshold whose connected components have the best F1, chosen with the truth; no pair: one above all. */
    Threshold best() {
        Groups groups = new Groups(truth);
        Threshold best = new Threshold(Double.POSITIVE_INFINITY, groups.accuracy());
        for (int i = 0; i < pairs.size(); i++) {
            Pair pair = pairs.get(i);
            groups.join(pair.left(), pair.right());
            boolean isLastOfWeight = i + 1 == pairs.size() || pairs.get(i + 1).weightBits() < pair.weightBits();
            if (isLastOfWeight && groups.accuracy().f1() > best.accuracy().f1()) {
                best = new Threshold(pair.weightBits(), groups.accuracy());
            }
        }
        return best;
    }
}
