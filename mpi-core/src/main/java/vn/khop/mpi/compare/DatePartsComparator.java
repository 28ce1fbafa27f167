package vn.khop.mpi.compare;

import java.util.List;
import vn.khop.mpi.record.PersonRecord;

/**
 * Birth dates where any part may be wrong, or several: as {@link DateComparator}, and levels of their own for a birthday that
 * agrees in another year, and for a date that is wrong in two digits or off by a little in several parts. It does not tell
 * generations apart.
 */
final class DatePartsComparator extends FieldComparator {
    static final List<String> LEVELS = List.of(
            "exact",
            "swapped",
            "near",
            "year-and-default",
            "day-near-year",
            "same-day",
            "similar",
            "same-year",
            "near-year",
            "differs");
    private static final int NEAR = LEVELS.indexOf("near");
    private static final int DAY_NEAR_YEAR = LEVELS.indexOf("day-near-year");
    private static final int SAME_DAY = LEVELS.indexOf("same-day");
    private static final int SIMILAR = LEVELS.indexOf("similar");
    /** What it does not tell apart counts as the next level that it does. */
    private static final int[] OWN_LEVELS = DateComparator.LEVELS.stream()
            .mapToInt(level -> level.equals("generation-apart")
                    ? LEVELS.size() - 1
                    : LEVELS.indexOf(level.equals("lunar-year") ? "near-year" : level))
            .toArray();

    /** Years are mistaken by a few oftener than by many, and two strangers are seldom of one age. */
    private static final int NEAR_YEARS = 10;

    private static final int WRONG_DIGITS_MAX = 2;
    private static final int DECADE = 10;
    private static final int NEAR_DAYS = 3;

    private final DateComparator dates;

    DatePartsComparator(String field) {
        dates = new DateComparator(field);
    }

    @Override
    int width() {
        return dates.width();
    }

    @Override
    void encode(PersonRecord record, Lexicon words, int[] row, int at) {
        dates.encode(record, words, row, at);
    }

    @Override
    int level(Lexicon words, int[] x, int i, int[] y, int j) {
        return level(x[i], y[j]);
    }

    private static int level(int a, int b) {
        int level = OWN_LEVELS[DateComparator.level(a, b)];
        if (level <= NEAR || !DateComparator.isFull(a) || !DateComparator.isFull(b)) {
            return level;
        }
        int years = Math.abs(DateComparator.year(a) - DateComparator.year(b));
        if (DateComparator.monthAndDay(a) == DateComparator.monthAndDay(b)) {
            return years <= NEAR_YEARS ? DAY_NEAR_YEAR : SAME_DAY;
        }
        return wrongDigits(a, b) <= WRONG_DIGITS_MAX || isOffByLittle(a, b, years) ? SIMILAR : level;
    }

    private static int wrongDigits(int a, int b) {
        int wrong = 0;
        for (int x = a, y = b; x > 0 || y > 0; x /= 10, y /= 10) {
            wrong += x % 10 == y % 10 ? 0 : 1;
        }
        return wrong;
    }

    /** The same year, the next or one a decade off; at most the next month, at most a few days. */
    private static boolean isOffByLittle(int a, int b, int years) {
        int x = DateComparator.monthAndDay(a);
        int y = DateComparator.monthAndDay(b);
        return (years <= 1 || years == DECADE)
                && Math.abs(x / 100 - y / 100) <= 1
                && Math.abs(x % 100 - y % 100) <= NEAR_DAYS;
    }
}
