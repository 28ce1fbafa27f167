package vn.khop.mpi.block;

import java.util.Arrays;
import vn.khop.mpi.pack.Words;

/** The blocks of one rule: for each key that several records have, the key as it stands in sort words, and those records. */
final class Blocks {
    private int[] keys = new int[16];
    private int[] ends = new int[16];
    private int[] records = new int[64];
    private int count;
    private long keyed;

    /** Adds the run of words of one key; of a key that one record has only the number is kept. */
    void add(Words words, int from, int to) {
        keyed += to - from;
        if (to - from == 1) {
            return;
        }
        int start = count == 0 ? 0 : ends[count - 1];
        if (count == keys.length) {
            keys = Arrays.copyOf(keys, grown(count));
            ends = Arrays.copyOf(ends, grown(count));
        }
        int end = start + to - from;
        if (end > records.length) {
            records = Arrays.copyOf(records, Math.max(end, grown(records.length)));
        }
        for (int word = from; word < to; word++) {
            records[start + word - from] = Words.record(words.get(word));
        }
        keys[count] = Words.key(words.get(from));
        ends[count++] = end;
    }

    private static int grown(int size) {
        return size + (size >> 1);
    }

    /** Gives back what was taken in advance. */
    void trim() {
        records = Arrays.copyOf(records, count == 0 ? 0 : ends[count - 1]);
        keys = Arrays.copyOf(keys, count);
        ends = Arrays.copyOf(ends, count);
    }

    int count() {
        return count;
    }

    /** Keys of records, those in here and those that no two records share. */
    long keyed() {
        return keyed;
    }

    int key(int block) {
        return keys[block];
    }

    int size(int block) {
        return ends[block] - start(block);
    }

    private int start(int block) {
        return block == 0 ? 0 : ends[block - 1];
    }

    /** The records of a block, ascending. */
    int record(int block, int place) {
        return records[start(block) + place];
    }
}
