package vn.khop.mpi;

import java.util.AbstractList;
import vn.khop.mpi.BatchLinkage.PairResult;
import vn.khop.mpi.cluster.RecordPair;
import vn.khop.mpi.score.Scorer;

/** The pairs of a result: an object is made of one when it is asked for. */
final class LinkedPairs extends AbstractList<PairResult> {
    /** Stands for the levels of a pair that a clerk must decide; {@link #LINK} for those of a pair of one person. */
    static final long REVIEW = 1;

    static final long LINK = 0;

    private final PackedFile file;
    private final WeighedPairs pairs;

    /**
     * @param pairs in the order that is to be shown, with {@link #LINK} or {@link #REVIEW} for levels
     */
    LinkedPairs(PackedFile file, WeighedPairs pairs) {
        this.file = file;
        this.pairs = pairs;
    }

    @Override
    public PairResult get(int index) {
        long key = pairs.key(index);
        double bits = pairs.bits(index);
        return new PairResult(
                new RecordPair(file.id(WeighedPairs.a(key)), file.id(WeighedPairs.b(key))),
                bits,
                Scorer.probability(bits),
                pairs.levels(index) == REVIEW ? "review" : "link");
    }

    @Override
    public int size() {
        return pairs.size();
    }
}
