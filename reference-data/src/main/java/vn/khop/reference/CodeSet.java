package vn.khop.reference;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;

/**
 * An immutable sorted set of numeric codes of one width (2 for provinces, 3 for districts, 5 for communes), cheap to
 * intersect. The codes are text everywhere else: {@link #codes()} gives them back zero-padded.
 */
public final class CodeSet {
    /** So few codes are looked for one by one; more of them by one pass over both sets. */
    private static final int FEW = 4;

    private final int width;
    private final int[] sorted;
    private final int hash;

    private CodeSet(int width, int[] sorted) {
        this.width = width;
        this.sorted = sorted;
        hash = 31 * width + Arrays.hashCode(sorted);
    }

    /** The set without codes, of that width. */
    public static CodeSet empty(int width) {
        return new CodeSet(width, new int[0]);
    }

    /**
     * @throws IllegalArgumentException if a code is not exactly {@code width} digits; the message gives it
     */
    public static CodeSet of(int width, Collection<String> codes) {
        int[] numbers = new int[codes.size()];
        int n = 0;
        for (String code : codes) {
            numbers[n++] = number(width, code);
        }
        return new CodeSet(width, sortedDistinct(numbers));
    }

    /**
     * As {@link #of}, of codes as numbers.
     *
     * @throws IllegalArgumentException if a number has more than {@code width} digits or is negative; the message gives it
     */
    public static CodeSet ofNumbers(int width, int... numbers) {
        int bound = 1;
        for (int i = 0; i < width; i++) {
            bound *= 10;
        }
        for (int number : numbers) {
            if (number < 0 || number >= bound) {
                throw new IllegalArgumentException("code " + number + ", expected " + width + " digits");
            }
        }
        return new CodeSet(width, sortedDistinct(numbers.clone()));
    }

    /** The union of several sets of one width. */
    public static CodeSet union(int width, Collection<CodeSet> sets) {
        int size = 0;
        for (CodeSet set : sets) {
            size += set.sorted.length;
        }
        int[] numbers = new int[size];
        int n = 0;
        for (CodeSet set : sets) {
            System.arraycopy(set.sorted, 0, numbers, n, set.sorted.length);
            n += set.sorted.length;
        }
        return new CodeSet(width, sortedDistinct(numbers));
    }

    private static int[] sortedDistinct(int[] numbers) {
        Arrays.sort(numbers);
        int n = 0;
        for (int i = 0; i < numbers.length; i++) {
            if (i == 0 || numbers[i] != numbers[i - 1]) {
                numbers[n++] = numbers[i];
            }
        }
        return n == numbers.length ? numbers : Arrays.copyOf(numbers, n);
    }

    private static int number(int width, String code) {
        if (!isCode(width, code)) {
            throw new IllegalArgumentException("code '" + code + "', expected " + width + " digits");
        }
        return Integer.parseInt(code);
    }

    private static boolean isCode(int width, String code) {
        if (code.length() != width) {
            return false;
        }
        for (int i = 0; i < width; i++) {
            if (code.charAt(i) < '0' || code.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    /** Digits of each code. */
    public int width() {
        return width;
    }

    public int size() {
        return sorted.length;
    }

    public boolean isEmpty() {
        return sorted.length == 0;
    }

    /** False for a code that is not of this width. */
    public boolean contains(String code) {
        return isCode(width, code) && Arrays.binarySearch(sorted, Integer.parseInt(code)) >= 0;
    }

    /** Whether the code of that number is in the set. */
    public boolean contains(int code) {
        return sorted.length == 1 ? sorted[0] == code : Arrays.binarySearch(sorted, code) >= 0;
    }

    /** Whether both sets share a code. Sets of different widths share none. */
    public boolean intersects(CodeSet other) {
        if (width != other.width) {
            return false;
        }
        if (sorted.length == 1 && other.sorted.length == 1) {
            return sorted[0] == other.sorted[0];
        }
        int[] few = sorted.length <= other.sorted.length ? sorted : other.sorted;
        int[] many = sorted.length <= other.sorted.length ? other.sorted : sorted;
        if (few.length > FEW || few.length == many.length) {
            return sharedCount(other, 1) > 0;
        }
        for (int code : few) {
            if (Arrays.binarySearch(many, code) >= 0) {
                return true;
            }
        }
        return false;
    }

    /** How many codes both sets share. */
    public int sharedCount(CodeSet other) {
        return sharedCount(other, Integer.MAX_VALUE);
    }

    private int sharedCount(CodeSet other, int enough) {
        if (width != other.width) {
            return 0;
        }
        int shared = 0;
        for (int i = 0, j = 0; i < sorted.length && j < other.sorted.length && shared < enough; ) {
            int difference = Integer.compare(sorted[i], other.sorted[j]);
            shared += difference == 0 ? 1 : 0;
            i += difference <= 0 ? 1 : 0;
            j += difference >= 0 ? 1 : 0;
        }
        return shared;
    }

    /** The codes as numbers, ascending: the same order as the text, and what packed indexes store. */
    public IntStream numbers() {
        return Arrays.stream(sorted);
    }

    /** The codes as text, ascending, each of the full width. */
    public List<String> codes() {
        return Arrays.stream(sorted).mapToObj(this::text).toList();
    }

    private String text(int number) {
        String digits = Integer.toString(number);
        return "0".repeat(width - digits.length()) + digits;
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || (other instanceof CodeSet set
                        && hash == set.hash
                        && width == set.width
                        && Arrays.equals(sorted, set.sorted));
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return codes().toString();
    }
}
