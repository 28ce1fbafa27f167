package vn.khop.mpi.compare;

import java.time.LocalDate;
import java.util.List;
import vn.khop.mpi.record.PartialDate;
import vn.khop.mpi.record.PersonRecord;

/**
 * Birth dates. 1 January and a bare year are what systems write when only the year is known, so they agree on the year only. Old
 * people know their lunar year, which is one less for who was born between 1 January and Tết: a level of its own, near-year where a
 * schema leaves it out.
 */
final class DateComparator extends FieldComparator {
    static final List<String> LEVELS = List.of(
            "exact",
            "swapped",
            "near",
            "year-and-default",
            "same-year",
            "lunar-year",
            "near-year",
            "differs",
            "generation-apart");
    private static final int EXACT = 0;
    private static final int SWAPPED = 1;
    private static final int NEAR = 2;
    private static final int YEAR_AND_DEFAULT = 3;
    private static final int SAME_YEAR = 4;
    private static final int LUNAR_YEAR = 5;
    private static final int NEAR_YEAR = 6;
    private static final int DIFFERS = 7;
    private static final int GENERATION_APART = 8;

    private static final int GENERATION_YEARS = 13;
    private static final int NEAR_YEARS = 2;
    private static final int NEAR_DAYS = 2;
    private static final int TET_LATEST = 221;

    private final String field;

    DateComparator(String field) {
        this.field = field;
    }

    @Override
    int width() {
        return 1;
    }

    @Override
    void encode(PersonRecord record, Lexicon words, int[] row, int at) {
        record.value(field, PartialDate.class).ifPresent(date -> row[at] = date.packed());
    }

    static int year(int date) {
        return date / 10_000;
    }

    static int monthAndDay(int date) {
        return date % 10_000;
    }

    /** Whether the day is known and not the default. */
    static boolean isFull(int date) {
        int monthAndDay = monthAndDay(date);
        return monthAndDay != 101 && monthAndDay % 100 != 0;
    }

    @Override
    int level(Lexicon words, int[] x, int i, int[] y, int j) {
        return level(x[i], y[j]);
    }

    static int level(int a, int b) {
        int years = Math.abs(year(a) - year(b));
        if (isFull(a) && isFull(b)) {
            if (a == b) {
                return EXACT;
            }
            if (years == 0 && isSwapped(monthAndDay(a), monthAndDay(b))) {
                return SWAPPED;
            }
            if (isNearDay(a, b) || isOneDigitOff(a, b)) {
                return NEAR;
            }
        } else if (years == 0) {
            return YEAR_AND_DEFAULT;
        }
        if (years == 0) {
            return SAME_YEAR;
        }
        if (years == 1 && isLunarSlip(Math.min(a, b), Math.max(a, b))) {
            return LUNAR_YEAR;
        }
        return years <= NEAR_YEARS ? NEAR_YEAR : years < GENERATION_YEARS ? DIFFERS : GENERATION_APART;
    }

    private static boolean isLunarSlip(int earlier, int later) {
        // Few pairs come further: no dates are made for the others.
        return isFull(later)
                && monthAndDay(later) <= TET_LATEST
                && PartialDate.ofPacked(earlier).differsByLunarYear(PartialDate.ofPacked(later));
    }

    private static boolean isSwapped(int a, int b) {
        return a / 100 == b % 100 && a % 100 == b / 100;
    }

    private static boolean isNearDay(int a, int b) {
        if (a / 100 == b / 100) {
            return Math.abs(a - b) <= NEAR_DAYS;
        }
        // Days of neighbouring months are at most this far apart as numbers where the earlier is one of a month's last.
        boolean isTurn = Math.min(a % 100, b % 100) <= NEAR_DAYS && Math.max(a % 100, b % 100) >= 27;
        return isTurn && Math.abs(epochDay(a) - epochDay(b)) <= NEAR_DAYS;
    }

    private static long epochDay(int date) {
        return LocalDate.of(year(date), monthAndDay(date) / 100, date % 100).toEpochDay();
    }

    /** One digit of yyyymmdd replaced, or two neighbours of one part exchanged. */
    private static boolean isOneDigitOff(int a, int b) {
        boolean isSameYear = year(a) == year(b);
        int x = monthAndDay(a);
        int y = monthAndDay(b);
        int parts = (isSameYear ? 0 : 1) + (x / 100 == y / 100 ? 0 : 1) + (x % 100 == y % 100 ? 0 : 1);
        if (parts != 1) {
            return false;
        }
        return isSameYear ? isNumberOneDigitOff(x, y) : isNumberOneDigitOff(year(a), year(b));
    }

    private static boolean isNumberOneDigitOff(int a, int b) {
        int wrong = 0;
        for (int x = a, y = b; x > 0 || y > 0; x /= 10, y /= 10) {
            wrong += x % 10 == y % 10 ? 0 : 1;
        }
        return wrong == 1 || (wrong == 2 && isNeighbourSwap(a, b));
    }

    private static boolean isNeighbourSwap(int a, int b) {
        for (int power = 1; power <= 1000; power *= 10) {
            int low = a / power % 10;
            int high = a / power / 10 % 10;
            if (a + (low - high) * power * 10 + (high - low) * power == b) {
                return true;
            }
        }
        return false;
    }
}
