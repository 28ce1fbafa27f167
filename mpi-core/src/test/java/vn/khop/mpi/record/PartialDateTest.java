package vn.khop.mpi.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PartialDateTest {
    /* Tết was on 1985-01-21, 1996-02-19 and 2024-02-10. */
    @ParameterizedTest
    @CsvSource({
        "19850115, 19840115, true",
        "19850115, 19840000, true",
        "19850115, 19840101, true",
        "19850115, 19840100, true",
        "19850121, 19840121, false",
        "19850122, 19840000, false",
        "19960218, 19950218, true",
        "19960219, 19950219, false",
        "20240209, 20230209, true",
        "20240210, 20230210, false",
        "19850115, 19840116, false",
        "19850315, 19860315, false",
        "19850115, 19860115, true",
        "19850115, 19850115, false",
        "19850115, 19830115, false",
        "19850000, 19840000, false",
        "19850101, 19840000, true",
    })
    void aLunarYearInPlaceOfTheSolarOneIsToldByTheDayOfTet(int a, int b, boolean expected) {
        PartialDate one = PartialDate.ofPacked(a);
        PartialDate other = PartialDate.ofPacked(b);
        assertEquals(expected, one.differsByLunarYear(other));
        assertEquals(expected, other.differsByLunarYear(one), "in either order");
    }

    @Test
    void onlyADayHasALunarYear() {
        assertEquals(OptionalInt.of(1984), PartialDate.of(1985, 1, 20).lunarYear());
        assertEquals(OptionalInt.of(1985), PartialDate.of(1985, 1, 21).lunarYear());
        assertEquals(OptionalInt.empty(), PartialDate.of(1985, 1, 0).lunarYear());
        assertEquals(OptionalInt.empty(), PartialDate.of(1985, 0, 0).lunarYear());
    }

    @Test
    void possibleDatesAreThoseOfTheCalendar() {
        for (int year : new int[] {1900, 1904, 1999, 2000, 2100}) {
            for (int month = 1; month <= 12; month++) {
                for (int day = 1; day <= 32; day++) {
                    assertEquals(hasCalendar(year, month, day), PartialDate.isPossible(year, month, day));
                }
            }
        }
        assertFalse(PartialDate.isPossible(1849, 1, 1));
        assertFalse(PartialDate.isPossible(1990, 0, 1), "a day without a month");
    }

    private static boolean hasCalendar(int year, int month, int day) {
        try {
            return LocalDate.of(year, month, day).getDayOfMonth() == day;
        } catch (DateTimeException e) {
            return false;
        }
    }

    @Test
    void theTextIsAsMuchAsIsKnown() {
        assertEquals("1985", PartialDate.of(1985, 0, 0).isoText());
        assertEquals("1985-07", PartialDate.of(1985, 7, 0).isoText());
        assertEquals("1985-11-03", PartialDate.of(1985, 11, 3).isoText());
    }
}
