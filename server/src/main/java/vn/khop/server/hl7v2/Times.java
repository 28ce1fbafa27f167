package vn.khop.server.hl7v2;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** Times of HL7 v2 (TS, DTM): digits from the year on, as far as they are known, and perhaps an offset. Without one they are Vietnam's. */
final class Times {
    static final ZoneId VIETNAM = ZoneId.of("Asia/Ho_Chi_Minh");

    private static final int YEAR = 4;
    private static final int MONTH = 6;
    private static final int DAY = 8;
    private static final int HOUR = 10;
    private static final int MINUTE = 12;
    private static final int SECOND = 14;
    private static final DateTimeFormatter WRITTEN = DateTimeFormatter.ofPattern("yyyyMMddHHmmss.SSSZ");

    private Times() {}

    static String written(Instant instant) {
        return WRITTEN.format(instant.atZone(VIETNAM));
    }

    /** A moment; where less is known, the first one that fits. Empty if it is none. */
    static Optional<Instant> moment(String text) {
        int sign = Math.max(text.indexOf('+'), text.indexOf('-'));
        String local = sign < 0 ? text : text.substring(0, sign);
        int point = local.indexOf('.');
        String digits = point < 0 ? local : local.substring(0, point);
        if (!isDigits(digits) || digits.length() < YEAR || digits.length() > SECOND || digits.length() % 2 != 0) {
            return Optional.empty();
        }
        try {
            LocalDateTime time = LocalDateTime.of(
                            Integer.parseInt(digits.substring(0, YEAR)),
                            part(digits, YEAR, 1),
                            part(digits, MONTH, 1),
                            part(digits, DAY, 0),
                            part(digits, HOUR, 0),
                            part(digits, MINUTE, 0))
                    .plusNanos(nanos(point < 0 ? "" : local.substring(point + 1)));
            return Optional.of(
                    sign < 0 ? time.atZone(VIETNAM).toInstant() : time.toInstant(ZoneOffset.of(text.substring(sign))));
        } catch (DateTimeException | NumberFormatException noTime) {
            return Optional.empty();
        }
    }

    /** Whether the text says no more than the day. */
    static boolean isDay(String text) {
        return text.length() <= DAY;
    }

    private static int part(String digits, int from, int otherwise) {
        return digits.length() < from + 2 ? otherwise : Integer.parseInt(digits.substring(from, from + 2));
    }

    private static long nanos(String fraction) {
        if (fraction.isEmpty()) {
            return 0;
        }
        if (!isDigits(fraction) || fraction.length() > 9) {
            throw new DateTimeException("not a fraction of a second");
        }
        return Long.parseLong((fraction + "000000000").substring(0, 9));
    }

    /**
     * A birth date as the default schema has it: {@code 1985}, {@code 1985-03}, {@code 1985-03-01} or {@code 1985-03-01 10:30}. Month and day 00 are not known, as in the reports to the insurance agency.
     *
     * @return empty if it is no date
     */
    static Optional<String> birthDate(String text) {
        int end = 0;
        while (end < text.length() && Character.isDigit(text.charAt(end))) {
            end++;
        }
        String digits = text.substring(0, end);
        boolean isEnded = end == text.length()
                || (".+-".indexOf(text.charAt(end)) >= 0 && moment(text).isPresent());
        if (!isEnded
                || !isDigits(digits)
                || digits.length() < YEAR
                || digits.length() > SECOND
                || digits.length() % 2 != 0) {
            return Optional.empty();
        }
        int year = Integer.parseInt(digits.substring(0, YEAR));
        if (year == 0) {
            return Optional.empty();
        }
        String known = digits.substring(0, YEAR);
        int month = part(digits, YEAR, 0);
        int day = part(digits, MONTH, 0);
        if (month == 0) {
            return day == 0 ? Optional.of(known) : Optional.empty();
        }
        try {
            String withMonth = YearMonth.of(year, month).toString();
            if (day == 0) {
                return Optional.of(withMonth);
            }
            String date = YearMonth.of(year, month).atDay(day).toString();
            if (digits.length() < MINUTE || digits.substring(DAY).chars().allMatch(digit -> digit == '0')) {
                return digits.length() == HOUR && moment(digits).isEmpty() ? Optional.empty() : Optional.of(date);
            }
            return moment(digits)
                    .map(time -> date + " " + digits.substring(DAY, HOUR) + ":" + digits.substring(HOUR, MINUTE));
        } catch (DateTimeException noDate) {
            return Optional.empty();
        }
    }

    /** An ISO date, or its beginning, as HL7 writes it. */
    static String digits(String isoDate) {
        StringBuilder digits = new StringBuilder();
        isoDate.chars().filter(Character::isDigit).forEach(digit -> digits.append((char) digit));
        return digits.toString();
    }

    private static boolean isDigits(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
