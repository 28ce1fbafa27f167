package vn.khop.mpi.block;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import vn.khop.mpi.pack.LongSet;
import vn.khop.mpi.pack.Words;

/*
 * One sorted array of words (key and record) for each rule, made at once from all records there are, and a map for what came
 * since; when that has grown to an eighth, the array is made anew. A record that goes leaves its words behind: whoever asks
 * knows which records are there.
 *
 * A key that too many records come to share is refined then and there, as in a batch: its records get their longer keys in the
 * map, and nobody asks for the old key again.
 */
/**
 * Finds the records that share a blocking key with one record. Who is found is what {@link CandidatePairs} would have found with the
 * same hot keys. Not safe for threads that write while others read.
 */
public final class CandidateIndex {
    private static final int DELTA_MIN = 10_000;
    private static final int DELTA_SHARE = 8;

    private final BlockingRules rules;
    private final KeyTable table;
    private final int limit;
    private final Words[] base;
    private final Map<Integer, int[]>[] delta;
    private final int[] deltaSize;

    /**
     * Takes all records of the table.
     *
     * @param rules knows the table's hot keys, and learns those that come up later
     * @param limit records under one key before it is refined
     */
    @SuppressWarnings({"unchecked", "rawtypes"})
    public CandidateIndex(BlockingRules rules, KeyTable table, int limit) {
        this.rules = rules;
        this.table = table;
        this.limit = limit;
        base = new Words[rules.ruleCount()];
        delta = new Map[rules.ruleCount()];
        deltaSize = new int[rules.ruleCount()];
        for (int rule = 0; rule < base.length; rule++) {
            base[rule] = rules.words(table, rule);
            delta[rule] = new HashMap<>();
        }
    }

    /** Makes a record of the table, which was filled in since, one that can be found. */
    public void add(int record) {
        rules.refine(table, record);
        for (int rule = 0; rule < base.length; rule++) {
            int of = rule;
            rules.keys(table, record, rule, (key, depth) -> add(of, key, depth, record));
            if (deltaSize[rule] > Math.max(DELTA_MIN, base[rule].size() / DELTA_SHARE)) {
                base[rule] = rules.words(table, rule);
                delta[rule].clear();
                deltaSize[rule] = 0;
            }
        }
    }

    private void add(int rule, long key, int depth, int record) {
        int half = BlockingRules.half(key);
        put(rule, half, record);
        if (!rules.canRefine(rule, depth) || blockSize(rule, half) <= limit) {
            return;
        }
        rules.addHot(rule, key);
        int[] members = new int[blockSize(rule, half)];
        int[] next = new int[1];
        find(rule, half, member -> members[next[0]++] = member);
        for (int member : members) {
            rules.measureDepth(table, member, rule);
            rules.keys(table, member, rule, (refined, refinedDepth) -> {
                if (refinedDepth > depth) {
                    put(rule, BlockingRules.half(refined), member);
                }
            });
        }
    }

    private void put(int rule, int half, int record) {
        int[] block = delta[rule].get(half);
        if (block == null) {
            delta[rule].put(half, new int[] {1, record});
        } else {
            int[] grown = block[0] + 1 == block.length ? Arrays.copyOf(block, block.length * 2) : block;
            grown[++grown[0]] = record;
            delta[rule].put(half, grown);
        }
        deltaSize[rule]++;
    }

    private int blockSize(int rule, int half) {
        int from = base[rule].find(half);
        int inBase = from < 0 ? 0 : base[rule].blockEnd(from) - from;
        int[] block = delta[rule].get(half);
        return inBase + (block == null ? 0 : block[0]);
    }

    private void find(int rule, int half, IntConsumer sink) {
        Words words = base[rule];
        int from = words.find(half);
        if (from >= 0) {
            int to = words.blockEnd(from);
            for (int i = from; i < to; i++) {
                sink.accept(Words.record(words.get(i)));
            }
        }
        int[] block = delta[rule].get(half);
        for (int i = 1; block != null && i <= block[0]; i++) {
            sink.accept(block[i]);
        }
    }

    /**
     * Names the records that share a key with one of another table, all records of a key at once, each key once; records that are gone come too. The keys are those that were
     * hot from the start: not where some were refined since.
     */
    public void findByKey(KeyTable probes, int probe, Consumer<int[]> sink) {
        for (int rule = 0; rule < base.length; rule++) {
            int of = rule;
            LongSet seen = new LongSet();
            rules.keys(probes, probe, rule, (key, depth) -> {
                if (seen.add(key)) {
                    sink.accept(members(of, key));
                }
            });
        }
    }

    /** Words hold half a key: whoever has another one with the same half is left out. */
    private int[] members(int rule, long key) {
        int half = BlockingRules.half(key);
        int[] members = new int[blockSize(rule, half)];
        int[] next = new int[1];
        find(rule, half, member -> {
            if (rules.hasKey(table, member, rule, key)) {
                members[next[0]++] = member;
            }
        });
        return next[0] == members.length ? members : Arrays.copyOf(members, next[0]);
    }

    /**
     * Names the records that share a key with one of another table; one that shares several keys comes several times, and records
     * that are gone come too.
     */
    public void find(KeyTable probes, int probe, IntConsumer sink) {
        for (int rule = 0; rule < base.length; rule++) {
            int of = rule;
            rules.keys(probes, probe, rule, (key, depth) -> find(of, BlockingRules.half(key), sink));
        }
    }
}
