package vn.khop.mpi.normalise;

import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import vn.khop.mpi.record.Finding;
import vn.khop.mpi.record.FindingKind;
import vn.khop.mpi.record.PartialDate;
import vn.khop.reference.VietnameseText;

/**
 * {@code partial-date}: the shapes that hospitals write.
 *
 * <ul>
 *   <li>one run of digits: yyyy, yyyyMM, yyyyMMdd, yyyyMMddHHmm (as QĐ 4750 writes it, unknown parts 00), with seconds too;
 *   <li>year first, parts apart: 1985-07-21, 1985/7/21, with a time after a space or T;
 *   <li>day first, parts apart: 21/07/1985, 21-7-1985, 21.07.1985; 07/1985 for a month;
 *   <li>with words: "ngày 21 tháng 7 năm 1985", "NS 1985", 21-JUL-1985, "Jul 21, 1985";
 *   <li>an instant with an offset is told in Vietnam's time: 1985-07-20T17:00:00Z is midnight of 21 July.
 * </ul>
 *
 * Day comes before month; where only the reverse is possible ("07/21/1985") the date is read so and the finding says it. Six
 * digits are yyyyMM only if that is possible; a two-digit year is refused, since the century would be a guess.
 */
final class DateNormaliser implements Normaliser {
    private static final ZoneOffset VIETNAM = ZoneOffset.ofHours(7);
    private static final int OFFSET_DATE_TIME_MIN = "1985-07-21T08:15Z".length();
    private static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
    private static final Set<String> WORDS = Set.of("ngay", "thang", "nam", "sinh", "ns", "sn");

    @Override
    public Normalised normalise(List<String> raw) {
        String text = Spacing.clean(Lists.joined(raw, " "));
        if (text.isEmpty()) {
            return Normalised.absent();
        }
        Normalised read = read(text, text);
        if (!read.has(FindingKind.UNKNOWN_SHAPE)) {
            return read;
        }
        String plain = instant(text).or(() -> withoutWords(text)).orElse("");
        return plain.isEmpty() ? read : read(text, plain);
    }

    /** An instant with its offset in Vietnam's time, without one. */
    private static Optional<String> instant(String text) {
        if (text.length() < OFFSET_DATE_TIME_MIN || text.charAt(10) != 'T') {
            return Optional.empty();
        }
        try {
            OffsetDateTime instant = OffsetDateTime.parse(text);
            // Midnight stands for a day without a time, wherever it was written.
            boolean isDay = instant.toLocalTime().equals(LocalTime.MIDNIGHT);
            OffsetDateTime told = isDay ? instant : instant.withOffsetSameInstant(VIETNAM);
            return Optional.of(
                    told.toLocalDateTime().truncatedTo(ChronoUnit.MINUTES).toString());
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** Digits and signs in the order day, month, year, where the words are those of a date; empty for any other text. */
    private static Optional<String> withoutWords(String text) {
        List<String> numbers = new ArrayList<>(3);
        int month = 0;
        boolean isMonthFirst = false;
        for (String word : VietnameseText.fold(text).split("[^a-z0-9]+")) {
            if (Spacing.isDigits(word)) {
                numbers.add(word);
            } else if (MONTHS.contains(word.substring(0, Math.min(3, word.length()))) && month == 0) {
                month = MONTHS.indexOf(word.substring(0, 3)) + 1;
                isMonthFirst = numbers.isEmpty();
            } else if (!word.isEmpty() && !WORDS.contains(word)) {
                return Optional.empty();
            }
        }
        if (month > 0) {
            numbers.add(isMonthFirst && numbers.size() == 1 ? 0 : Math.min(1, numbers.size()), String.valueOf(month));
        }
        return numbers.isEmpty() || numbers.size() > 3 ? Optional.empty() : Optional.of(String.join("/", numbers));
    }

    private static Normalised read(String text, String digits) {
        int[] parts = new int[7];
        int[] lengths = new int[7];
        int count = split(digits, parts, lengths);
        if (count == 1) {
            return oneRun(text, Spacing.digits(digits));
        }
        if (count < 0) {
            return Normalised.refused(FindingKind.UNKNOWN_SHAPE, text);
        }
        if (lengths[0] == 4 && lengths[1] <= 2 && (count == 2 || lengths[2] <= 2)) {
            return dated(text, parts[0], parts[1], count == 2 ? 0 : parts[2], minute(count, parts));
        }
        if (count == 2 && lengths[1] == 4 && lengths[0] <= 2) {
            return dated(text, parts[1], parts[0], 0, -1);
        }
        if (count >= 3 && lengths[2] == 4 && lengths[0] <= 2 && lengths[1] <= 2) {
            return dated(text, parts[2], parts[1], parts[0], minute(count, parts));
        }
        return Normalised.refused(FindingKind.UNKNOWN_SHAPE, text);
    }

    /** How many runs of digits the text has, each put in {@code parts}; -1 if it holds anything else, or too much. */
    private static int split(String text, int[] parts, int[] lengths) {
        int count = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9') {
                if (i == 0 || !Character.isDigit(text.charAt(i - 1))) {
                    count++;
                }
                if (count > parts.length || lengths[count - 1] >= 14) {
                    return -1;
                }
                lengths[count - 1]++;
                // Longer runs than 8 digits are read again as text; here only their length matters.
                parts[count - 1] = lengths[count - 1] > 8 ? 0 : parts[count - 1] * 10 + (c - '0');
            } else if ("-/. :T".indexOf(c) < 0) {
                return -1;
            }
        }
        return count == 0 ? -1 : count;
    }

