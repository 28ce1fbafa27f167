package vn.khop.mpi.train;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import vn.khop.mpi.compare.ComparedPairs;
import vn.khop.mpi.compare.ComparisonVector;
import vn.khop.mpi.compare.Comparisons;
import vn.khop.mpi.compare.Features;

/**
 * How often each level occurs among pairs that no blocking rule finds, by drawing pairs at random; of a small file all pairs are
 * taken.
 *
 * @param counts by comparison and level
 * @param pairs how many pairs the counts are of
 */
record LevelSample(long[][] counts, long pairs) {
    private static final int CHUNKS = 64;

    /** What is drawn at most, whatever the size of the file. */
    static final long PAIRS_MAX = 1_000_000;

    static LevelSample draw(
            ComparedPairs found,
            Comparisons comparisons,
            List<Features> features,
            ComparedPairs.PairFilter filter,
            int[] levelCounts,
            long seed) {
        long[] blocked = found.sortedPairs();
        int records = features.size();
        long all = (long) records * (records - 1) / 2;
        boolean takesAll = all <= PAIRS_MAX;
        SplittableRandom seeds = new SplittableRandom(seed);
        long[] chunkSeeds = seeds.longs(CHUNKS).toArray();
        LevelSample[] chunks = new LevelSample[CHUNKS];
        IntStream.range(0, CHUNKS).parallel().forEach(chunk -> {
            Tally tally = new Tally(blocked, comparisons, features, filter, levelCounts);
            if (takesAll) {
                for (int a = chunk; a < records; a += CHUNKS) {
                    for (int b = a + 1; b < records; b++) {
                        tally.add(a, b);
                    }
                }
            } else {
                SplittableRandom random = new SplittableRandom(chunkSeeds[chunk]);
                for (long i = 0; i < PAIRS_MAX / CHUNKS; i++) {
                    int a = random.nextInt(records);
                    int b = random.nextInt(records);
                    if (a != b) {
                        tally.add(Math.min(a, b), Math.max(a, b));
                    }
                }
            }
            chunks[chunk] = new LevelSample(tally.counts, tally.pairs);
        });
        return sum(chunks, levelCounts);
    }

    private static LevelSample sum(LevelSample[] chunks, int[] levelCounts) {
        long[][] counts = zeros(levelCounts);
        long pairs = 0;
        for (LevelSample chunk : chunks) {
            pairs += chunk.pairs;
            for (int i = 0; i < counts.length; i++) {
                for (int level = 0; level < counts[i].length; level++) {
                    counts[i][level] += chunk.counts[i][level];
                }
            }
        }
        return new LevelSample(counts, pairs);
    }

    private static long[][] zeros(int[] levelCounts) {
        long[][] counts = new long[levelCounts.length][];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = new long[levelCounts[i]];
        }
        return counts;
    }

    private static final class Tally {
        private final long[] blocked;
        private final Comparisons comparisons;
        private final List<Features> features;
        private final ComparedPairs.PairFilter filter;
        private final long[][] counts;
        private long pairs;

        Tally(
                long[] blocked,
                Comparisons comparisons,
                List<Features> features,
                ComparedPairs.PairFilter filter,
                int[] levelCounts) {
            this.blocked = blocked;
            this.comparisons = comparisons;
            this.features = features;
            this.filter = filter;
            this.counts = zeros(levelCounts);
        }

        void add(int a, int b) {
            if (!filter.accepts(a, b) || Arrays.binarySearch(blocked, ComparedPairs.key(a, b)) >= 0) {
                return;
            }
            pairs++;
            long levels = comparisons.compare(features.get(a), features.get(b));
            for (int i = 0; i < counts.length; i++) {
                int level = ComparisonVector.level(levels, i);
                if (level != ComparisonVector.NULL_LEVEL) {
                    counts[i][level]++;
                }
            }
        }
    }
}
