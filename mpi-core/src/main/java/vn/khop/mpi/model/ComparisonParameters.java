package vn.khop.mpi.model;

import java.util.List;

/**
 * What training found about one comparison; the lists run with the levels of its definition.
 *
 * @param m probability of each level among records of one person, each in (0, 1]
 * @param u probability among records of two strangers, each in (0, 1]
 * @param relatives probability among records of two persons of one household; empty where the schema knows no relatives
 */
public record ComparisonParameters(String comparison, List<Double> m, List<Double> u, List<Double> relatives) {
    /**
     * @throws IllegalArgumentException if a probability is outside (0, 1] or the lists differ in length
     */
    public ComparisonParameters {
        m = List.copyOf(m);
        u = List.copyOf(u);
        relatives = List.copyOf(relatives);
        if (m.size() != u.size() || !(relatives.isEmpty() || relatives.size() == m.size())) {
            throw new IllegalArgumentException("comparison '" + comparison + "' has " + m.size() + " m, " + u.size()
                    + " u and " + relatives.size() + " relatives; expected as many of each");
        }
        for (List<Double> probabilities : List.of(m, u, relatives)) {
            for (double p : probabilities) {
                if (!(p > 0 && p <= 1)) {
                    throw new IllegalArgumentException(
                            "comparison '" + comparison + "' has a probability of " + p + "; expected one in (0, 1]");
                }
            }
        }
    }

    /** Evidence of a level against strangers: log2(m/u), in bits; above 0 speaks for one person. Source: Fellegi and Sunter (1969). */
    public double weightBits(int level) {
        return Math.log(m.get(level) / u.get(level)) / Math.log(2);
    }
}
