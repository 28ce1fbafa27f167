package vn.khop.benchmarks.mapping;

import java.util.List;
import java.util.function.Predicate;

/**
 * What became of rows.
 *
 * @param rank where the right target was among the suggestions, from 1; 0 if it was not
 * @param said the probability that the first suggestion gave itself; 0 where there was none
 */
record Measured(MappingSet.Row row, int rank, double said) {
    private static final int BINS = 10;

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
            came[bin] += one.rank() == 1 ? 1 : 0;
        }
        double error = 0;
        for (int bin = 0; bin < BINS; bin++) {
            error += Math.abs(said[bin] - came[bin]);
        }
        return error / Math.max(1, all.size());
    }
}
