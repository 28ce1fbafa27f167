package vn.khop.mpi.compare;

import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.khop.mpi.record.PersonRecord;

/**
 * Birth dates where any part may be wrong: as {@link DateComparator}, and a birthday that agrees in a year that does not is a
 * level of its own. It does not tell generations apart, so it is for schemas without households.
 */
final class DatePartsComparator extends FieldComparator<DateComparator.Feature> {
    static final List<String> LEVELS =
            List.of("exact", "swapped", "near", "year-and-default", "same-day", "same-year", "near-year", "differs");
    private static final int SAME_DAY = LEVELS.indexOf("same-day");

    private final DateComparator dates;

    DatePartsComparator(String field) {
        dates = new DateComparator(field);
    }

    @Override
    DateComparator.@Nullable Feature prepare(PersonRecord record) {
        return dates.prepare(record);
    }

    @Override
    int level(DateComparator.Feature a, DateComparator.Feature b) {
        String level = DateComparator.LEVELS.get(dates.level(a, b));
        boolean isOtherYear = a.year() != b.year() && !level.equals("near");
        if (isOtherYear && a.isFull() && b.isFull() && a.month() == b.month() && a.day() == b.day()) {
            return SAME_DAY;
        }
        return level.equals("generation-apart") ? LEVELS.size() - 1 : LEVELS.indexOf(level);
    }
}
