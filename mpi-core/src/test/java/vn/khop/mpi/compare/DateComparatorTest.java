package vn.khop.mpi.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DateComparatorTest {
    /* Tết: 20 February 1985, 2 February 1984, 27 January 1990, 19 February 1996. Dates as yyyymmdd, 00 where unknown. */
    @ParameterizedTest
    @CsvSource({
        "19850721, 19850721, exact",
        "19850704, 19850407, swapped",
        "19850721, 19850722, near",
        "19850131, 19850201, near",
        "19850721, 19830721, near",
        "19850721, 19580721, near",
        "19850721, 19850000, year-and-default",
        "19850101, 19850721, year-and-default",
        "19850000, 19850000, year-and-default",
        "19850721, 19850305, same-year",
        // The lunar year of who was born before Tết, without day and month, with the default, or with the month.
        "19850115, 19840000, lunar-year",
        "19850115, 19840101, lunar-year",
        "19850115, 19840100, lunar-year",
        "19960218, 19950000, lunar-year",
        "19900120, 19890120, lunar-year",
        // One digit of the year is a slip of the pen as well, and that says more.
        "19850115, 19840115, near",
        // After Tết, the other way round, two years, another day, or only years known.
        "19850721, 19840000, near-year",
        "19840115, 19850000, near-year",
        "19850115, 19830000, near-year",
        "19900120, 19890121, near-year",
        "19850000, 19840000, near-year",
        "19850101, 19840000, near-year",
        "19850721, 19820305, differs",
        "19850721, 19720305, generation-apart",
    })
    void everyPairOfDatesHasItsLevelInEitherOrder(int a, int b, String level) {
        assertEquals(level, DateComparator.LEVELS.get(DateComparator.level(a, b)));
        assertEquals(level, DateComparator.LEVELS.get(DateComparator.level(b, a)), "in either order");
    }
}
