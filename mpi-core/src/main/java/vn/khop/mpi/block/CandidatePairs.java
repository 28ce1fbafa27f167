package vn.khop.mpi.block;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import vn.khop.mpi.pack.Words;

/**
 * All pairs of a file that share a blocking key, each once, rule by rule.
 *
 * <p>The keys of one rule are sorted, so that a block is a run of equal ones. A pair is visited under the first rule that finds
 * it. A block of more records than a limit makes its key hot: the key is refined, and the refined key again, as often as the rule
 * allows. The limit is the largest one of {@link #LIMITS} that keeps the file within its budget of pairs, so that the work grows
 * with the records and not with their square.
 *
 * <p>Which pairs are visited does not depend on the number of threads; their order does.
 */
public final class CandidatePairs {
    /** Records under one key before it is refined: 400 records make 79,800 pairs. */
    private static final int[] LIMITS = {400, 200, 100, 50, 25};

    /** Pairs for each record, those that several rules find counted again. */
    private static final long BUDGET_RECORD = 150;

    /** Whatever the budget, so many pairs are a second's work. */
    private static final long BUDGET_MIN = 2_000_000;

    /** Records of a block that no refinement made smaller and that are still compared all with all. */
    private static final int WINDOW = 4000;

    private static final long CHUNK_PAIRS = 50_000;

    private final BlockingRules rules;
    private final KeyTable table;
    private final int limit;
    private final Blocks[] blocks;
    private final int[] refinedKeys;
    private final AtomicLongArray pairsByRule;
    private final AtomicLongArray newPairsByRule;
    private final BlockingStatistics.Rule[] statistics;
    private final long pairs;
    private long leftOut;

    private CandidatePairs(
            BlockingRules rules, KeyTable table, int limit, Blocks[] blocks, int[] refinedKeys, long pairs) {
        this.rules = rules;
        this.table = table;
        this.limit = limit;
        this.blocks = blocks;
        this.refinedKeys = refinedKeys;
        this.pairs = pairs;
        pairsByRule = new AtomicLongArray(rules.ruleCount());
        newPairsByRule = new AtomicLongArray(rules.ruleCount());
        statistics = new BlockingStatistics.Rule[rules.ruleCount()];
    }

    /** Receives pairs, from one thread; {@code a < b}. */
    public interface Visitor {
        void pair(int a, int b);

        /** No more pairs come. */
        default void end() {}
    }

    /**
     * Finds the hot keys of a file and the blocks of all others.
     *
     * @param rules keeps the hot keys that are found beside those that it knows
     */
    public static CandidatePairs find(BlockingRules rules, KeyTable table) {
        long budget = Math.max(BUDGET_MIN, BUDGET_RECORD * table.size());
        int[] refinedKeys = new int[rules.ruleCount()];
        int last = LIMITS.length - 1;
        for (int i = 0; ; i++) {
            long pairs = 0;
            Blocks[] blocks = new Blocks[rules.ruleCount()];
            for (int rule = 0; rule < blocks.length; rule++) {
                blocks[rule] = new Blocks();
                pairs += refine(rules, table, rule, LIMITS[i], blocks[rule], refinedKeys);
                blocks[rule].trim();
            }
            if (pairs <= budget || i == last) {
                return new CandidatePairs(rules, table, LIMITS[i], blocks, refinedKeys, pairs);
            }
        }
    }

    /** Refines the rule's keys that more records share than the limit says; gives the pairs that its blocks make then. */
    private static long refine(
            BlockingRules rules, KeyTable table, int rule, int limit, Blocks blocks, int[] refinedKeys) {
        Words words = rules.words(table, rule);
        long pairs = 0;
        while (words.size() > 0) {
            List<int[]> crowded = new ArrayList<>();
            for (int from = 0, to; from < words.size(); from = to) {
                to = words.blockEnd(from);
                long size = to - from;
                if (size > limit) {
                    crowded.add(new int[] {from, to});
                } else {
                    pairs += size * (size - 1) / 2;
                    blocks.add(words, from, to);
                }
            }
            Words next = new Words(16);
            for (int[] block : crowded) {
                long size = block[1] - block[0];
                int added = heat(rules, table, rule, words, block[0], block[1], next);
                refinedKeys[rule] += added;
                if (added == 0) {
                    pairs += Math.min(size, WINDOW) * (size - 1) / 2;
                    blocks.add(words, block[0], block[1]);
                }
            }
            next.sort();
            words = next;
        }
        return pairs;
    }

