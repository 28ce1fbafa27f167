package vn.khop.mpi.compare;

import java.util.Arrays;

/**
 * Short lists of ints behind one another, so that reading one waits for memory once. A list is where its number says, in one page.
 * One thread adds at a time; others may read lists that they know the numbers of.
 */
final class Lists {
    private static final int UNIT_BITS = 2;
    private static final int UNIT = 1 << UNIT_BITS;
    private static final int PAGE_BITS = 12;
    private static final int PAGE_MASK = (1 << PAGE_BITS) - 1;
    private static final int PAGE = UNIT << PAGE_BITS;
    private static final int FIRST_PAGE = 16 * UNIT;

    /** Numbers stand in 24 bits of a row, one of them for the sign. */
    private static final int PAGES_MAX = 1 << 23 - PAGE_BITS;

    /** Volatile: a thread may read a list while another one keeps more. */
    private volatile int[][] pages = {};

    private int count;
    private int used;

    /**
     * Keeps a list; not for lists of more than {@value #PAGE} ints.
     *
     * @return its number, which {@link #page} and {@link #start} are asked with; not negative
     */
    synchronized int keep(int[] list) {
        if (count == 0 || used + list.length > PAGE) {
            if (count == PAGES_MAX) {
                throw new IllegalStateException("more than " + ((long) PAGES_MAX << PAGE_BITS)
                        + " further values in records that have several in one field; link the file in parts");
            }
            pages = Arrays.copyOf(pages, count + 1);
            pages[count++] = new int[count == 1 ? FIRST_PAGE : PAGE];
            used = 0;
        }
        int[] page = pages[count - 1];
        if (used + list.length > page.length) {
            page = Arrays.copyOf(page, Math.min(PAGE, Math.max(2 * page.length, used + list.length)));
        }
        System.arraycopy(list, 0, page, used, list.length);
        int number = (count - 1) << PAGE_BITS | used >> UNIT_BITS;
        used += list.length + UNIT - 1 & -UNIT;
        int[][] written = pages;
        written[count - 1] = page;
        // The volatile write behind it shows others what was written.
        pages = written;
        return number;
    }

    /** Where a list is; not to be changed by who does not own it. */
    int[] page(int number) {
        return pages[number >> PAGE_BITS];
    }

    /** From where on, in its page. */
    static int start(int number) {
        return (number & PAGE_MASK) << UNIT_BITS;
    }
}
