package vn.khop.mpi.record;

import java.util.Optional;
import vn.khop.reference.Sex;

/**
 * A personal identification number taken apart: three digits for the place where the birth was registered, one for century
 * and sex, two for the year, six without meaning. No check digit is published.
 *
 * <p>What it says is evidence, not truth: a number may be mistyped, cancelled, re-issued, or somebody else's.
 *
 * @param number 12 digits
 */
public record CitizenNumber(String number) {
    /**
     * @throws IllegalArgumentException if the number is not 12 digits
     */
    public CitizenNumber {
        if (!isTwelveDigits(number)) {
            throw new IllegalArgumentException("a citizen number has 12 digits");
        }
    }

    /** The number's parts, unless it is not 12 digits. */
    public static Optional<CitizenNumber> parse(String number) {
        return isTwelveDigits(number) ? Optional.of(new CitizenNumber(number)) : Optional.empty();
    }

    private static boolean isTwelveDigits(String number) {
        if (number.length() != 12) {
            return false;
        }
        for (int i = 0; i < 12; i++) {
            if (number.charAt(i) < '0' || number.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    /** Place of birth registration, 3 digits: a code of its own list, not today's province code. */
    public String placeCode() {
        return number.substring(0, 3);
    }

    /** Even digit male, odd digit female. */
    public Sex sex() {
        return (number.charAt(3) - '0') % 2 == 0 ? Sex.MALE : Sex.FEMALE;
    }

    /** 1900 to 2399. */
    public int birthYear() {
        return 1900 + (number.charAt(3) - '0') / 2 * 100 + (number.charAt(4) - '0') * 10 + (number.charAt(5) - '0');
    }

    @Override
    public String toString() {
        return "CitizenNumber[...]";
    }
}
