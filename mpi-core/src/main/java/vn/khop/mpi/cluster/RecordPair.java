package vn.khop.mpi.cluster;

/** Two record ids in alphabetical order, so that a pair has one form. */
public record RecordPair(String a, String b) {
    /**
     * @throws IllegalArgumentException if the ids are equal or out of order; use {@link #of}
     */
    public RecordPair {
        if (a.compareTo(b) >= 0) {
            throw new IllegalArgumentException("a pair has two ids in alphabetical order");
        }
    }

    /** The pair of two different ids given in any order. */
    public static RecordPair of(String x, String y) {
        return x.compareTo(y) < 0 ? new RecordPair(x, y) : new RecordPair(y, x);
    }
}
