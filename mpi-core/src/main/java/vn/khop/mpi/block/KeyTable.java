package vn.khop.mpi.block;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import vn.khop.mpi.pack.PackedRows;

/**
 * The key parts of many records, as hashes: what the {@link BlockingRules} of a model need to know who is whose candidate. A row
 * has marks first, and an int for each part, 0 where the record does not have it. Records are known by their position.
 *
 * <p>Positions are reserved by one thread; different threads may then fill different positions.
 */
public final class KeyTable {
    /** Which parts have several values, as bits. */
    private static final int SEVERAL = 0;

    /** How often each rule's key is refined, 2 bits a rule, in two ints. */
    private static final int DEPTHS = 1;

    /** Where the values are of parts that have several. */
    private static final int FURTHER = 3;

    /** Where the parts start. */
    static final int PARTS = 4;

    /** In a list of the values of the parts that have several: part and count, then the values, ascending. */
    private static final int PART_SHIFT = 24;

    private static final int COUNT_MASK = (1 << PART_SHIFT) - 1;

    private final int parts;
    private final PackedRows rows;
    private final List<int[]> further = new ArrayList<>();

    KeyTable(int parts) {
        this.parts = parts;
        this.rows = new PackedRows(PARTS + parts);
    }

    /** As {@link PackedRows#inWholePages}. */
    public void inWholePages() {
        rows.inWholePages();
    }

    /** Makes room for more records and gives the position of the first. Not while others read. */
    public int reserve(int count) {
        return rows.reserve(count);
    }

    public int size() {
        return rows.size();
    }

    /** Puts the records into another order; as {@link PackedRows#reorder}. */
    public void reorder(int[] from) {
        rows.reorder(from);
    }

    /** Ints of a row. */
    int width() {
        return rows.width();
    }

    /**
     * Copies the rows of a block's records one behind the other.
     *
     * @param into is used if it is large enough
     */
    int[] copy(Blocks blocks, int block, int[] into) {
        int width = rows.width();
        int size = blocks.size(block);
        int[] copy = into.length >= size * width ? into : new int[2 * size * width];
        for (int i = 0; i < size; i++) {
            int record = blocks.record(block, i);
            System.arraycopy(rows.page(record), rows.offset(record), copy, i * width, width);
        }
        return copy;
    }

    int[] page(int record) {
        return rows.page(record);
    }

    int offset(int record) {
        return rows.offset(record);
    }

    /**
     * @param values for each part its values, different ones; the smallest of each stands in the row
     */
    void put(int record, int[][] values) {
        rows.clear(record);
        int[] page = rows.page(record);
        int at = rows.offset(record);
        int more = 0;
        for (int part = 0; part < parts; part++) {
            if (values[part].length > 1) {
                Arrays.sort(values[part]);
                page[at + SEVERAL] |= 1 << part;
                more += 1 + values[part].length;
            }
            page[at + PARTS + part] = values[part].length == 0 ? KeyHash.MISSING : values[part][0];
        }
        if (more > 0) {
            int[] list = new int[more];
            int next = 0;
            for (int part = 0; part < parts; part++) {
                if (values[part].length > 1) {
                    list[next] = part << PART_SHIFT | values[part].length;
                    System.arraycopy(values[part], 0, list, next + 1, values[part].length);
                    next += 1 + values[part].length;
                }
            }
            page[at + FURTHER] = keep(list);
        }
    }

    private int keep(int[] list) {
        synchronized (further) {
            further.add(list);
            return further.size();
        }
    }

    /** Which parts have several values, as bits. */
    static int several(int[] page, int at) {
        return page[at + SEVERAL];
    }

    /** The smallest value of a part; {@link KeyHash#MISSING} if the record does not have it. */
    static int first(int[] page, int at, int part) {
        return page[at + PARTS + part];
    }

    /** All values of a part; none if the record does not have it. */
    int[] values(int[] page, int at, int part) {
        int first = first(page, at, part);
        if (first == KeyHash.MISSING) {
            return NONE;
        }
        if ((several(page, at) >> part & 1) == 0) {
            return new int[] {first};
        }
        int[] list = furtherOf(page, at);
        int from = start(list, part);
        return Arrays.copyOfRange(list, from, from + (list[from - 1] & COUNT_MASK));
    }

    /** The smallest hash of a part that both records have; {@link KeyHash#MISSING} if they share none. */
    int smallestShared(int[] x, int i, int[] y, int j, int part) {
        int a = first(x, i, part);
        int b = first(y, j, part);
        if (a == b || a == KeyHash.MISSING || b == KeyHash.MISSING) {
            return a == b ? a : KeyHash.MISSING;
        }
        int[] listX = (several(x, i) >> part & 1) == 0 ? NONE : furtherOf(x, i);
        int[] listY = (several(y, j) >> part & 1) == 0 ? NONE : furtherOf(y, j);
        int nextX = listX == NONE ? 0 : start(listX, part);
        int nextY = listY == NONE ? 0 : start(listY, part);
        int endX = listX == NONE ? 0 : nextX + (listX[nextX - 1] & COUNT_MASK);
        int endY = listY == NONE ? 0 : nextY + (listY[nextY - 1] & COUNT_MASK);
        // The first values were looked at; each step passes the smaller one.
        while (a != b) {
            if (a < b) {
                if (++nextX >= endX) {
                    return KeyHash.MISSING;
                }
                a = listX[nextX];
            } else {
                if (++nextY >= endY) {
                    return KeyHash.MISSING;
                }
                b = listY[nextY];
            }
        }
        return a;
    }

    private static final int[] NONE = {};

    /** Where the values of a part start. */
    private static int start(int[] list, int part) {
        int at = 0;
        while (list[at] >>> PART_SHIFT != part) {
            at += 1 + (list[at] & COUNT_MASK);
        }
        return at + 1;
    }

    private int[] furtherOf(int[] page, int at) {
        int list = page[at + FURTHER];
        return list == 0 ? NONE : further.get(list - 1);
    }

    /** How often the record's key of a rule is refined; of a record with several keys the most. */
    static int depth(int[] page, int at, int rule) {
        return page[at + DEPTHS + (rule >> 4)] >>> 2 * (rule & 15) & 3;
    }

    void setDepth(int record, int rule, int depth) {
        int[] page = rows.page(record);
        int at = rows.offset(record) + DEPTHS + (rule >> 4);
        int shift = 2 * (rule & 15);
        page[at] = page[at] & ~(3 << shift) | depth << shift;
    }
}
