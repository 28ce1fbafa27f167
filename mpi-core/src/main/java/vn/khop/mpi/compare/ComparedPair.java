package vn.khop.mpi.compare;

/** What a comparison of two records found. Filled again and again by one thread, so that comparing allocates nothing. */
public final class ComparedPair {
    long levels;
    float termFrequencyBits;
    float namesakesTermFrequencyBits;

    /** One level for each comparison, as {@link ComparisonVector#packed}. */
    public long levels() {
        return levels;
    }

    /** What agreement on the pair's particular values adds, in bits, over all comparisons. */
    public float termFrequencyBits() {
        return termFrequencyBits;
    }

    /** The part of {@link #termFrequencyBits} on which namesakes agree too: how rare the name is. */
    public float namesakesTermFrequencyBits() {
        return namesakesTermFrequencyBits;
    }
}
