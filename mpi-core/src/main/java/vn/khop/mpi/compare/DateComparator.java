package vn.khop.mpi.compare;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.khop.mpi.record.PartialDate;
import vn.khop.mpi.record.PersonRecord;

/** Birth dates. 1 January and a bare year are what systems write when only the year is known, so they agree on the year only. */
final class DateComparator extends FieldComparator<DateComparator.Feature> {
    static final List<String> LEVELS = List.of(
            "exact", "swapped", "near", "year-and-default", "same-year", "near-year", "differs", "generation-apart");
    private static final int EXACT = 0;
    private static final int SWAPPED = 1;
    private static final int NEAR = 2;
    private static final int YEAR_AND_DEFAULT = 3;
    private static final int SAME_YEAR = 4;
    private static final int NEAR_YEAR = 5;
    private static final int DIFFERS = 6;
    private static final int GENERATION_APART = 7;

    private static final int GENERATION_YEARS = 13;
    private static final int NEAR_YEARS = 2;
    private static final int NEAR_DAYS = 2;

    private final String field;

    DateComparator(String field) {
        this.field = field;
    }

    /**
     * @param isFull whether the day is known and not the default
     * @param epochDay days since 1970, where full
     */
    record Feature(int year, int month, int day, boolean isFull, long epochDay) {}

    @Override
    @Nullable
    Feature prepare(PersonRecord record) {
        return record.value(field, PartialDate.class)
                .map(DateComparator::feature)
                .orElse(null);
    }

    private static Feature feature(PartialDate date) {
        boolean isFull = date.precision() == PartialDate.Precision.DAY && !date.isDefaultDay();
        long epochDay =
                isFull ? LocalDate.of(date.year(), date.month(), date.day()).toEpochDay() : 0;
        return new Feature(date.year(), date.month(), date.day(), isFull, epochDay);
    }

    @Override
    int level(Feature a, Feature b) {
        int years = Math.abs(a.year() - b.year());
        if (a.isFull() && b.isFull()) {
            if (years == 0 && a.month() == b.month() && a.day() == b.day()) {
                return EXACT;
            }
            if (years == 0 && a.month() == b.day() && a.day() == b.month()) {
                return SWAPPED;
            }
            if (Math.abs(a.epochDay() - b.epochDay()) <= NEAR_DAYS || isOneDigitOff(a, b)) {
                return NEAR;
            }
        } else if (years == 0) {
            return YEAR_AND_DEFAULT;
        }
        if (years == 0) {
            return SAME_YEAR;
        }
        return years <= NEAR_YEARS ? NEAR_YEAR : years < GENERATION_YEARS ? DIFFERS : GENERATION_APART;
    }

    /** One digit of yyyymmdd replaced, or two neighbours of one part exchanged. */
    private static boolean isOneDigitOff(Feature a, Feature b) {
        int parts = (a.year() == b.year() ? 0 : 1) + (a.month() == b.month() ? 0 : 1) + (a.day() == b.day() ? 0 : 1);
        if (parts != 1) {
            return false;
        }
        return a.year() != b.year()
                ? isOneDigitOff(a.year(), b.year())
                : isOneDigitOff(a.month() * 100 + a.day(), b.month() * 100 + b.day());
    }

    private static boolean isOneDigitOff(int a, int b) {
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
