package vn.khop.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LunarYearsTest {
    /* Days on which Tết was celebrated, as calendars print them. 1969 (in the north), 1985, 2007 and 2030 are years in which Hà Nội and Beijing differ. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1900-01-31", "1920-02-20", "1945-02-13", "1954-02-03", "1968-01-29", "1969-02-16", "1975-02-11",
                "1976-01-31", "1980-02-16", "1984-02-02", "1985-01-21", "1986-02-09", "1990-01-27", "1993-01-23",
                "1996-02-19", "1999-02-16", "2000-02-05", "2001-01-24", "2004-01-22", "2007-02-17", "2008-02-07",
                "2010-02-14", "2012-01-23", "2015-02-19", "2018-02-16", "2019-02-05", "2020-01-25", "2021-02-12",
                "2022-02-01", "2023-01-22", "2024-02-10", "2025-01-29", "2026-02-17", "2027-02-06", "2028-01-26",
                "2030-02-02"
            })
    void theYearBeginsOnTheDayThatCalendarsPrint(LocalDate day) {
        assertEquals(day, LunarYears.newYear(day.getYear()));
        assertEquals(day.getYear(), LunarYears.of(day));
        assertEquals(day.getYear() - 1, LunarYears.of(day.minusDays(1)));
    }

    @Test
    void everyLunarYearHasTwelveOrThirteenMoonsAndBeginsBetweenJanuaryAndFebruary() {
        for (int year = 1850; year < 2399; year++) {
            LocalDate day = LunarYears.newYear(year);
            LocalDate first = LocalDate.of(year, 1, 19);
            assertTrue(!day.isBefore(first) && !day.isAfter(first.plusDays(35)), day.toString());
            long days = ChronoUnit.DAYS.between(day, LunarYears.newYear(year + 1));
            assertTrue(Set.of(353L, 354L, 355L, 383L, 384L, 385L).contains(days), day + ": " + days);
        }
        assertThrows(IllegalArgumentException.class, () -> LunarYears.newYear(1849));
    }
}
