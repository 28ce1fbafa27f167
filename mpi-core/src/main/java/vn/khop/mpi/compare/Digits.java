package vn.khop.mpi.compare;

/**
 * Numbers of up to 15 digits as one long, compared without taking them apart: four bits a digit, the first digit on top, the
 * length in the lowest four bits. Leading zeros count.
 */
final class Digits {
    /** The answer of {@link #pack} for what is not 1 to 15 digits. */
    static final long NONE = 0;

    private static final int DIGITS_MAX = 15;
    private static final long LENGTH_MASK = 15;

    private Digits() {}

    static long pack(String text) {
        int length = text.length();
        if (length == 0 || length > DIGITS_MAX) {
            return NONE;
        }
        long packed = 0;
        for (int i = 0; i < length; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return NONE;
            }
            packed |= (long) digit << (60 - 4 * i);
        }
        return packed | length;
    }

    static String text(long packed) {
        int length = (int) (packed & LENGTH_MASK);
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append((char) ('0' + (packed >>> (60 - 4 * i) & 15)));
        }
        return text.toString();
    }

    /** As {@link Distance#isWithinOneEdit} of the texts. */
    static boolean isWithinOneEdit(long a, long b) {
        if (a == b) {
            return true;
        }
        int lengthA = (int) (a & LENGTH_MASK);
        int lengthB = (int) (b & LENGTH_MASK);
        if (lengthA != lengthB) {
            return lengthA < lengthB ? isOneDropped(b, a, lengthA) : isOneDropped(a, b, lengthB);
        }
        long difference = a ^ b;
        int first = Long.numberOfLeadingZeros(difference) >> 2;
        int last = 15 - (Long.numberOfTrailingZeros(difference) >> 2);
        return first == last
                || (last == first + 1 && digit(a, first) == digit(b, last) && digit(a, last) == digit(b, first));
    }

    private static boolean isOneDropped(long longer, long shorter, int length) {
        if ((longer & LENGTH_MASK) != length + 1) {
            return false;
        }
        long x = longer & ~LENGTH_MASK;
        long y = shorter & ~LENGTH_MASK;
        int first = Long.numberOfLeadingZeros(x ^ y) >> 2;
        return first >= length || x << 4 * (first + 1) == y << 4 * first;
    }

    private static long digit(long packed, int position) {
        return packed >>> (60 - 4 * position) & 15;
    }
}
