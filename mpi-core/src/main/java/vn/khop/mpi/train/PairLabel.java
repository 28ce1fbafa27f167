package vn.khop.mpi.train;

/**
 * What people decided about a pair.
 *
 * @param weight how many pairs it counts as in training; 1 unless somebody says more
 */
public record PairLabel(boolean isMatch, double weight) {
    /**
     * @throws IllegalArgumentException unless the weight is positive and finite
     */
    public PairLabel {
        if (!(weight > 0) || Double.isInfinite(weight)) {
            throw new IllegalArgumentException("weight " + weight + " of a label, expected a number above 0");
        }
    }

    /** A decision that counts as one pair. */
    public static PairLabel of(boolean isMatch) {
        return new PairLabel(isMatch, 1);
    }
}
