package vn.khop.terminology.claim;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.Period;
import java.util.Optional;
import vn.khop.terminology.concept.QuestionDate;

/**
 * Ages as lists have them, {@code P8Y/P19Y}: from the eighth birthday to the day before the twentieth, since nineteen is whoever has had
 * nineteen birthdays. Either side may be empty. {@code P0D/P365D} counts days likewise.
 */
record AgeRange(Optional<Period> least, Optional<Period> most) {
    static Optional<AgeRange> parse(String text) {
        String[] sides = text.split("/", -1);
        if (sides.length != 2) {
            return Optional.empty();
        }
        try {
            return Optional.of(new AgeRange(side(sides[0]), side(sides[1])));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<Period> side(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(Period.parse(text));
    }

    /** Whether somebody born then may be of such an age on the day: where the birth is only a year, on some day of it. */
    boolean mayContain(QuestionDate birth, LocalDate day) {
        boolean isOldEnough =
                least.map(age -> !birth.first().plus(age).isAfter(day)).orElse(true);
        boolean isYoungEnough =
                most.map(age -> day.isBefore(birth.last().plus(next(age)))).orElse(true);
        return isOldEnough && isYoungEnough;
    }

    private static Period next(Period age) {
        return age.getYears() > 0 ? age.plusYears(1) : age.getMonths() > 0 ? age.plusMonths(1) : age.plusDays(1);
    }
}
