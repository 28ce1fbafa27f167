package vn.khop.mpi.compare;

import java.util.List;
import vn.khop.mpi.record.PersonRecord;

/**
 * Birth dates where any part may be wrong: as {@link DateComparator}, and a birthday that agrees in a year that does not is a
 * level of its own. It does not tell generations apart, so it is for schemas without households.
 */
final class DatePartsComparator extends FieldComparator {
    static final List<String> LEVELS =
            List.of("exact", "swapped", "near", "year-and-default", "same-day", "same-year", "near-year", "differs");
    private static final int SAME_DAY = LEVELS.indexOf("same-day");
    private static final int[] OWN_LEVELS = DateComparator.LEVELS.stream()
            .mapToInt(level -> level.equals("generation-apart") ? LEVELS.size() - 1 : LEVELS.indexOf(level))
            .toArray();
    private static final int NEAR = LEVELS.indexOf("near");

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
        int a = x[i];
        int b = y[j];
        int level = OWN_LEVELS[DateComparator.level(a, b)];
        boolean isOtherYear = DateComparator.year(a) != DateComparator.year(b) && level != NEAR;
        boolean isSameDay = DateComparator.isFull(a)
                && DateComparator.isFull(b)
                && DateComparator.monthAndDay(a) == DateComparator.monthAndDay(b);
        return isOtherYear && isSameDay ? SAME_DAY : level;
    }
}
