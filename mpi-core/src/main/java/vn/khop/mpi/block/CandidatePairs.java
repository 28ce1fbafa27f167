package vn.khop.mpi.block;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import vn.khop.mpi.model.SchemaDefinition;
import vn.khop.mpi.record.PersonRecord;

/**
 * All pairs of a file that share a blocking key, each once.
 *
 * <p>For each rule the hashes of all keys are sorted, so that a block is a run of equal ones. A pair is visited under the first
 * rule that finds it; which others find it too is read off the two records' hashes. A block of more than {@link #BLOCK_MAX}
 * records makes its key hot: the key is refined, and the refined key again, as often as the rule allows.
 *
 * <p>The result does not depend on the number of threads; records are known by their position in the list.
 */
public final class CandidatePairs {
    /** Records under one key before it is refined: 400 records make 79,800 pairs. */
    public static final int BLOCK_MAX = 400;

    /** Records of a block that no refinement made smaller and that are still compared all with all. */
    private static final int WINDOW = 4000;

    /** Low bits of a sort word hold the record's position, so at most 16,777,216 records. */
    private static final int POSITION_BITS = 24;

    private static final long POSITION_MASK = (1L << POSITION_BITS) - 1;
    private static final long CHUNK_PAIRS = 100_000;

    private final List<RuleIndex> rules;
    private final List<Chunk> chunks;
    private final Set<String> hotKeys;
    private final long leftOutPairs;

    private CandidatePairs(List<RuleIndex> rules, List<Chunk> chunks, Set<String> hotKeys, long leftOutPairs) {
        this.rules = rules;
        this.chunks = chunks;
        this.hotKeys = hotKeys;
        this.leftOutPairs = leftOutPairs;
    }

    /** Receives pairs; {@code a < b}. */
    @FunctionalInterface
    public interface Visitor {
        /**
         * @param rules bit r is set if rule r finds the pair
         */
        void pair(int a, int b, int rules);
    }

    /** One rule's keys of all records: those of record i are {@code hashes[offsets[i]] .. hashes[offsets[i + 1] - 1]}, ascending. */
    private record RuleIndex(String name, int[] offsets, long[] hashes, long[] sorted, int refinedKeys) {
        boolean shares(int a, int b) {
            return firstShared(a, b) >= 0;
        }

        /** Where the smallest hash that both have stands among those of a; -1 if they share none. */
        int firstShared(int a, int b) {
            int i = offsets[a];
            int j = offsets[b];
            while (i < offsets[a + 1] && j < offsets[b + 1]) {
                int order = Long.compareUnsigned(hashes[i], hashes[j]);
                if (order == 0) {
                    return i;
                }
                if (order < 0) {
                    i++;
                } else {
                    j++;
                }
            }
            return -1;
        }
    }

    /** A run of blocks of one rule: sort words {@code from} to {@code to} (exclusive). */
    private record Chunk(int rule, int from, int to) {}

    /**
     * @param knownHot digests of keys that are refined from the start
     * @throws IllegalArgumentException if there are more than 16,777,216 records
     */
    public static CandidatePairs find(List<PersonRecord> records, SchemaDefinition schema, Set<String> knownHot) {
        if (records.size() > POSITION_MASK) {
            throw new IllegalArgumentException(
                    records.size() + " records, at most " + POSITION_MASK + " can be linked in one run");
        }
        Set<String> hotKeys = new TreeSet<>(knownHot);
        List<RuleIndex> rules = new ArrayList<>();
        List<Chunk> chunks = new ArrayList<>();
        long leftOut = 0;
        for (int rule = 0; rule < schema.blocking().size(); rule++) {
            RuleIndex index = index(records, schema, rule, hotKeys);
            rules.add(index);
            leftOut += addChunks(rule, index.sorted(), chunks);
        }
        return new CandidatePairs(rules, chunks, hotKeys, leftOut);
    }

    private static RuleIndex index(List<PersonRecord> records, SchemaDefinition schema, int rule, Set<String> hotKeys) {
        int hotBefore = hotKeys.size();
        int rounds = schema.blocking().get(rule).refine().size();
        BlockingKeys keys = BlockingKeys.compile(schema, hotKeys);
        long[][] byRecord = new long[records.size()][];
        int[] all = IntStream.range(0, records.size()).toArray();
        hash(records, keys, rule, byRecord, all);
        long[] sorted = sorted(byRecord);
        for (int round = 0; round < rounds; round++) {
            int[] crowded = crowdedRecords(sorted);
            if (crowded.length == 0) {
                break;
            }
            Set<String> found = crowdedKeys(sorted, byRecord);
            if (!hotKeys.addAll(found)) {
                break;
            }
            keys = BlockingKeys.compile(schema, hotKeys);
            hash(records, keys, rule, byRecord, crowded);
            sorted = sorted(byRecord);
        }
        int[] offsets = new int[records.size() + 1];
        for (int i = 0; i < byRecord.length; i++) {
            offsets[i + 1] = offsets[i] + byRecord[i].length;
        }
        long[] hashes = new long[offsets[records.size()]];
        for (int i = 0; i < byRecord.length; i++) {
            System.arraycopy(byRecord[i], 0, hashes, offsets[i], byRecord[i].length);
        }
        return new RuleIndex(schema.blocking().get(rule).name(), offsets, hashes, sorted, hotKeys.size() - hotBefore);
    }

    private static void hash(List<PersonRecord> records, BlockingKeys keys, int rule, long[][] byRecord, int[] which) {
        IntFunction<long[]> hashes = i -> keys.keys(records.get(i), rule).stream()
                .mapToLong(KeyHash::of)
                .boxed()
                .sorted(Long::compareUnsigned)
                .mapToLong(Long::longValue)
                .distinct()
                .toArray();
        Arrays.stream(which).parallel().forEach(i -> byRecord[i] = hashes.apply(i));
    }