    private static Normalised oneRun(String text, String digits) {
        return switch (digits.length()) {
            case 4 -> dated(text, number(digits, 0, 4), 0, 0, -1);
            case 6 -> dated(text, number(digits, 0, 4), number(digits, 4, 6), 0, -1);
            case 8 -> eight(text, digits);
            case 12, 14 ->
                dated(
                        text,
                        number(digits, 0, 4),
                        number(digits, 4, 6),
                        number(digits, 6, 8),
                        minute(number(digits, 8, 10), number(digits, 10, 12)));
            default -> Normalised.refused(FindingKind.UNKNOWN_SHAPE, text);
        };
    }

    /** yyyyMMdd, else ddMMyyyy where only that is possible. */
    private static Normalised eight(String text, String digits) {
        int year = number(digits, 0, 4);
        int month = number(digits, 4, 6);
        int day = number(digits, 6, 8);
        if (!isPossible(year, month, day)
                && isPossible(number(digits, 4, 8), number(digits, 2, 4), number(digits, 0, 2))) {
            return value(
                    number(digits, 4, 8),
                    number(digits, 2, 4),
                    number(digits, 0, 2),
                    -1,
                    List.of(new Finding(FindingKind.GUESSED_DATE, text)));
        }
        return dated(text, year, month, day, -1);
    }

    private static Normalised dated(String text, int year, int month, int day, int minute) {
        if (isPossible(year, month, day)) {
            return value(year, month, day, minute, List.of());
        }
        if (isPossible(year, day, month) && day != 0) {
            return value(year, day, month, minute, List.of(new Finding(FindingKind.GUESSED_DATE, text)));
        }
        return Normalised.refused(FindingKind.IMPOSSIBLE_DATE, text);
    }

    /** A day without a month (00) is a year: nothing can be compared with the day alone. */
    private static boolean isPossible(int year, int month, int day) {
        return PartialDate.isPossible(year, month, month == 0 ? 0 : day) && (month != 0 || day <= 31);
    }

    private static Normalised value(int year, int month, int day, int minute, List<Finding> findings) {
        PartialDate date = new PartialDate(year, month, month == 0 ? 0 : day, minute);
        if (!date.isDefaultDay()) {
            return Normalised.of(date, findings);
        }
        List<Finding> all = new ArrayList<>(findings);
        all.add(new Finding(FindingKind.DEFAULT_DAY, date.isoText()));
        return Normalised.of(date, all);
    }

    private static int minute(int count, int[] parts) {
        return count >= 5 ? minute(parts[3], parts[4]) : -1;
    }

    /** 00:00 is how an unknown time is written, so it tells nothing. */
    private static int minute(int hour, int minute) {
        return hour > 23 || minute > 59 || (hour == 0 && minute == 0) ? -1 : hour * 60 + minute;
    }

    private static int number(String digits, int from, int to) {
        return Integer.parseInt(digits, from, to, 10);
    }
}
