package vn.khop.mpi.compare;

import java.util.List;
import vn.khop.mpi.model.TermTable;

/**
 * The numbers of one record in a few ints of its row: its first number with the marks
 * and the weight that the comparator gives it, and where the further numbers are, if there are any.
 */
final class NumberSlots {
    /** Ints of a row. */
    static final int WIDTH = 4;

    private static final int PRESENT = 1;
    private static final int TEXT = 2;
    private static final int MARK_BITS = 6;
    private static final int MARK_SHIFT = 2;
    private static final int MARK_MASK = (1 << MARK_BITS) - 1;
    private static final int LIST_SHIFT = MARK_SHIFT + MARK_BITS;

    /** On a further number: another one stands behind it. */
    private static final int FOLLOWED = 1 << LIST_SHIFT;

    /** No further number. */
    static final int END = -1;

    private NumberSlots() {}

    /**
     * @param marks what the comparator notes of it, in 6 bits
     */
    record Entry(String number, int marks) {}

    /** Whether each record has one number only. */
    static boolean isSingle(int[] x, int i, int[] y, int j) {
        return x[i] >> LIST_SHIFT == 0 && y[j] >> LIST_SHIFT == 0;
    }

    static void write(List<Entry> entries, Lexicon words, int[] row, int at) {
        if (entries.isEmpty()) {
            return;
        }
        int list = Lexicon.NONE;
        if (entries.size() > 1) {
            int[] further = new int[(entries.size() - 1) * WIDTH];
            for (int i = 1; i < entries.size(); i++) {
                write(entries.get(i), words, further, (i - 1) * WIDTH);
                further[(i - 1) * WIDTH] |= i < entries.size() - 1 ? FOLLOWED : 0;
            }
            list = words.keep(further);
        }
        write(entries.get(0), words, row, at);
        row[at] |= list << LIST_SHIFT;
    }

    private static void write(Entry entry, Lexicon words, int[] row, int at) {
        long digits = Digits.pack(entry.number());
        boolean isText = digits == Digits.NONE;
        long value = isText ? words.idOf(entry.number()) : digits;
        row[at] = PRESENT | (isText ? TEXT : 0) | (entry.marks() & MARK_MASK) << MARK_SHIFT;
        row[at + 1] = (int) (value >>> Integer.SIZE);
        row[at + 2] = (int) value;
    }

    static float weight(int[] row, int at) {
        return Float.intBitsToFloat(row[at + 3]);
    }

    /** What counts a number: equal for equal ones, within one lexicon. */
    static long term(int[] row, int at) {
        return (row[at] & TEXT) == 0 ? value(row, at) : (long) row[at + 2] << 4;
    }

    /** The number of a {@link #term}. */
    static String termText(Lexicon words, long term) {
        return (term & 15) != 0 ? Digits.text(term) : words.text((int) (term >> 4));
    }

    /** Gives every number of a record its weight. */
    static void weigh(Lexicon words, int[] row, int at, TermTable table) {
        row[at + 3] = Float.floatToIntBits((float) table.bits(text(words, row, at)));
        int[] further = furtherPage(words, row, at);
        for (int a = firstFurther(row, at); a != END; a = next(further, a)) {
            further[a + 3] = Float.floatToIntBits((float) table.bits(text(words, further, a)));
        }
    }

    /** Where the further numbers of a record are; the row itself if there are none. */
    static int[] furtherPage(Lexicon words, int[] row, int at) {
        int list = row[at] >> LIST_SHIFT;
        return list == Lexicon.NONE ? row : words.page(list);
    }

    /** The place of the first further number in its page, or {@link #END}. */
    static int firstFurther(int[] row, int at) {
        int list = row[at] >> LIST_SHIFT;
        return list == Lexicon.NONE ? END : Lexicon.start(list);
    }

    /** The place of the number after a further one, or {@link #END}. */
    static int next(int[] page, int at) {
        return page[at] >= FOLLOWED ? at + WIDTH : END;
    }

    static int marks(int[] row, int at) {
        return row[at] >>> MARK_SHIFT & MARK_MASK;
    }

    static boolean isSame(int[] x, int i, int[] y, int j) {
        return x[i + 2] == y[j + 2] && x[i + 1] == y[j + 1] && ((x[i] ^ y[j]) & TEXT) == 0;
    }

    static boolean isWithinOneEdit(Lexicon words, int[] x, int i, int[] y, int j) {
        return ((x[i] | y[j]) & TEXT) == 0
                ? Digits.isWithinOneEdit(value(x, i), value(y, j))
                : Distance.isWithinOneEdit(text(words, x, i), text(words, y, j));
    }

    private static long value(int[] row, int at) {
        return (long) row[at + 1] << Integer.SIZE | row[at + 2] & 0xffffffffL;
    }

    /** The number as it was written. */
    static String text(Lexicon words, int[] row, int at) {
        return (row[at] & TEXT) == 0 ? Digits.text(value(row, at)) : words.text(row[at + 2]);
    }

    /** How a pair of single numbers compares; smaller is stronger, and nothing is stronger than 0. */
    @FunctionalInterface
    interface Pairwise {
        int of(int[] x, int i, int[] y, int j);
    }

    /** The strongest answer over all pairs of numbers; after a 0 no further pair is asked. */
    static int best(Lexicon words, int[] x, int i, int[] y, int j, Pairwise pairwise) {
        int best = pairwise.of(x, i, y, j);
        if (best == 0 || isSingle(x, i, y, j)) {
            return best;
        }
        int[] pageX = furtherPage(words, x, i);
        int[] pageY = furtherPage(words, y, j);
        int firstY = firstFurther(y, j);
        for (int b = firstY; b != END && best != 0; b = next(pageY, b)) {
            best = Math.min(best, pairwise.of(x, i, pageY, b));
        }
        for (int a = firstFurther(x, i); a != END && best != 0; a = next(pageX, a)) {
            best = Math.min(best, pairwise.of(pageX, a, y, j));
            for (int b = firstY; b != END && best != 0; b = next(pageY, b)) {
                best = Math.min(best, pairwise.of(pageX, a, pageY, b));
            }
        }
        return best;
    }
}
