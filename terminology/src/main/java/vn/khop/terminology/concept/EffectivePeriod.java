package vn.khop.terminology.concept;

import java.time.LocalDate;
import java.util.Optional;

/**
 * The days on which a release applies: from the first, up to but without the last.
 *
 * @param from empty where it is not said since when; then it applies to every day before {@code until}
 * @param until the first day on which it applies no more, after {@code from}; empty where no end is known
 */
public record EffectivePeriod(Optional<LocalDate> from, Optional<LocalDate> until) {
    /** Every day. */
    public static final EffectivePeriod ALWAYS = new EffectivePeriod(Optional.empty(), Optional.empty());

    public EffectivePeriod {
        if (from.isPresent() && until.isPresent() && !until.get().isAfter(from.get())) {
            throw new IllegalArgumentException(
                    "a period has a day at least: found one from " + from.get() + " until before " + until.get());
        }
    }

    public static EffectivePeriod from(LocalDate from) {
        return new EffectivePeriod(Optional.of(from), Optional.empty());
    }

    public boolean contains(LocalDate day) {
        return !beginsAfter(day) && !hasEndedOn(day);
    }

    public boolean beginsAfter(LocalDate day) {
        return from.filter(day::isBefore).isPresent();
    }

    /** Whether it applies to days before this one. */
    public boolean beginsBefore(LocalDate day) {
        return from.map(first -> first.isBefore(day)).orElse(true);
    }

    /** Whether the period is over on this day. */
    public boolean hasEndedOn(LocalDate day) {
        return until.filter(end -> !day.isBefore(end)).isPresent();
    }

    /** Whether they share a day. */
    public boolean overlaps(EffectivePeriod other) {
        return other.from.map(first -> !hasEndedOn(first)).orElse(true)
                && from.map(first -> !other.hasEndedOn(first)).orElse(true);
    }

    /** The same without this day and what comes after; empty where nothing is left. */
    public Optional<EffectivePeriod> endingBefore(LocalDate day) {
        if (!beginsBefore(day)) {
            return Optional.empty();
        }
        return Optional.of(hasEndedOn(day) ? this : new EffectivePeriod(from, Optional.of(day)));
    }

    /** For people: {@code 2020-01-01..2026-06-30}, both days included; an open end is empty. */
    @Override
    public String toString() {
        return from.map(LocalDate::toString).orElse("") + ".."
                + until.map(end -> end.minusDays(1).toString()).orElse("");
    }
}
