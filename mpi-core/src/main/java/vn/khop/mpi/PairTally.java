package vn.khop.mpi;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import vn.khop.mpi.block.BlockingRules;
import vn.khop.mpi.block.KeyTable;
import vn.khop.mpi.block.RecallEstimate;
import vn.khop.mpi.compare.ComparedPair;
import vn.khop.mpi.compare.ComparisonVector;
import vn.khop.mpi.model.SchemaDefinition;
import vn.khop.mpi.score.Scorer;

/**
 * Counts what a report says of the pairs of a run: which levels they have, and which rules found those that may be one person's.
 * Of many millions of pairs a part is looked at, always the same one of the same records.
 */
final class PairTally {
    /** A part of so many pairs tells as much as all. */
    private static final long PAIRS_MAX = 2_000_000;

    private final SchemaDefinition schema;
    private final BlockingRules rules;
    private final KeyTable keys;
    private final int every;
    private final double bitsMin;
    private final long[][] levels;
    private final RecallEstimate.Counter recall;

    /**
     * @param pairs how many there will be, at most
     * @param bitsMin pairs that weigh less are too unlikely to count as missed or found
     */
    PairTally(SchemaDefinition schema, BlockingRules rules, KeyTable keys, long pairs, double bitsMin) {
        this.schema = schema;
        this.rules = rules;
        this.keys = keys;
        this.bitsMin = bitsMin;
        every = (int) Math.min(Integer.MAX_VALUE, 1 + pairs / PAIRS_MAX);
        levels = newLevels();
        recall = new RecallEstimate.Counter(schema.blocking());
    }

    private long[][] newLevels() {
        return schema.comparisons().stream()
                .map(comparison -> new long[1 + comparison.levels().size()])
                .toArray(long[][]::new);
    }

    Piece newPiece() {
        return new Piece();
    }

    /** One piece of the pairs, by one thread. */
    final class Piece {
        private final long[][] mine = newLevels();
        private final RecallEstimate.Counter myRecall = new RecallEstimate.Counter(schema.blocking());

        void add(int a, int b, ComparedPair pair, double bits) {
            if (every > 1 && Integer.remainderUnsigned((a * 0x9e3779b9 ^ b) * 0x85ebca6b >>> 3, every) != 0) {
                return;
            }
            for (int i = 0; i < mine.length; i++) {
                mine[i][1 + ComparisonVector.level(pair.levels(), i)]++;
            }
            if (bits >= bitsMin) {
                myRecall.add(rules.rulesThatFind(keys, a, b), Scorer.probability(bits));
            }
        }

        void end() {
            synchronized (PairTally.this) {
                for (int i = 0; i < mine.length; i++) {
                    for (int level = 0; level < mine[i].length; level++) {
                        levels[i][level] += mine[i][level] * every;
                    }
                }
                recall.addAll(myRecall);
            }
        }
    }

    synchronized RecallEstimate recall() {
        return recall.estimate();
    }

    /** For each comparison how many pairs cannot be compared, then how many have each level. */
    synchronized List<List<Long>> levels() {
        List<List<Long>> counts = new ArrayList<>();
        for (long[] ofComparison : levels) {
            counts.add(Arrays.stream(ofComparison).boxed().toList());
        }
        return counts;
    }
}
