package vn.khop.terminology.concept;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Optional;

/**
 * The day for which a question is asked: the end of the hospital stay, say. A month or a year stands for all its days, and what is asked
 * must then hold on each of them.
 *
 * @param text as it was asked
 * @param last not before {@code first}
 */
public record QuestionDate(String text, LocalDate first, LocalDate last) {
    /** Decisions take effect by Vietnam's day: a point in time becomes the day that it is there. */
    public static final ZoneId VIETNAM = ZoneId.of("Asia/Ho_Chi_Minh");

    private static final int YEAR_CHARACTERS = 4;
    private static final int MONTH_CHARACTERS = 7;
    private static final int CHARACTERS_MAX = 40;

    public QuestionDate {
        if (last.isBefore(first)) {
            throw new IllegalArgumentException(last + " is before " + first);
        }
    }

    public static QuestionDate of(LocalDate day) {
        return new QuestionDate(day.toString(), day, day);
    }

    /** The day in Vietnam at this moment. */
    public static LocalDate dayAt(Instant moment) {
        return LocalDate.ofInstant(moment, VIETNAM);
    }

    /** Reads FHIR's dateTime: a year, a month, a day, or a moment with its offset; empty for anything else. */
    public static Optional<QuestionDate> parse(String text) {
        if (text.length() > CHARACTERS_MAX) {
            return Optional.empty();
        }
        try {
            if (text.length() == YEAR_CHARACTERS) {
                Year year = Year.parse(text);
                return Optional.of(new QuestionDate(
                        text, year.atDay(1), year.plusYears(1).atDay(1).minusDays(1)));
            }
            if (text.length() == MONTH_CHARACTERS) {
                YearMonth month = YearMonth.parse(text);
                return Optional.of(new QuestionDate(text, month.atDay(1), month.atEndOfMonth()));
            }
            LocalDate day = text.indexOf('T') < 0
                    ? LocalDate.parse(text)
                    : dayAt(OffsetDateTime.parse(text).toInstant());
            return Optional.of(new QuestionDate(text, day, day));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Whether all days asked for lie in the period. */
    public boolean isWithin(EffectivePeriod period) {
        return period.contains(first) && period.contains(last);
    }
}
