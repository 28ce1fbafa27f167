package vn.khop.mpi;

import java.util.AbstractList;
import java.util.Arrays;
import vn.khop.mpi.BatchLinkage.PairResult;
import vn.khop.mpi.cluster.RecordPair;
import vn.khop.mpi.compare.ComparedPair;
import vn.khop.mpi.score.Scorer;

/** The pairs of a result, 8 bytes each: a pair is weighed anew when it is asked for. */
final class LinkedPairs extends AbstractList<PairResult> {
    private static final long REVIEW = Long.MIN_VALUE;

    private final PackedFile file;
    private final PairScoring scoring;
    private final long[] pairs;

    /**
     * @param pairs as {@link #link} and {@link #review} make them, in the order that is to be shown
     */
    LinkedPairs(PackedFile file, PairScoring scoring, long[] pairs) {
        this.file = file;
        this.scoring = scoring;
        this.pairs = pairs;
    }

    /** A pair by its {@link ComponentClustering#key}, both of one person. */
    static long link(long key) {
        return key;
    }

    /** A pair that a clerk must decide. */
    static long review(long key) {
        return key | REVIEW;
    }

    /** The key without what is decided. */
    static long key(long pair) {
        return pair & ~REVIEW;
    }

    /** The pairs in the order of their records. */
    static long[] sorted(long[] pairs) {
        // A review differs from a link in the sign only, so the mark is moved to the lowest place and back.
        for (int i = 0; i < pairs.length; i++) {
            pairs[i] = Long.rotateLeft(pairs[i], 1);
        }
        Arrays.parallelSort(pairs);
        for (int i = 0; i < pairs.length; i++) {
            pairs[i] = Long.rotateRight(pairs[i], 1);
        }
        return pairs;
    }

    @Override
    public PairResult get(int index) {
        long key = key(pairs[index]);
        int a = (int) (key >>> Integer.SIZE);
        int b = (int) key;
        double bits = scoring.bits(file.packed(), a, b, new ComparedPair());
        return new PairResult(
                RecordPair.of(file.id(a), file.id(b)),
                bits,
                Scorer.probability(bits),
                pairs[index] < 0 ? "review" : "link");
    }

    @Override
    public int size() {
        return pairs.length;
    }
}
