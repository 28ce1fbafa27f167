package vn.khop.server.rights;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import vn.khop.reference.LunarYears;

/**
 * Which days are worked on in Vietnam, and when a time that is counted in days ends. Known without being told: weekends, 1 January, Tết from its eve to the third day, 30 April, 1 May, 2 September, and the day that makes up for
 * one of them on a weekend. What the government sets anew each year (more days of Tết, the Hùng kings' day, the day beside 2 September) has to be told; untold, it counts as worked on, so that a time ends early and never late.
 * Source: Labour Code 45/2019/QH14, articles 111 and 112; Civil Code 91/2015/QH13, articles 147 and 148.
 */
public final class WorkingDays {
    private final Set<LocalDate> told;

    /** @param told days off besides those that are known */
    public WorkingDays(Collection<LocalDate> told) {
        this.told = Set.copyOf(told);
    }

    boolean isWorkedOn(LocalDate day) {
        return !isWeekend(day) && !told.contains(day) && !daysOff(day.getYear()).contains(day);
    }

    /** The last of so many working days, the first of which is after the day. */
    LocalDate endOfWorkingDays(LocalDate day, int count) {
        LocalDate end = day;
        for (int left = count; left > 0; left--) {
            end = nextWorkedOn(end.plusDays(1));
        }
        return end;
    }

    /** The last of so many days, the first of which is after the day; where that is a day off, the working day after it. */
    LocalDate endOfDays(LocalDate day, int count) {
        return nextWorkedOn(day.plusDays(count));
    }

    private LocalDate nextWorkedOn(LocalDate day) {
        LocalDate next = day;
        while (!isWorkedOn(next)) {
            next = next.plusDays(1);
        }
        return next;
    }

    private static Set<LocalDate> daysOff(int year) {
        LocalDate newYear = LunarYears.newYear(year);
        Set<LocalDate> holidays = new TreeSet<>(Set.of(
                LocalDate.of(year, 1, 1),
                newYear.minusDays(1),
                newYear,
                newYear.plusDays(1),
                newYear.plusDays(2),
                LocalDate.of(year, 4, 30),
                LocalDate.of(year, 5, 1),
                LocalDate.of(year, 9, 2)));
        Set<LocalDate> daysOff = new TreeSet<>(holidays);
        for (LocalDate holiday : holidays) {
            if (isWeekend(holiday)) {
                LocalDate instead = holiday.plusDays(1);
                while (isWeekend(instead) || daysOff.contains(instead)) {
                    instead = instead.plusDays(1);
                }
                daysOff.add(instead);
            }
        }
        return daysOff;
    }

    private static boolean isWeekend(LocalDate day) {
        return day.getDayOfWeek() == DayOfWeek.SATURDAY || day.getDayOfWeek() == DayOfWeek.SUNDAY;
    }
}
