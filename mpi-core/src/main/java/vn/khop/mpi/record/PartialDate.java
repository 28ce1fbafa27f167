package vn.khop.mpi.record;

import java.time.LocalDate;
import java.time.YearMonth;
import java.util.OptionalInt;
import vn.khop.reference.LunarYears;

/**
 * A date known to the year, the month or the day.
 *
 * @param year 1850 to 2399
 * @param month 1 to 12, or 0 where unknown
 * @param day 1 to 31, or 0 where unknown; 0 if the month is
 * @param minute of the day, 0 to 1439, or -1 where unknown. Known for some newborn children, and what tells twins apart
 */
public record PartialDate(int year, int month, int day, int minute) implements FieldValue, Comparable<PartialDate> {
    private static final int YEAR_MIN = 1850;
    private static final int YEAR_MAX = 2399;

    /** How much of the date is known. */
    public enum Precision {
        YEAR,
        MONTH,
        DAY
    }

    /**
     * @throws IllegalArgumentException if no calendar has such a date; the message names the bound, not the date
     */
    public PartialDate {
        if (!isPossible(year, month, day) || minute < -1 || minute >= 24 * 60) {
            throw new IllegalArgumentException("impossible date: expected a year from " + YEAR_MIN + " to " + YEAR_MAX
                    + ", a month and day that the calendar has (0 = unknown), a minute from 0 to 1439 (-1 = unknown)");
        }
    }

    /** A date without time of day; month and day may be 0. */
    public static PartialDate of(int year, int month, int day) {
        return new PartialDate(year, month, day, -1);
    }

    /** Whether {@link #of} would accept the parts. */
    public static boolean isPossible(int year, int month, int day) {
        if (year < YEAR_MIN || year > YEAR_MAX || month < 0 || month > 12 || day < 0 || (month == 0 && day != 0)) {
            return false;
        }
        if (day == 0) {
            return true;
        }
        return day <= 28 || day <= YearMonth.of(year, month).lengthOfMonth();
    }

    public Precision precision() {
        return month == 0 ? Precision.YEAR : day == 0 ? Precision.MONTH : Precision.DAY;
    }

    /** 1 January: as often a default for "only the year is known" as a birthday. */
    public boolean isDefaultDay() {
        return month == 1 && day == 1;
    }

    /** The lunar year by the solar year in which it began, one less before Tết; empty unless the day is known. */
    public OptionalInt lunarYear() {
        return precision() == Precision.DAY
                ? OptionalInt.of(LunarYears.of(LocalDate.of(year, month, day)))
                : OptionalInt.empty();
    }

    /**
     * Whether one of the two is the other with the lunar year in place of the solar one: 1984 or 15/01/1984 for 15/01/1985, six
     * days before Tết. The day and month must agree where both are known; the default 1 January is not known.
     */
    public boolean differsByLunarYear(PartialDate other) {
        return isLunarFormOf(other) || other.isLunarFormOf(this);
    }

    private boolean isLunarFormOf(PartialDate solar) {
        boolean isOneLess = year == solar.year - 1;
        if (!isOneLess || solar.lunarYear().orElse(solar.year) != year) {
            return false;
        }
        return precision() == Precision.YEAR
                || isDefaultDay()
                || (month == solar.month && (day == 0 || day == solar.day));
    }

    /** yyyymmdd as one number, unknown parts 00: 19850000. Orders as the date does. */
    public int packed() {
        return year * 10_000 + month * 100 + day;
    }

    /** The reverse of {@link #packed}, without time of day. */
    public static PartialDate ofPacked(int packed) {
        return of(packed / 10_000, packed / 100 % 100, packed % 100);
    }

    /** Minute of the day, where known. */
    public OptionalInt minuteOfDay() {
        return minute < 0 ? OptionalInt.empty() : OptionalInt.of(minute);
    }

    @Override
    public int compareTo(PartialDate other) {
        int byDate = Integer.compare(packed(), other.packed());
        return byDate != 0 ? byDate : Integer.compare(minute, other.minute);
    }

    /** 1985, 1985-07 or 1985-07-21: as much as is known, the form that FHIR takes. */
    public String isoText() {
        return switch (precision()) {
            case YEAR -> Integer.toString(year);
            case MONTH -> year + twoDigits(month);
            case DAY -> year + twoDigits(month) + twoDigits(day);
        };
    }

    private static String twoDigits(int number) {
        return (number < 10 ? "-0" : "-") + number;
    }

    @Override
    public <R> R fold(Cases<R> cases) {
        return cases.date(this);
    }
}
