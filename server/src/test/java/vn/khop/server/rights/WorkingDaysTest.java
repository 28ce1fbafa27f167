package vn.khop.server.rights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.LocalDate;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Days off against those that the government published, and ends of times counted by hand. */
class WorkingDaysTest {
    private final WorkingDays days = new WorkingDays(List.of());

    private static LocalDate day(String text) {
        return LocalDate.parse(text);
    }

    @Test
    void theHolidaysAreThoseOfThePublishedYears() {
        // 2021: Tết 10 to 16 February, of which the 10th was a choice of that year. 2022: 30 April to 3 May, both on a
        // weekend and made up for. 2023: 1 to 4 September, of which the 1st was a choice.
        List<String> off = List.of(
                "2021-02-11",
                "2021-02-12",
                "2021-02-15",
                "2021-02-16",
                "2022-01-03",
                "2022-05-02",
                "2022-05-03",
                "2023-09-04",
                "2025-01-01",
                "2025-01-28",
                "2025-01-29",
                "2025-01-30",
                "2025-01-31",
                "2026-02-16",
                "2026-02-19",
                "2026-09-02");
        for (String one : off) {
            assertFalse(days.isWorkedOn(day(one)), one);
        }
        for (String one : List.of("2021-02-17", "2022-05-04", "2023-09-05", "2025-01-02", "2026-02-13", "2026-02-20")) {
            assertTrue(days.isWorkedOn(day(one)), one);
        }
    }

    @Test
    void aTimeOfWorkingDaysGoesAroundTetAndWeekends() {
        // Friday; Tết's eve is Monday 16 and its third day Thursday 19, so Friday 20 is the first and Monday 23 the
        // second.
        assertEquals(day("2026-02-23"), days.endOfWorkingDays(day("2026-02-13"), 2));
        assertEquals(day("2026-06-12"), days.endOfWorkingDays(day("2026-06-10"), 2));
        // Thursday 29 is the first; 30 April, 1 and 2 May, and Monday 3, which makes up for Saturday 1, are none.
        assertEquals(day("2027-05-04"), days.endOfWorkingDays(day("2027-04-28"), 2));
    }

    @Test
    void aTimeOfDaysThatEndsOnADayOffEndsOnTheNextWorkingDay() {
        assertEquals(day("2026-06-22"), days.endOfDays(day("2026-06-12"), 10));
        // 20 April and ten days are 30 April; 1 May is off too, and then it is Saturday.
        assertEquals(day("2026-05-04"), days.endOfDays(day("2026-04-20"), 10));
    }

    @Test
    void aDayThatIsToldIsOff() {
        WorkingDays told = new WorkingDays(List.of(day("2026-04-27")));
        assertEquals(day("2026-04-28"), told.endOfWorkingDays(day("2026-04-24"), 1));
        assertEquals(day("2026-04-27"), days.endOfWorkingDays(day("2026-04-24"), 1));
    }

    @Test
    void anEndIsAlwaysWorkedOnAndHoldsAsManyWorkingDaysAsWereCounted() {
        long seed = Long.parseUnsignedLong(System.getProperty("tests.seed", "5eed"), 16);
        SplittableRandom random = new SplittableRandom(seed);
        for (int time = 0; time < 2000; time++) {
            LocalDate from = LocalDate.of(2020, 1, 1).plusDays(random.nextInt(12_000));
            int count = 1 + random.nextInt(30);
            LocalDate end = days.endOfWorkingDays(from, count);
            assertTrue(days.isWorkedOn(end), "-Dtests.seed=" + Long.toHexString(seed));
            assertEquals(
                    count,
                    Stream.iterate(from.plusDays(1), day -> day.plusDays(1))
                            .takeWhile(day -> !day.isAfter(end))
                            .filter(days::isWorkedOn)
                            .count(),
                    "-Dtests.seed=" + Long.toHexString(seed));
        }
    }
}
