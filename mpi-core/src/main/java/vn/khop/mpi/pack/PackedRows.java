package vn.khop.mpi.pack;

import java.util.Arrays;

/**
 * Rows of ints of one width, in pages of 4,096 rows; a row never spans two pages. Rows are known by their position.
 *
 * <p>Positions are {@linkplain #reserve reserved} by one thread; different threads may then write different rows, and go on while
 * further ones are reserved if the rows stand {@linkplain #inWholePages in whole pages}.
 */
public final class PackedRows {
    private static final int PAGE_BITS = 12;
    private static final int PAGE_ROWS = 1 << PAGE_BITS;
    private static final int PAGE_MASK = PAGE_ROWS - 1;

    private final int width;

    /** Volatile: a thread that fills one page may read here while another thread makes room for further ones. */
    private volatile int[][] pages = new int[4][];

    private int size;
    private boolean isInWholePages;

    /**
     * @param width ints of a row, at least 1
     */
    public PackedRows(int width) {
        this.width = width;
    }

    /**
     * Gives even a few rows a whole page, which then never moves: rows may be written while others are reserved. To be called
     * before the first row is reserved.
     */
    public void inWholePages() {
        isInWholePages = true;
    }

    /** Makes room for more rows, all zero, and gives the position of the first. Not while others read. */
    public int reserve(int count) {
        int from = size;
        size += count;
        int pageCount = size + PAGE_MASK >>> PAGE_BITS;
        if (pageCount > pages.length) {
            pages = Arrays.copyOf(pages, Math.max(pageCount, pages.length * 2));
        }
        for (int page = from >>> PAGE_BITS; page < pageCount; page++) {
            int present = pages[page] == null ? 0 : pages[page].length / width;
            int needed = Math.min(PAGE_ROWS, size - (page << PAGE_BITS));
            if (present < needed) {
                // A store of a few records stays small; what grows gets whole pages.
                int rows = page > 0 || isInWholePages ? PAGE_ROWS : Math.min(PAGE_ROWS, Math.max(needed, 2 * present));
                pages[page] = present == 0 ? new int[rows * width] : Arrays.copyOf(pages[page], rows * width);
            }
        }
        return from;
    }

    /** How many rows were reserved. */
    public int size() {
        return size;
    }

    /** Ints of a row. */
    public int width() {
        return width;
    }

    /** The array that holds the row, from {@link #offset} on. */
    public int[] page(int row) {
        return pages[row >>> PAGE_BITS];
    }

    /** Where the row starts in its {@link #page}. */
    public int offset(int row) {
        return (row & PAGE_MASK) * width;
    }

    /** Makes all ints of a row zero. */
    public void clear(int row) {
        int offset = offset(row);
        Arrays.fill(page(row), offset, offset + width, 0);
    }

    /**
     * Puts the rows into another order, in place.
     *
     * @param from for each position the one whose row is to stand there; a permutation
     */
    public void reorder(int[] from) {
        int[] kept = new int[width];
        boolean[] isDone = new boolean[size];
        for (int start = 0; start < size; start++) {
            if (isDone[start] || from[start] == start) {
                continue;
            }
            System.arraycopy(page(start), offset(start), kept, 0, width);
            int to = start;
            while (from[to] != start) {
                System.arraycopy(page(from[to]), offset(from[to]), page(to), offset(to), width);
                isDone[to] = true;
                to = from[to];
            }
            System.arraycopy(kept, 0, page(to), offset(to), width);
            isDone[to] = true;
        }
    }
}
