package vn.khop.mpi.pack;

/** How often each long was met, by open addressing, no object for any. For one thread. */
public final class LongCounts {
    private long[] values = new long[16];
    private int[] counts = new int[16];
    private int size;

    /** Receives what was counted. */
    @FunctionalInterface
    public interface Sink {
        void accept(long value, int count);
    }

    /** Meets a value once more. */
    public void add(long value) {
        int slot = slotOf(value);
        if (counts[slot]++ == 0) {
            values[slot] = value;
            size++;
            if (size * 5L > counts.length * 3L) {
                grow();
            }
        }
    }

    /** Every value that was met, in no particular order. */
    public void forEach(Sink sink) {
        for (int slot = 0; slot < counts.length; slot++) {
            if (counts[slot] != 0) {
                sink.accept(values[slot], counts[slot]);
            }
        }
    }

    private int slotOf(long value) {
        int mask = counts.length - 1;
        int slot = (int) (value * 0x9e3779b97f4a7c15L >>> 32) & mask;
        while (counts[slot] != 0 && values[slot] != value) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private void grow() {
        long[] oldValues = values;
        int[] oldCounts = counts;
        values = new long[oldValues.length * 2];
        counts = new int[values.length];
        for (int i = 0; i < oldCounts.length; i++) {
            if (oldCounts[i] != 0) {
                int slot = slotOf(oldValues[i]);
                values[slot] = oldValues[i];
                counts[slot] = oldCounts[i];
            }
        }
    }
}
