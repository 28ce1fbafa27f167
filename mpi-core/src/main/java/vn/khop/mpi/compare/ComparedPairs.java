package vn.khop.mpi.compare;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import vn.khop.mpi.block.BlockingStatistics;
import vn.khop.mpi.block.CandidatePairs;

/**
 * All candidate pairs of a file with their levels, in columns: the pair, its levels, its term-frequency bits and the rules that
 * found it. 28 bytes a pair.
 */
public final class ComparedPairs {
    private final long[] pairs;
    private final long[] levels;
    private final float[] termFrequencyBits;
    private final float[] namesakesTermFrequencyBits;
    private final int[] rules;
    private final BlockingStatistics statistics;

    private ComparedPairs(Buffer all, BlockingStatistics statistics) {
        pairs = all.pairs;
        levels = all.levels;
        termFrequencyBits = all.termFrequencyBits;
        namesakesTermFrequencyBits = all.namesakesTermFrequencyBits;
        rules = all.rules;
        this.statistics = statistics;
    }

    /** Which pairs are to be compared at all: within one file, or across files only. */
    @FunctionalInterface
    public interface PairFilter {
        boolean accepts(int a, int b);
    }

    /** Compares on all cores; the result does not depend on how many there are. */
    public static ComparedPairs compare(
            CandidatePairs candidates,
            Comparisons comparisons,
            List<Features> features,
            PairFilter filter,
            LongConsumer pairsDone) {
        Buffer[] chunks = new Buffer[candidates.chunkCount()];
        IntStream.range(0, chunks.length).parallel().forEach(chunk -> {
            Buffer buffer = new Buffer();
            candidates.visit(chunk, (a, b, found) -> {
                if (filter.accepts(a, b)) {
                    Features x = features.get(a);
                    Features y = features.get(b);
                    buffer.add(
                            a,
                            b,
                            comparisons.compare(x, y),
                            comparisons.termFrequencyBits(x, y),
                            comparisons.namesakesTermFrequencyBits(x, y),
                            found);
                }
            });
            chunks[chunk] = buffer;
            pairsDone.accept(buffer.size);
        });
        Buffer all = Buffer.joined(chunks);
        return new ComparedPairs(all, statistics(candidates, all));
    }

    private static BlockingStatistics statistics(CandidatePairs candidates, Buffer all) {
        long[] pairsByRule = new long[Integer.SIZE];
        long[] newPairsByRule = new long[Integer.SIZE];
        for (int found : all.rules) {
            newPairsByRule[Integer.numberOfTrailingZeros(found)]++;
            for (int rest = found; rest != 0; rest &= rest - 1) {
                pairsByRule[Integer.numberOfTrailingZeros(rest)]++;
            }
        }
        return candidates.statistics(pairsByRule, newPairsByRule);
    }

    /** One word for the pair of two positions; {@code a < b}. */
    public static long key(int a, int b) {
        return (long) a << Integer.SIZE | b;
    }

    /** The {@link #key} of every pair, ascending. */
    public long[] sortedPairs() {
        long[] sorted = pairs.clone();
        Arrays.parallelSort(sorted);
        return sorted;
    }

    public int size() {
        return pairs.length;
    }

    /** Position of the first record of a pair; smaller than that of the second. */
    public int a(int pair) {
        return (int) (pairs[pair] >>> Integer.SIZE);
    }

    public int b(int pair) {
        return (int) pairs[pair];
    }

    /** As {@link ComparisonVector#packed}. */
    public long levels(int pair) {
        return levels[pair];
    }

    public float termFrequencyBits(int pair) {
        return termFrequencyBits[pair];
    }

    /** As {@link Comparisons#namesakesTermFrequencyBits}. */
    public float namesakesTermFrequencyBits(int pair) {
        return namesakesTermFrequencyBits[pair];
    }

    /** Bit r is set if blocking rule r found the pair. */
    public int rules(int pair) {
        return rules[pair];
    }

    public BlockingStatistics statistics() {
        return statistics;
    }

    /** The pairs, by position here, that the predicate accepts; ascending. */
    public int[] where(IntPredicate predicate) {
        return IntStream.range(0, size()).parallel().filter(predicate).toArray();
    }

    private static final class Buffer {
        private long[] pairs = new long[64];
        private long[] levels = new long[64];
        private float[] termFrequencyBits = new float[64];
        private float[] namesakesTermFrequencyBits = new float[64];
        private int[] rules = new int[64];
        private int size;

        void add(int a, int b, long packed, float bits, float namesakesBits, int found) {
            if (size == pairs.length) {
                resize(size * 2);
            }
            pairs[size] = key(a, b);
            levels[size] = packed;
            termFrequencyBits[size] = bits;
            namesakesTermFrequencyBits[size] = namesakesBits;
            rules[size++] = found;
        }

        private void resize(int capacity) {
            pairs = Arrays.copyOf(pairs, capacity);
            levels = Arrays.copyOf(levels, capacity);
            termFrequencyBits = Arrays.copyOf(termFrequencyBits, capacity);
            namesakesTermFrequencyBits = Arrays.copyOf(namesakesTermFrequencyBits, capacity);
            rules = Arrays.copyOf(rules, capacity);
        }

        static Buffer joined(Buffer[] chunks) {
            Buffer all = new Buffer();
            all.resize(Arrays.stream(chunks).mapToInt(chunk -> chunk.size).sum());
            for (int i = 0; i < chunks.length; i++) {
                Buffer chunk = chunks[i];
                System.arraycopy(chunk.pairs, 0, all.pairs, all.size, chunk.size);
                System.arraycopy(chunk.levels, 0, all.levels, all.size, chunk.size);
                System.arraycopy(chunk.termFrequencyBits, 0, all.termFrequencyBits, all.size, chunk.size);
                System.arraycopy(
                        chunk.namesakesTermFrequencyBits, 0, all.namesakesTermFrequencyBits, all.size, chunk.size);
                System.arraycopy(chunk.rules, 0, all.rules, all.size, chunk.size);
                all.size += chunk.size;
                chunks[i] = new Buffer();
            }
            return all;
        }
    }
}
