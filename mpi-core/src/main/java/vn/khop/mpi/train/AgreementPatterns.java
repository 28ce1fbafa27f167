package vn.khop.mpi.train;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import vn.khop.mpi.compare.ComparedPair;

/**
 * Candidate pairs counted by what training sees of them: their levels, the comparisons that may learn from them, their
 * term-frequency bits to the nearest whole, and a label where there is one. Some thousand patterns stand for millions of pairs.
 * Open addressing over columns, since every pair of the sample comes by here.
 */
final class AgreementPatterns {
    /** What people said about a pair. */
    enum Label {
        NONE,
        MATCH,
        NON_MATCH
    }

    private static final int BITS_MAX = 127;

    /**
     * One kind of pair.
     *
     * @param learners bit i is set if comparison i learns m from it: some rule found it without looking at i's field
     */
    record Pattern(long levels, int learners, int termFrequencyBits, int namesakesTermFrequencyBits, Label label) {}

    /** A kind of pair and how many there are of it. */
    record Counted(Pattern pattern, double count) {}

    private long[] levels = new long[1024];
    private long[] rest = new long[1024];
    private long[] counts = new long[1024];
    private int size;
    private final List<Counted> labelled = new ArrayList<>();

    /** Counts a pair that nobody labelled. */
    void add(ComparedPair pair, int learners) {
        add(pair.levels(), pair.termFrequencyBits(), pair.namesakesTermFrequencyBits(), learners);
    }

    void add(long pairLevels, float termFrequencyBits, float namesakesTermFrequencyBits, int learners) {
        count(pairLevels, rest(learners, bits(termFrequencyBits), bits(namesakesTermFrequencyBits)), 1);
    }

    /**
     * Counts a labelled pair.
     *
     * @param weight how many pairs it counts as
     */
    void addLabelled(ComparedPair pair, int learners, boolean isMatch, double weight) {
        labelled.add(new Counted(
                new Pattern(
                        pair.levels(),
                        learners,
                        bits(pair.termFrequencyBits()),
                        bits(pair.namesakesTermFrequencyBits()),
                        isMatch ? Label.MATCH : Label.NON_MATCH),
                weight));
    }

    private static int bits(float bits) {
        return Math.max(-BITS_MAX, Math.min(BITS_MAX, Math.round(bits)));
    }

    private static long rest(int learners, int bits, int namesakesBits) {
        return (long) learners << Integer.SIZE | (bits & 0xff) << 8 | namesakesBits & 0xff;
    }

    private void count(long pairLevels, long pairRest, long count) {
        int slot = slot(pairLevels, pairRest);
        if (counts[slot] == 0) {
            levels[slot] = pairLevels;
            rest[slot] = pairRest;
            size++;
        }
        counts[slot] += count;
        if (size * 2 > counts.length) {
            grow();
        }
    }

    private int slot(long pairLevels, long pairRest) {
        int mask = counts.length - 1;
        long hash = (pairLevels * 0x9e3779b97f4a7c15L ^ pairRest) * 0xff51afd7ed558ccdL;
        int slot = (int) (hash >>> 32) & mask;
        while (counts[slot] != 0 && (levels[slot] != pairLevels || rest[slot] != pairRest)) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private void grow() {
        long[] oldLevels = levels;
        long[] oldRest = rest;
        long[] oldCounts = counts;
        levels = new long[oldCounts.length * 2];
        rest = new long[levels.length];
        counts = new long[levels.length];
        for (int i = 0; i < oldCounts.length; i++) {
            if (oldCounts[i] != 0) {
                int slot = slot(oldLevels[i], oldRest[i]);
                levels[slot] = oldLevels[i];
                rest[slot] = oldRest[i];
                counts[slot] = oldCounts[i];
            }
        }
    }

    /** Adds what another has counted. */
    void addAll(AgreementPatterns other) {
        for (int i = 0; i < other.counts.length; i++) {
            if (other.counts[i] != 0) {
                count(other.levels[i], other.rest[i], other.counts[i]);
            }
        }
        labelled.addAll(other.labelled);
    }

    /**
     * In an order that depends on the patterns alone, so that sums are the same in every run.
     *
     * @param pairsPerCounted how many pairs each counted one stands for; labelled ones stand for themselves
     */
    List<Counted> sorted(double pairsPerCounted) {
        List<Counted> sorted = new ArrayList<>(size + labelled.size());
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] != 0) {
                Pattern pattern = new Pattern(
                        levels[i],
                        (int) (rest[i] >>> Integer.SIZE),
                        (byte) (rest[i] >>> 8),
                        (byte) rest[i],
                        Label.NONE);
                sorted.add(new Counted(pattern, counts[i] * pairsPerCounted));
            }
        }
        sorted.addAll(labelled);
        sorted.sort(Comparator.comparingLong((Counted c) -> c.pattern().levels())
                .thenComparingInt(c -> c.pattern().learners())
                .thenComparingInt(c -> c.pattern().termFrequencyBits())
                .thenComparingInt(c -> c.pattern().namesakesTermFrequencyBits())
                .thenComparing(c -> c.pattern().label())
                .thenComparingDouble(Counted::count));
        return sorted;
    }
}
