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
    private final int width;
    private final int[] sorted;

    private CodeSet(int width, int[] sorted) {
        this.width = width;
        this.sorted = sorted;
    }

    /** The set without codes, of that width. */
    public static CodeSet empty(int width) {
        return new CodeSet(width, new int[0]);
    }

    /**
     * @throws IllegalArgumentException if a code is not exactly {@code width} digits; the message gives it
     */
    public static CodeSet of(int width, Collection<String> codes) {
        return ofNumbers(width, codes.stream().mapToInt(code -> number(width, code)));
    }

    /** The union of several sets of one width. */
    public static CodeSet union(int width, Collection<CodeSet> sets) {
        return ofNumbers(width, sets.stream().flatMapToInt(set -> Arrays.stream(set.sorted)));
    }

    static CodeSet ofNumbers(int width, IntStream numbers) {
        return new CodeSet(width, numbers.sorted().distinct().toArray());
    }

    private static int number(int width, String code) {
        if (code.length() != width || !code.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new IllegalArgumentException("code '" + code + "', expected " + width + " digits");
        }
        return Integer.parseInt(code);
    }

    public int size() {
        return sorted.length;
    }

    public boolean isEmpty() {
        return sorted.length == 0;
    }

    /** False for a code that is not of this width. */
    public boolean contains(String code) {
        return code.length() == width
                && code.chars().allMatch(c -> c >= '0' && c <= '9')
                && Arrays.binarySearch(sorted, Integer.parseInt(code)) >= 0;
    }

    /** Whether both sets share a code; linear in their sizes. Sets of different widths share none. */
    public boolean intersects(CodeSet other) {
        return sharedCount(other, 1) > 0;
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
        return other instanceof CodeSet set && width == set.width && Arrays.equals(sorted, set.sorted);
    }

    @Override
    public int hashCode() {
        return 31 * width + Arrays.hashCode(sorted);
    }

    @Override
    public String toString() {
        return codes().toString();
    }
}