    /**
     * Makes the keys of a block hot and adds the refined keys of its records to {@code next}.
     *
     * @return how many keys became hot; 0 if they cannot be refined any more
     */
    private static int heat(BlockingRules rules, KeyTable table, int rule, Words words, int from, int to, Words next) {
        int half = Words.key(words.get(from));
        int[] added = new int[1];
        for (int i = from; i < to; i++) {
            rules.keys(table, Words.record(words.get(i)), rule, (key, depth) -> {
                if (BlockingRules.half(key) == half && rules.canRefine(rule, depth) && rules.addHot(rule, key)) {
                    added[0]++;
                }
            });
        }
        if (added[0] > 0) {
            for (int i = from; i < to; i++) {
                int record = Words.record(words.get(i));
                rules.measureDepth(table, record, rule);
                rules.keys(table, record, rule, (key, depth) -> {
                    if (depth > 0) {
                        next.add(Words.of(BlockingRules.half(key), record));
                    }
                });
            }
        }
        return added[0];
    }

    /** Records under one key before it was refined. */
    public int limit() {
        return limit;
    }

    /** Pairs of all blocks; one that several rules find counts again. */
    public long pairs() {
        return pairs;
    }

    /** Visits all pairs, on all cores. */
    public void visit(Supplier<Visitor> visitors) {
        visit(1, visitors);
    }

    /**
     * Visits the pairs of a sample of the blocks: each block is in it with probability 1 / {@code sampling}, drawn by its key, so
     * that each pair is.
     *
     * @param visitors makes one for each piece of the work; different ones are used by different threads at the same time
     */
    public void visit(int sampling, Supplier<Visitor> visitors) {
        leftOut = 0;
        for (int rule = 0; rule < blocks.length; rule++) {
            List<int[]> chunks = chunks(rule, sampling);
            int visited = rule;
            pairsByRule.set(rule, 0);
            newPairsByRule.set(rule, 0);
            IntStream.range(0, chunks.size()).parallel().forEach(chunk -> {
                Visitor visitor = visitors.get();
                visit(visited, chunks.get(chunk), visitor);
                visitor.end();
            });
        }
    }

    /** The blocks of a rule's sample in pieces of about as much work. */
    private List<int[]> chunks(int rule, int sampling) {
        Blocks all = blocks[rule];
        List<int[]> chunks = new ArrayList<>();
        int[] chunk = new int[all.count()];
        int next = 0;
        long pairs = 0;
        long count = 0;
        int largest = 0;
        for (int block = 0; block < all.count(); block++) {
            if (all.key(block) % sampling != 0) {
                continue;
            }
            long size = all.size(block);
            count++;
            largest = Math.max(largest, all.size(block));
            pairs += Math.min(size, WINDOW) * (size - 1) / 2;
            leftOut += size > WINDOW ? (size - WINDOW) * (size - WINDOW - 1) / 2 : 0;
            chunk[next++] = block;
            if (pairs >= CHUNK_PAIRS) {
                chunks.add(Arrays.copyOf(chunk, next));
                next = 0;
                pairs = 0;
            }
        }
        chunks.add(Arrays.copyOf(chunk, next));
        statistics[rule] =
                new BlockingStatistics.Rule(rules.name(rule), all.keyed(), count, largest, refinedKeys[rule], 0, 0);
        return chunks;
    }

    /* The rows of a block are copied side by side first: they lie anywhere in the table, and fetching them one after the other
     * lets the memory work on many at once, while each pair's fetch would wait for the last. */
    private void visit(int rule, int[] chunk, Visitor visitor) {
        Blocks all = blocks[rule];
        int width = table.width();
        int[] rows = new int[64 * width];
        long pairs = 0;
        long newPairs = 0;
        for (int block : chunk) {
            rows = table.copy(all, block, rows);
            int size = all.size(block);
            for (int i = 0; i < size; i++) {
                int a = all.record(block, i);
                int x = i * width;
                int last = Math.min(size, i + WINDOW);
                for (int j = i + 1; j < last; j++) {
                    int y = j * width;
                    if (rules.hasSeveralKeys(rows, x, rows, y, rule)
                            && rules.oneSharedKey(table, rows, x, rows, y, rule) != all.key(block)) {
                        continue;
                    }
                    pairs++;
                    if (!rules.isFoundBefore(table, rows, x, rows, y, rule)) {
                        newPairs++;
                        visitor.pair(a, all.record(block, j));
                    }
                }
            }
        }
        pairsByRule.addAndGet(rule, pairs);
        newPairsByRule.addAndGet(rule, newPairs);
    }

    /** What the last visit cost; of a sample, the sample's. */
    public BlockingStatistics statistics() {
        List<BlockingStatistics.Rule> all = new ArrayList<>();
        long compared = 0;
        for (int rule = 0; rule < statistics.length; rule++) {
            BlockingStatistics.Rule of = statistics[rule];
            all.add(new BlockingStatistics.Rule(
                    of.name(),
                    of.recordsWithKey(),
                    of.blocks(),
                    of.largestBlock(),
                    of.refinedKeys(),
                    pairsByRule.get(rule),
                    newPairsByRule.get(rule)));
            compared += newPairsByRule.get(rule);
        }
        return new BlockingStatistics(all, compared, leftOut);
    }
}
