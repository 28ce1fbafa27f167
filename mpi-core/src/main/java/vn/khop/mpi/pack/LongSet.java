package vn.khop.mpi.pack;

import java.util.Arrays;

/** A set of longs by open addressing: 16 to 27 bytes a member, no object for any. Not for threads that write at the same time. */
public final class LongSet {
    private long[] slots = new long[16];
    private boolean hasZero;
    private int size;

    /** Whether the value was not in here before. */
    public boolean add(long value) {
        if (value == 0) {
            boolean isNew = !hasZero;
            hasZero = true;
            return isNew;
        }
        int slot = slotOf(value);
        if (slots[slot] != 0) {
            return false;
        }
        slots[slot] = value;
        size++;
        if (size * 5L > slots.length * 3L) {
            grow();
        }
        return true;
    }

    public boolean contains(long value) {
        return value == 0 ? hasZero : slots[slotOf(value)] != 0;
    }

    public int size() {
        return size + (hasZero ? 1 : 0);
    }

    public boolean isEmpty() {
        return size() == 0;
    }

    /** The members, ascending. */
    public long[] sorted() {
        long[] sorted = new long[size()];
        int next = 0;
        if (hasZero) {
            next++;
        }
        for (long value : slots) {
            if (value != 0) {
                sorted[next++] = value;
            }
        }
        Arrays.sort(sorted);
        return sorted;
    }

    /** Where the value stands, or the free slot where it would. */
    private int slotOf(long value) {
        int mask = slots.length - 1;
        long mixed = value * 0x9e3779b97f4a7c15L;
        int slot = (int) (mixed >>> 32) & mask;
        while (slots[slot] != 0 && slots[slot] != value) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private void grow() {
        long[] old = slots;
        slots = new long[old.length * 2];
        for (long value : old) {
            if (value != 0) {
                slots[slotOf(value)] = value;
            }
        }
    }
}
