package vn.khop.mpi.train;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import vn.khop.mpi.compare.ComparedPair;
import vn.khop.mpi.compare.ComparisonVector;

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
    static final long PAIRS_MAX = 500_000;

    static LevelSample draw(TrainingRecords records, int[] levelCounts, long seed) {
        int size = records.size();
        long all = (long) size * (size - 1) / 2;
        boolean takesAll = all <= PAIRS_MAX;
        SplittableRandom seeds = new SplittableRandom(seed);
        long[] chunkSeeds = seeds.longs(CHUNKS).toArray();
        LevelSample[] chunks = new LevelSample[CHUNKS];
        IntStream.range(0, CHUNKS).parallel().forEach(chunk -> {
            Tally tally = new Tally(records, levelCounts);
            if (takesAll) {
                for (int a = chunk; a < size; a += CHUNKS) {
                    for (int b = a + 1; b < size; b++) {
                        tally.add(a, b);
                    }
                }
            } else {
                SplittableRandom random = new SplittableRandom(chunkSeeds[chunk]);
                for (long i = 0; i < PAIRS_MAX / CHUNKS; i++) {
                    int a = random.nextInt(size);
                    int b = random.nextInt(size);
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
        private final TrainingRecords records;
        private final ComparedPair pair = new ComparedPair();
        private final long[][] counts;
        private long pairs;

        Tally(TrainingRecords records, int[] levelCounts) {
            this.records = records;
            this.counts = zeros(levelCounts);
        }

        void add(int a, int b) {
            if (!records.filter().accepts(a, b) || records.isCandidate(a, b)) {
                return;
            }
            pairs++;
            records.compare(a, b, pair);
            for (int i = 0; i < counts.length; i++) {
                int level = ComparisonVector.level(pair.levels(), i);
                if (level != ComparisonVector.NULL_LEVEL) {
                    counts[i][level]++;
                }
            }
        }
    }
}
