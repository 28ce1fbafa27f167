package vn.khop.benchmarks.mapping;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/**
 * What became of rows.
 *
 * @param rank where the right target was among the suggestions, from 1; 0 if it was not
 * @param isMeant whether the first suggestion is the one that the row's writer meant, and not only one that is as right
 * @param said the probability that the first suggestion gave itself; 0 where there was none
 */
record Measured(MappingSet.Row row, int rank, boolean isMeant, double said) {
    private static final int BINS = 10;
    private static final int DRAWS = 1_000;

    /** The share of rows with their target in the list that had it among the first so many. */
    static double hitRate(List<Measured> all, int first) {
        List<Measured> inList = only(all, one -> !one.row().codes().isEmpty());
        return (double) inList.stream()
                        .filter(one -> one.rank() > 0 && one.rank() <= first)
                        .count()
                / Math.max(1, inList.size());
    }

    static List<Measured> only(List<Measured> all, Predicate<Measured> wanted) {
        return all.stream().filter(wanted).toList();
    }

    /**
     * How far the first suggestions' own probabilities are from what came true: over ten bins of equal width, the gap of the means, weighed by
     * the rows in each (expected calibration error). Rows whose target is not in the list count: their first suggestion is wrong.
     */
    static double calibrationError(List<Measured> all) {
        double[] said = new double[BINS];
        double[] came = new double[BINS];
        for (Measured one : all) {
            int bin = Math.min(BINS - 1, (int) (one.said() * BINS));
            said[bin] += one.said();
            came[bin] += one.isMeant() ? 1 : 0;
        }
        double error = 0;
        for (int bin = 0; bin < BINS; bin++) {
            error += Math.abs(said[bin] - came[bin]);
        }
        return error / Math.max(1, all.size());
    }

    /** The error that probabilities which are exactly true have on average on these rows, because there are no more of them: what is near it is as good as can be told. */
    static double errorByChance(List<Measured> all) {
        SplittableRandom random = new SplittableRandom(1);
        double sum = 0;
        for (int draw = 0; draw < DRAWS; draw++) {
            double[] gap = new double[BINS];
            for (Measured one : all) {
                int bin = Math.min(BINS - 1, (int) (one.said() * BINS));
                gap[bin] += one.said() - (random.nextDouble() < one.said() ? 1 : 0);
            }
            sum += Arrays.stream(gap).map(Math::abs).sum();
        }
        return sum / DRAWS / Math.max(1, all.size());
    }

    /** Bin by bin: from which probability on, how many rows, what they said on average, how many were meant. For people. */
    static List<String> reliability(List<Measured> all) {
        List<String> bins = new ArrayList<>();
        for (int at = 0; at < BINS; at++) {
            int bin = at;
            List<Measured> in = only(all, one -> Math.min(BINS - 1, (int) (one.said() * BINS)) == bin);
            if (!in.isEmpty()) {
                bins.add(String.format(
                        Locale.ROOT,
                        "from 0.%d: %d rows said %.3f, %d were meant",
                        bin,
                        in.size(),
                        in.stream().mapToDouble(Measured::said).average().orElse(0),
                        in.stream().filter(Measured::isMeant).count()));
            }
        }
        return bins;
    }
}
