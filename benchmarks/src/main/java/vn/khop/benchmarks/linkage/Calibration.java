package vn.khop.benchmarks.linkage;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What a stated probability is worth: in bins, the mean of what was stated and the share that was right.
 *
 * @param bins not empty ones, by rising probability
 */
record Calibration(List<Bin> bins) {
    static final int BINS = 10;

    /** @param count pairs in the bin, at least one */
    record Bin(long count, double stated, double right) {}

    /** Bins of one width: [0, 0.1), [0.1, 0.2), up to [0.9, 1]. */
    static Calibration equalWidth(List<ScoredPairs.Pair> pairs) {
        List<List<ScoredPairs.Pair>> bins = new ArrayList<>();
        for (int i = 0; i < BINS; i++) {
            bins.add(new ArrayList<>());
        }
        pairs.forEach(pair ->
                bins.get((int) Math.min(BINS - 1, pair.probability() * BINS)).add(pair));
        return of(bins);
    }

    /** Bins of as many pairs each, to one. */
    static Calibration equalMass(List<ScoredPairs.Pair> pairs) {
        List<ScoredPairs.Pair> rising = pairs.stream()
                .sorted(Comparator.comparingDouble(ScoredPairs.Pair::probability))
                .toList();
        List<List<ScoredPairs.Pair>> bins = new ArrayList<>();
        for (int i = 0; i < BINS; i++) {
            bins.add(rising.subList(
                    (int) ((long) rising.size() * i / BINS), (int) ((long) rising.size() * (i + 1) / BINS)));
        }
        return of(bins);
    }

    private static Calibration of(List<List<ScoredPairs.Pair>> bins) {
        return new Calibration(bins.stream()
                .filter(bin -> !bin.isEmpty())
                .map(bin -> new Bin(
                        bin.size(),
                        bin.stream().mapToDouble(ScoredPairs.Pair::probability).sum() / bin.size(),
                        (double) bin.stream().filter(ScoredPairs.Pair::isMatch).count() / bin.size()))
                .toList());
    }

    /** Mean distance of stated and right, weighted by pairs, in [0, 1]. Source: Guo et al. (2017), equation 5. */
    double expectedError() {
        long all = bins.stream().mapToLong(Bin::count).sum();
        return all == 0
                ? 0
                : bins.stream()
                                .mapToDouble(bin -> bin.count() * Math.abs(bin.stated() - bin.right()))
                                .sum()
                        / all;
    }
}
