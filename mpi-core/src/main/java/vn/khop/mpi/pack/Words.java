package vn.khop.mpi.pack;

import java.util.Arrays;

/** A growing array of longs that can be sorted by their upper halves: a key and the record that has it, in one long. */
public final class Words {
    private static final int DIGIT_BITS = 8;
    private static final int DIGITS = 1 << DIGIT_BITS;

    /** So few words are put into order one by one. */
    private static final int FEW = 32;

    private long[] words;
    private int size;

    public Words(int capacity) {
        words = new long[Math.max(16, capacity)];
    }

    /** One word for a key and a record. */
    public static long of(int key, int record) {
        return (long) key << Integer.SIZE | record & 0xffffffffL;
    }

    /** The key of a word, as a bit pattern. */
    public static int key(long word) {
        return (int) (word >>> Integer.SIZE);
    }

    public static int record(long word) {
        return (int) word;
    }

    public void add(long word) {
        if (size == words.length) {
            words = Arrays.copyOf(words, size + (size >> 1));
        }
        words[size++] = word;
    }

    public int size() {
        return size;
    }

    public long get(int position) {
        return words[position];
    }

    /** Where the words of a key start, in sorted words; -1 if there are none. */
    public int find(int key) {
        long word = of(key, 0);
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Long.compareUnsigned(words[middle], word) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low < size && key(words[low]) == key ? low : -1;
    }

    /** Where the run of words of one key ends that starts at a position. */
    public int blockEnd(int from) {
        int key = key(words[from]);
        int to = from + 1;
        while (to < size && key(words[to]) == key) {
            to++;
        }
        return to;
    }

    /**
     * Sorts by key, unsigned; words of one key stay in the order in which they were added. Radix sort: by the first 8 bits into parts
     * that fit into the nearest caches, each part there by the other 24; then equal neighbours are dropped.
     */
    public void sort() {
        long[] parts = new long[size];
        int[] starts = scatter(words, parts, 0, size, Long.SIZE - DIGIT_BITS);
        for (int digit = 0; digit < DIGITS; digit++) {
            int from = digit == 0 ? 0 : starts[digit - 1];
            sortPart(parts, from, starts[digit]);
        }
        dropRepeated();
    }

    /** Moves one part of the words, all of one first digit, into its place in {@link #words}, sorted. */
    private void sortPart(long[] parts, int from, int to) {
        if (to - from > FEW) {
            scatter(parts, words, from, to, Integer.SIZE);
            scatter(words, parts, from, to, Integer.SIZE + DIGIT_BITS);
            scatter(parts, words, from, to, Integer.SIZE + 2 * DIGIT_BITS);
            return;
        }
        for (int i = from; i < to; i++) {
            long word = parts[i];
            int at = i;
            for (; at > from && Integer.compareUnsigned(key(words[at - 1]), key(word)) > 0; at--) {
                words[at] = words[at - 1];
            }
            words[at] = word;
        }
    }

    /**
     * Moves words into another array, by one digit, those of equal digits in the order in which they stand.
     *
     * @return where the words of each digit end
     */
    private static int[] scatter(long[] source, long[] target, int from, int to, int shift) {
        int[] next = new int[DIGITS];
        for (int i = from; i < to; i++) {
            next[(int) (source[i] >>> shift) & DIGITS - 1]++;
        }
        int start = from;
        for (int digit = 0; digit < DIGITS; digit++) {
            int count = next[digit];
            next[digit] = start;
            start += count;
        }
        for (int i = from; i < to; i++) {
            target[next[(int) (source[i] >>> shift) & DIGITS - 1]++] = source[i];
        }
        return next;
    }

    private void dropRepeated() {
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (kept == 0 || words[i] != words[kept - 1]) {
                words[kept++] = words[i];
            }
        }
        size = kept;
    }
}
