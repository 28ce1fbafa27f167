package vn.khop.mpi.record;

import java.util.List;

/**
 * One telephone number in national form.
 *
 * @param value the most likely number as dialled today: digits from the leading 0; for a number from abroad + and digits
 * @param kind what its prefix says today
 * @param candidates every number it may be today, the likeliest ({@code value}) first; more than one where an old landline
 *     number looks like a mobile number of today
 */
public record PhoneNumber(String value, Kind kind, List<String> candidates) {
    /** What a prefix says. */
    public enum Kind {
        MOBILE,
        LANDLINE,
        FOREIGN,
        /** Digits enough, no prefix in use. */
        UNKNOWN
    }

    /**
     * @throws IllegalArgumentException if the value is not the first candidate
     */
    public PhoneNumber {
        candidates = List.copyOf(candidates);
        if (candidates.isEmpty() || !candidates.get(0).equals(value)) {
            throw new IllegalArgumentException("the first candidate must be the number itself");
        }
    }

    /** A number with one reading. */
    public static PhoneNumber of(String value, Kind kind) {
        return new PhoneNumber(value, kind, List.of(value));
    }

    @Override
    public String toString() {
        return "PhoneNumber[" + kind + "]";
    }
}
