package vn.khop.mpi.compare;

/**
 * How far two short texts are apart, in single edits, a swap of neighbours counting as one. Names and streets of a million records are
 * compared some ten million times, nearly all of them as ASCII letters without marks: of these many cells of the table are counted at once.
 */
public final class Distance {
    private static final int UNKNOWN = -1;

    private Distance() {}

    /**
     * Whether at most one letter must be replaced, added, dropped, or exchanged with its neighbour. Symmetric; true for equal
     * texts. Source: Damerau (1964), with the bound of one.
     */
    public static boolean isWithinOneEdit(String a, String b) {
        if (a.length() > b.length()) {
            return isWithinOneEdit(b, a);
        }
        int shorter = a.length();
        int longer = b.length();
        if (longer - shorter > 1) {
            return false;
        }
        int start = 0;
        while (start < shorter && a.charAt(start) == b.charAt(start)) {
            start++;
        }
        int end = 0;
        while (end < shorter - start && a.charAt(shorter - 1 - end) == b.charAt(longer - 1 - end)) {
            end++;
        }
        int left = shorter - start - end;
        int right = longer - start - end;
        return right <= 1
                || (left == 2
                        && right == 2
                        && a.charAt(start) == b.charAt(start + 1)
                        && a.charAt(start + 1) == b.charAt(start));
    }

    /**
     * Edits between two texts, a swap of neighbours counting as one (optimal string alignment), but never more than {@code
     * max + 1}. Symmetric; 0 for equal texts.
     */
    public static int edits(CharSequence a, CharSequence b, int max) {
        if (Math.abs(a.length() - b.length()) > max) {
            return max + 1;
        }
        int edits = a.length() <= Long.SIZE ? editsByBits(a, b, max) : UNKNOWN;
        return edits == UNKNOWN ? editsByTable(a, b, max) : edits;
    }

    /** Where each ASCII letter of a text stands, as bits; all 0 between two uses. */
    private static final ThreadLocal<long[]> POSITIONS = ThreadLocal.withInitial(() -> new long[128]);

    /**
     * All cells of a column at once, as bits of a long. Source: H. Hyyrö, A bit-vector algorithm for computing Levenshtein and
     * Damerau edit distances, Nordic Journal of Computing 10 (2003).
     *
     * @param a at most 64 letters
     * @return {@link #UNKNOWN} if a letter is not ASCII
     */
    private static int editsByBits(CharSequence a, CharSequence b, int max) {
        int n = a.length();
        int m = b.length();
        if (n == 0) {
            return Math.min(m, max + 1);
        }
        long[] positions = POSITIONS.get();
        for (int i = 0; i < n; i++) {
            if (a.charAt(i) >= 128) {
                clear(positions, a, i);
                return UNKNOWN;
            }
            positions[a.charAt(i)] |= 1L << i;
        }
        long last = 1L << (n - 1);
        long up = -1;
        long down = 0;
        long diagonal = 0;
        long before = 0;
        int edits = n;
        for (int j = 0; j < m; j++) {
            char c = b.charAt(j);
            if (c >= 128) {
                edits = UNKNOWN;
                break;
            }
            long same = positions[c];
            long swap = (~diagonal & same) << 1 & before;
            diagonal = ((same & up) + up ^ up) | same | down | swap;
            long right = down | ~(diagonal | up);
            long left = diagonal & up;
            edits += (right & last) != 0 ? 1 : 0;
            edits -= (left & last) != 0 ? 1 : 0;
            if (edits - (m - 1 - j) > max) {
                edits = max + 1;
                break;
            }
            right = right << 1 | 1;
            left <<= 1;
            up = left | ~(diagonal | right);
            down = right & diagonal;
            before = same;
        }
        clear(positions, a, n);
        return Math.min(edits, max + 1);
    }

    private static void clear(long[] positions, CharSequence text, int length) {
        for (int i = 0; i < length; i++) {
            positions[text.charAt(i)] = 0;
        }
    }

    /** Any letters, any length: three rows of the table. */
    private static int editsByTable(CharSequence a, CharSequence b, int max) {
        int n = a.length();
        int m = b.length();
        int[] before = new int[m + 1];
        int[] previous = new int[m + 1];
        int[] current = new int[m + 1];
        for (int j = 0; j <= m; j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= n; i++) {
            current[0] = i;
            int best = i;
            for (int j = 1; j <= m; j++) {
                int cost = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                int edits = Math.min(Math.min(current[j - 1], previous[j]) + 1, previous[j - 1] + cost);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    edits = Math.min(edits, before[j - 2] + 1);
                }
                current[j] = edits;
                best = Math.min(best, edits);
            }
            if (best > max) {
                return max + 1;
            }
            int[] free = before;
            before = previous;
            previous = current;
            current = free;
        }
        return Math.min(previous[m], max + 1);
    }

    /** Whether 1 - edits / length of the longer is at least {@code min}: 1 for equal texts, 0 with nothing in common. */
    static boolean isSimilar(String a, String b, double min) {
        int longer = Math.max(a.length(), b.length());
        int max = (int) Math.floor((1 - min) * longer + 1e-9);
        return edits(a, b, max) <= max;
    }
}
