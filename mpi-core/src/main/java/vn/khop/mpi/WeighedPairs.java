package vn.khop.mpi;

import java.util.Arrays;
import vn.khop.mpi.pack.Words;

/** A growing list of pairs, each with its levels and its match weight: 24 bytes a pair. */
final class WeighedPairs {
    private long[] keys;
    private long[] levels;
    private double[] bits;
    private int size;

    WeighedPairs(int capacity) {
        keys = new long[capacity];
        levels = new long[capacity];
        bits = new double[capacity];
    }

    /** One number for two records, in either order; never negative. */
    static long key(int a, int b) {
        return (long) Math.min(a, b) << Integer.SIZE | Math.max(a, b);
    }

    static int a(long key) {
        return (int) (key >>> Integer.SIZE);
    }

    static int b(long key) {
        return (int) key;
    }

    /**
     * @param key as {@link #key}
     * @param level one level for each comparison, as {@link vn.khop.mpi.compare.ComparisonVector#packed}
     */
    void add(long key, long level, double weightBits) {
        if (size == keys.length) {
            room(size + 1);
        }
        keys[size] = key;
        levels[size] = level;
        bits[size++] = weightBits;
    }

    void addAll(WeighedPairs other) {
        room(size + other.size);
        System.arraycopy(other.keys, 0, keys, size, other.size);
        System.arraycopy(other.levels, 0, levels, size, other.size);
        System.arraycopy(other.bits, 0, bits, size, other.size);
        size += other.size;
    }

    private void room(int needed) {
        if (needed > keys.length) {
            int capacity = Math.max(needed, keys.length + (keys.length >> 1));
            keys = Arrays.copyOf(keys, capacity);
            levels = Arrays.copyOf(levels, capacity);
            bits = Arrays.copyOf(bits, capacity);
        }
    }

    int size() {
        return size;
    }

    long key(int place) {
        return keys[place];
    }

    long levels(int place) {
        return levels[place];
    }

    double bits(int place) {
        return bits[place];
    }

    /** The same pairs in the order of their keys; equal ones stay in the order in which they were added. */
    WeighedPairs sorted() {
        // By the first record in one go; the pairs of one record are few.
        Words order = new Words(size);
        for (int place = 0; place < size; place++) {
            order.add(Words.of(a(keys[place]), place));
        }
        order.sort();
        WeighedPairs sorted = new WeighedPairs(size);
        for (int i = 0; i < size; i++) {
            sorted.insert(this, Words.record(order.get(i)));
        }
        return sorted;
    }

    private void insert(WeighedPairs from, int place) {
        int at = size;
        add(from.keys[place], from.levels[place], from.bits[place]);
        for (; at > 0 && keys[at - 1] > from.keys[place]; at--) {
            keys[at] = keys[at - 1];
            levels[at] = levels[at - 1];
            bits[at] = bits[at - 1];
        }
        keys[at] = from.keys[place];
        levels[at] = from.levels[place];
        bits[at] = from.bits[place];
    }
}
