package vn.khop.server.codes;

import java.time.LocalDate;
import java.util.Collection;
import java.util.List;

/** How often hospitals used which codes, by day; nothing of a patient or a stay. {@code CodeUsesContract} says what every store must do. */
public interface CodeUses {
    /** A longer text is no code: it is counted as {@link #OTHER}. */
    int CODE_CHARACTERS_MAX = 64;

    /** So many different codes of one system are counted for a facility and a day; further ones as {@link #OTHER}, so that nobody fills the table with what is no code. */
    int CODES_A_DAY_MAX = 5_000;

    /** So long each day is known by itself, and then each month, under its first day. */
    int DAYS_KEPT = 100;

    /** So long a month is known. */
    int MONTHS_KEPT = 24;

    /** Stands for what is no code and for what was too much. */
    String OTHER = "";

    /** @param code as the hospital wrote it */
    record Used(String system, String code, long times) {
        public Used {
            if (times < 1) {
                throw new IllegalArgumentException("found " + times + " uses of a code, expected one at least");
            }
            if (code.length() > CODE_CHARACTERS_MAX) {
                throw new IllegalArgumentException("found a code of " + code.length() + " characters, expected "
                        + CODE_CHARACTERS_MAX + " at most");
            }
        }

        /** @param text as it came: stripped, and {@link #OTHER} where it is too long for a code */
        public static Used of(String system, String text, long times) {
            String code = text.strip();
            return new Used(system, code.length() > CODE_CHARACTERS_MAX ? OTHER : code, times);
        }
    }

    /** Counts them, in the transaction of the caller. What was used before the oldest month that is known is not counted. */
    void add(String facility, LocalDate day, Collection<Used> used);

    /**
     * Counts those that were not counted for this occasion in the last {@link #DAYS_KEPT} days, in the transaction of the caller, who sees to it that nobody else does for the same occasion.
     *
     * @param occasion what uses a code once however often it is told, such as a visit; kept as a digest, which says nothing without the key of the database
     */
    void addOnce(String facility, LocalDate day, String occasion, Collection<Used> used);

    /** A code at a facility. */
    record ByFacility(String code, String facility, long times) {}

    /** Which of these codes, as hospitals wrote them, were used from day to day, both included; by code and facility. */
    List<ByFacility> of(String system, Collection<String> codes, LocalDate from, LocalDate to);

    /** Codes of a system on a day, or in a month under its first day. */
    record OnDay(String system, String code, LocalDate day, long times) {}

    /** All that a facility used from day to day, both included. */
    List<OnDay> atFacility(String facility, LocalDate from, LocalDate to);

    /**
     * Brings some of what came into the counts, puts the days of months that are long over together, and forgets the oldest. Changes no sum that is asked for.
     *
     * @return how much of what came was brought in; 0 when nothing waits, or another server is at it
     */
    int fold(LocalDate today);
}
