package vn.khop.terminology.compile;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import vn.khop.terminology.concept.Answer;
import vn.khop.terminology.concept.EffectivePeriod;
import vn.khop.terminology.concept.ErrorCode;
import vn.khop.terminology.concept.Problem;
import vn.khop.terminology.concept.QuestionDate;
import vn.khop.terminology.concept.ReleaseId;

/** What somebody may do with the releases of a catalogue at one moment, and what is refused. Gives the very same catalogue where nothing changes. */
record CatalogueSteps(Catalogue catalogue, Instant now) {
    /** What a rollback makes of a catalogue, and the release whose activation or retirement is undone. */
    record Undone(Catalogue catalogue, ReleaseId id) {}

    Answer<Catalogue> validate(Catalogue.Entry entry, Optional<String> by) {
        return Answer.known(entry.step() == Catalogue.Step.DRAFT ? catalogue.validated(entry.id(), by) : catalogue);
    }

    /** A second person says that a validated release may be activated. */
    Answer<Catalogue> approve(Catalogue.Entry entry, String by) {
        if (entry.step() == Catalogue.Step.DRAFT) {
            return Answer.unknown(new Problem(
                    ErrorCode.RELEASE_NOT_VALIDATED,
                    "release " + entry.id() + " is a draft: validate it, then a second person approves it"));
        }
        if (by.equals(entry.validatedBy())) {
            return Answer.unknown(new Problem(
                    ErrorCode.SECOND_PERSON_NEEDED,
                    "release " + entry.id() + " was validated by you: a second person approves it"));
        }
        return Answer.known(entry.approvedBy() == null ? catalogue.approved(entry.id(), by) : catalogue);
    }

    /** The same as {@link #activate}, of a release that two people have seen. */
    Answer<Catalogue> activateApproved(Catalogue.Entry entry, EffectivePeriod said) {
        if (entry.step() == Catalogue.Step.VALIDATED && entry.approvedBy() == null) {
            return Answer.unknown(new Problem(
                    ErrorCode.RELEASE_NOT_APPROVED,
                    "release " + entry.id()
                            + " is validated and not approved: a second person approves it, then it is activated"));
        }
        return activate(entry, said);
    }

    /** @param said the period in which it is to apply; without a first day, from the day it is meant for or else from today */
    Answer<Catalogue> activate(Catalogue.Entry entry, EffectivePeriod said) {
        if (entry.step() == Catalogue.Step.DRAFT) {
            return Answer.unknown(new Problem(
                    ErrorCode.RELEASE_NOT_VALIDATED,
                    "release " + entry.id() + " is a draft: validate it, then activate it"));
        }
        Optional<EffectivePeriod> wanted = wanted(entry, said);
        if (wanted.isEmpty()) {
            return Answer.unknown(noDay(entry, said));
        }
        Catalogue after = catalogue.activated(entry.id(), wanted.get(), now);
        return Answer.known(after.releases().equals(catalogue.releases()) ? catalogue : after);
    }

    Answer<Catalogue> retire(Catalogue.Entry entry, LocalDate from) {
        if (entry.step() != Catalogue.Step.ACTIVATED || entry.period().hasEndedOn(from)) {
            return Answer.unknown(new Problem(
                    ErrorCode.RELEASE_NOT_ACTIVE,
                    "release " + entry.id() + " does not apply on " + from
                            + " or later, so it cannot be retired from then"));
        }
        return Answer.known(catalogue.retired(entry.id(), from, now));
    }

    Answer<Undone> rollback(String system) {
        return catalogue
                .lastSwitch(system)
                .map(last -> Answer.known(
                        new Undone(catalogue.rolledBack(last, now), new ReleaseId(system, last.version()))))
                .orElseGet(() -> Answer.unknown(new Problem(
                        ErrorCode.NOTHING_TO_ROLL_BACK,
                        "no activation or retirement of a release of " + system
                                + " is left to be undone: 'releases' shows how its releases stand")));
    }

    /**
     * The releases of a system apply on these days, as another folder's do.
     *
     * @param days by version
     */
    Answer<Catalogue> follow(String system, Map<String, EffectivePeriod> days) {
        for (Map.Entry<String, EffectivePeriod> one : days.entrySet()) {
            for (Map.Entry<String, EffectivePeriod> other : days.entrySet()) {
                if (!one.getKey().equals(other.getKey()) && one.getValue().overlaps(other.getValue())) {
                    return Answer.unknown(new Problem(
                            ErrorCode.BAD_PERIOD,
                            "releases " + one.getKey() + " (" + one.getValue() + ") and " + other.getKey() + " ("
                                    + other.getValue() + ") of " + system
                                    + " would apply on the same days: each day has one or none"));
                }
            }
        }
        return Answer.known(catalogue.following(system, days, now));
    }

    /** The period to activate for; empty where its end leaves no day. */
    private Optional<EffectivePeriod> wanted(Catalogue.Entry entry, EffectivePeriod said) {
        if (said.from().isPresent()) {
            return Optional.of(said);
        }
        boolean isOver =
                entry.step() == Catalogue.Step.ACTIVATED && entry.period().hasEndedOn(today());
        EffectivePeriod meant = isOver ? EffectivePeriod.ALWAYS : entry.period();
        boolean isAppliedAlready = entry.step() == Catalogue.Step.ACTIVATED && !isOver;
        Optional<LocalDate> until = said.until().or(meant::until);
        boolean isAlone = catalogue.releases().stream()
                .noneMatch(other ->
                        other.isActivatedOf(entry.system()) && !other.version().equals(entry.version()));
        Optional<LocalDate> from =
                meant.from().isPresent() || isAppliedAlready || isAlone ? meant.from() : Optional.of(today());
        boolean isADay = until.isEmpty() || from.isEmpty() || until.get().isAfter(from.get());
        return isADay ? Optional.of(new EffectivePeriod(from, until)) : Optional.empty();
    }

    private Problem noDay(Catalogue.Entry entry, EffectivePeriod period) {
        return new Problem(
                ErrorCode.BAD_PERIOD,
                "release " + entry.id() + " would apply from " + today() + " until before "
                        + period.until().map(LocalDate::toString).orElse("")
                        + ", which is no day: give the first day, before the end");
    }

    private LocalDate today() {
        return QuestionDate.dayAt(now);
    }
}
