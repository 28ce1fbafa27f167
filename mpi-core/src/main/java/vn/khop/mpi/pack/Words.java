package vn.khop.mpi.pack;

import java.util.Arrays;

/** A growing array of longs that can be sorted by their upper halves: a key and the record that has it, in one long. */
public final class Words {
    private static final int DIGIT_BITS = 11;
    private static final int DIGITS = 1 << DIGIT_BITS;

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
     * Sorts by key, unsigned; words of one key stay in the order in which they were added. Radix sort, three passes over 11 bits
     * each, then equal neighbours are dropped.
     */
    public void sort() {
        long[] from = words;
        long[] to = new long[size];
        for (int shift = Integer.SIZE; shift < Long.SIZE; shift += DIGIT_BITS) {
            int[] starts = new int[DIGITS + 1];
            for (int i = 0; i < size; i++) {
                starts[(int) (from[i] >>> shift & DIGITS - 1) + 1]++;
            }
            for (int digit = 0; digit < DIGITS; digit++) {
                starts[digit + 1] += starts[digit];
            }
            for (int i = 0; i < size; i++) {
                to[starts[(int) (from[i] >>> shift & DIGITS - 1)]++] = from[i];
            }
            long[] free = from;
            from = to;
            to = free;
        }
        words = from;
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (kept == 0 || words[i] != words[kept - 1]) {
                words[kept++] = words[i];
            }
        }
        size = kept;
    }
}
