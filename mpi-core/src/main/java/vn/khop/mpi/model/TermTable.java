package vn.khop.mpi.model;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.Map;
import java.util.TreeMap;

/**
 * How many persons have each value of something: a family name, a telephone number.
 *
 * @param persons how many were counted
 * @param isHashed whether the terms are digests, because a value itself would tell who somebody is
 * @param meanShare probability that two random persons have the same term: the sum of the squared shares of all terms that
 *     were counted, those too rare to be listed included
 * @param counts persons by term; terms that are too rare to matter are left out
 */
@JsonPropertyOrder({"persons", "isHashed", "meanShare", "counts"})
public record TermTable(long persons, boolean isHashed, double meanShare, Map<String, Integer> counts) {
    /** Nothing was counted: every term weighs the same. */
    public static final TermTable EMPTY = new TermTable(0, false, 1, Map.of());

    public TermTable {
        counts = java.util.Collections.unmodifiableMap(new TreeMap<>(counts));
        if (persons < 0 || !(meanShare > 0 && meanShare <= 1)) {
            throw new IllegalArgumentException(
                    "persons " + persons + ", meanShare " + meanShare + "; expected >= 0 and in (0, 1]");
        }
    }

    /**
     * How much more than the average agreement a shared value says, in bits: log2(meanShare / share). Negative for a value
     * that many have. A value that was never counted is taken to be had by two persons, the two that agree on it.
     */
    public double bits(String term) {
        if (persons == 0) {
            return 0;
        }
        Integer count = counts.get(isHashed ? Digest.of(term) : term);
        double share = (count == null ? 1.0 : count) / persons;
        return Math.log(meanShare / share) / Math.log(2);
    }
}