    /** One word for each key of each record, the hash's high bits and the position; ascending. */
    private static long[] sorted(long[][] byRecord) {
        long[] words =
                new long[Arrays.stream(byRecord).mapToInt(keys -> keys.length).sum()];
        int next = 0;
        for (int i = 0; i < byRecord.length; i++) {
            for (long hash : byRecord[i]) {
                words[next++] = (hash & ~POSITION_MASK) | i;
            }
        }
        Arrays.parallelSort(words);
        return words;
    }

    private static int blockEnd(long[] sorted, int from) {
        long block = sorted[from] >> POSITION_BITS;
        int to = from + 1;
        while (to < sorted.length && sorted[to] >> POSITION_BITS == block) {
            to++;
        }
        return to;
    }

    private static int[] crowdedRecords(long[] sorted) {
        IntStream.Builder crowded = IntStream.builder();
        for (int from = 0, to; from < sorted.length; from = to) {
            to = blockEnd(sorted, from);
            if (to - from > BLOCK_MAX) {
                for (int i = from; i < to; i++) {
                    crowded.add((int) (sorted[i] & POSITION_MASK));
                }
            }
        }
        return crowded.build().distinct().toArray();
    }

    private static Set<String> crowdedKeys(long[] sorted, long[][] byRecord) {
        Set<String> hot = new HashSet<>();
        for (int from = 0, to; from < sorted.length; from = to) {
            to = blockEnd(sorted, from);
            if (to - from > BLOCK_MAX) {
                int member = (int) (sorted[from] & POSITION_MASK);
                long block = sorted[from] >> POSITION_BITS;
                for (long hash : byRecord[member]) {
                    if (hash >> POSITION_BITS == block) {
                        hot.add(KeyHash.text(hash));
                    }
                }
            }
        }
        return hot;
    }

    private static long addChunks(int rule, long[] sorted, List<Chunk> chunks) {
        long leftOut = 0;
        long pairs = 0;
        int start = 0;
        for (int from = 0, to; from < sorted.length; from = to) {
            to = blockEnd(sorted, from);
            long size = to - from;
            pairs += Math.min(size, WINDOW) * (size - 1) / 2;
            leftOut += size > WINDOW ? (size - WINDOW) * (size - WINDOW - 1) / 2 : 0;
            if (pairs >= CHUNK_PAIRS || to == sorted.length) {
                chunks.add(new Chunk(rule, start, to));
                start = to;
                pairs = 0;
            }
        }
        return leftOut;
    }

    /** How many pieces the work falls into; their order is the order of the result. */
    public int chunkCount() {
        return chunks.size();
    }

    /** Visits the pairs of one piece. Pieces may be visited at the same time by different threads. */
    public void visit(int chunk, Visitor visitor) {
        Chunk work = chunks.get(chunk);
        RuleIndex index = rules.get(work.rule());
        long[] sorted = index.sorted();
        for (int from = work.from(), to; from < work.to(); from = to) {
            to = blockEnd(sorted, from);
            long block = sorted[from] >> POSITION_BITS;
            for (int i = from; i < to; i++) {
                int a = (int) (sorted[i] & POSITION_MASK);
                int last = Math.min(to, i + WINDOW);
                for (int j = i + 1; j < last; j++) {
                    int b = (int) (sorted[j] & POSITION_MASK);
                    int mask = a == b ? 0 : rulesIfFirst(work.rule(), block, a, b);
                    if (mask != 0) {
                        visitor.pair(a, b, mask);
                    }
                }
            }
        }
    }

    /** The rules that find the pair, or 0 if it is visited under another rule or another key of this rule. */
    private int rulesIfFirst(int rule, long block, int a, int b) {
        for (int earlier = 0; earlier < rule; earlier++) {
            if (rules.get(earlier).shares(a, b)) {
                return 0;
            }
        }
        int shared = rules.get(rule).firstShared(a, b);
        if (shared < 0 || rules.get(rule).hashes()[shared] >> POSITION_BITS != block) {
            return 0;
        }
        int mask = 1 << rule;
        for (int later = rule + 1; later < rules.size(); later++) {
            mask |= rules.get(later).shares(a, b) ? 1 << later : 0;
        }
        return mask;
    }

    /** Digests of the keys that were refined, those known before included. */
    public Set<String> hotKeys() {
        return hotKeys;
    }

    /**
     * @param pairsByRule pairs that each rule found, by position
     * @param newPairsByRule those visited under each rule
     */
    public BlockingStatistics statistics(long[] pairsByRule, long[] newPairsByRule) {
        List<BlockingStatistics.Rule> statistics = new ArrayList<>();
        for (int rule = 0; rule < rules.size(); rule++) {
            RuleIndex index = rules.get(rule);
            long blocks = 0;
            int largest = 0;
            for (int from = 0, to; from < index.sorted().length; from = to) {
                to = blockEnd(index.sorted(), from);
                blocks += to - from > 1 ? 1 : 0;
                largest = Math.max(largest, to - from);
            }
            long withKey = IntStream.range(0, index.offsets().length - 1)
                    .filter(i -> index.offsets()[i + 1] > index.offsets()[i])
                    .count();
            statistics.add(new BlockingStatistics.Rule(
                    index.name(),
                    withKey,
                    blocks,
                    largest,
                    index.refinedKeys(),
                    pairsByRule[rule],
                    newPairsByRule[rule]));
        }
        return new BlockingStatistics(statistics, Arrays.stream(newPairsByRule).sum(), leftOutPairs);
    }
}
