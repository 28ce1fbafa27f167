package vn.khop.server.registry;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * How the work list stands.
 *
 * @param days the last days in Vietnam, the present one last
 * @param open not resolved, waiting ones too
 * @param olderThanWeek open since before a week ago
 * @param mine those that whoever asks has now
 * @param resolvedTodayByMe decided by whoever asks
 * @param medianSeconds from taking a task to deciding it, of the last decisions of whoever asks within a week; empty if there is none
 */
public record TaskFigures(
        List<Day> days,
        int open,
        int olderThanWeek,
        Optional<Instant> oldest,
        int mine,
        int resolvedTodayByMe,
        Optional<Long> medianSeconds) {
    private static final int WEEK = 7;

    public TaskFigures {
        days = List.copyOf(days);
    }

    /** Tasks that were opened on a day, and that somebody decided. */
    public record Day(LocalDate day, int opened, int resolved) {}

    /** Open tasks by those resolved a day, the mean of the last seven; empty where nothing was resolved. */
    public Optional<Double> backlogDays() {
        int resolved = days.stream()
                .skip(Math.max(0, days.size() - WEEK))
                .mapToInt(Day::resolved)
                .sum();
        return resolved == 0 ? Optional.empty() : Optional.of(open * (double) WEEK / resolved);
    }
}
