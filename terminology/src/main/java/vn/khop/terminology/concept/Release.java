package vn.khop.terminology.concept;

import java.time.LocalDate;
import java.util.Optional;

/**
 * A compiled release as the images folder has it, on one day.
 *
 * @param conceptCount how many codes it holds
 * @param hasHierarchy whether any concept has a parent, so that {@code subsumes} has something to say
 * @param state on the day on which it was looked at
 * @param period when it applies, once it is activated; before that, when it is meant to
 * @param validatedBy who validated it, where that is known
 * @param approvedBy the second person, who approved it
 * @param digest SHA-256 of its manifest, which names the SHA-256 of each of its files; hexadecimal
 */
public record Release(
        CodeSystemDescription about,
        String source,
        int conceptCount,
        boolean hasHierarchy,
        ReleaseState state,
        EffectivePeriod period,
        String digest,
        Optional<String> validatedBy,
        Optional<String> approvedBy) {
    public ReleaseId id() {
        return about.id();
    }

    /** Whether it answers when a question names neither version nor date. */
    public boolean isCurrent() {
        return state == ReleaseState.ACTIVE;
    }

    /** Whether whoever names its version is answered. */
    public boolean isAskable() {
        return state != ReleaseState.DRAFT;
    }

    /** Whether it answers for this date. */
    public boolean isInForce(QuestionDate date) {
        return state.isActivated() && date.isWithin(period);
    }

    public boolean isInForce(LocalDate day) {
        return state.isActivated() && period.contains(day);
    }
}
