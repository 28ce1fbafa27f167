package vn.khop.server.rights;

import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import vn.khop.server.audit.AccessAction;
import vn.khop.server.audit.AccessEvent;
import vn.khop.server.audit.AccessLog;
import vn.khop.server.audit.AccessOutcome;
import vn.khop.server.rights.SubjectRequest.Asked;
import vn.khop.server.rights.SubjectRequest.Closing;
import vn.khop.server.rights.SubjectRequest.Extension;
import vn.khop.server.rights.SubjectRequest.Outcome;
import vn.khop.server.rights.SubjectRequest.Step;
import vn.khop.server.security.Actor;
import vn.khop.terminology.concept.QuestionDate;

/**
 * The requests of people about the data that is kept of them: received, answered within two working days, done within the days of the law, extended once at most, closed by whom and how.
 * Each step is written to the access log of the person, in the same transaction.
 */
public final class RightsDesk {
    /** Decree 356/2025/NĐ-CP: who asks is told within two working days. */
    static final int ANSWER_WORKING_DAYS = 2;

    private final Store store;
    private final WorkingDays workingDays;
    private final AccessLog log;
    private final Clock clock;

    public RightsDesk(Store store, WorkingDays workingDays, AccessLog log, Clock clock) {
        this.store = store;
        this.workingDays = workingDays;
        this.log = log;
        this.clock = clock;
    }

    /** Why a step is not taken. */
    public enum Lack {
        /** No request has this number. */
        REQUEST,
        /** It came on a day that is still to come, or more than a year ago. */
        PAST_DAY,
        /** It was closed, or this step was taken, by whoever was faster. */
        OPEN_STEP,
        /** The day is not after the present last one, or further than the law allows. */
        DAY_WITHIN_EXTENSION,
        /** An erasure is closed by somebody else than who answered it, and not before that. */
        SECOND_PERSON
    }

    /** The step is not taken. */
    public static final class NotPermitted extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final Lack lack;

        NotPermitted(Lack lack) {
            super("a step of a data subject's request lacks " + lack);
            this.lack = lack;
        }

        public Lack lack() {
            return lack;
        }
    }

    /** Where they are kept. */
    public interface Store {
        /** Does the work in one transaction, which the access log joins. */
        void together(Runnable work);

        /** Gives its number. */
        long add(String personId, Asked asked, LocalDate answerBy, LocalDate dueOn, Step registered);

        Optional<SubjectRequest> find(long number);

        /** Those that are not closed, the first due first. */
        List<SubjectRequest> open(int limit);

        /** Of all that are open. */
        Counts counts(LocalDate today);

        /** Those that are, the last closed first. */
        List<SubjectRequest> closed(int limit);

        /** False if it was answered or closed before. */
        boolean answer(long number, Step step);

        /** False if it was extended or closed before. */
        boolean extend(long number, LocalDate dueOn, Extension extension);

        /** False if it was closed before. */
        boolean close(long number, Closing closing);
    }

    /** How many are open, how many of them over their last day, and how many nobody has answered in time. */
    public record Counts(int open, int overdue, int unanswered) {}

    /** Today in Vietnam, by which all of it is counted. */
    public LocalDate today() {
        return QuestionDate.dayAt(clock.instant());
    }

    /** Of all that are open, listed or not. */
    public Counts counts() {
        return store.counts(today());
    }

    /** @throws NotPermitted if it came on a day to come or more than a year ago */
    public SubjectRequest register(Actor actor, String personId, Asked asked) {
        if (asked.receivedOn().isAfter(today()) || asked.receivedOn().isBefore(today().minusYears(1))) {
            throw new NotPermitted(Lack.PAST_DAY);
        }
        LocalDate answerBy = workingDays.endOfWorkingDays(asked.receivedOn(), ANSWER_WORKING_DAYS);
        LocalDate dueOn =
                workingDays.endOfDays(asked.receivedOn(), asked.right().days(asked.isThroughOthers()));
        long[] number = new long[1];
        store.together(() -> {
            number[0] = store.add(personId, asked, answerBy, dueOn, step(actor));
            write(actor, personId, number[0]);
        });
        return found(number[0]);
    }

    /** Notes that the person was told that the request came and how it goes on. */
    public SubjectRequest answer(long number, Actor actor) {
        return take(number, actor, () -> store.answer(number, step(actor)));
    }

    /**
     * Gives it more time, once.
     *
     * @param until the new last day, at most as many days later as the law gives for the request itself
     */
    public SubjectRequest extend(long number, LocalDate until, String reason, Actor actor) {
        SubjectRequest request = found(number);
        LocalDate last =
                workingDays.endOfDays(request.dueOn(), request.asked().right().extensionDaysMax());
        if (request.extended().isPresent() || request.closed().isPresent()) {
            throw new NotPermitted(Lack.OPEN_STEP);
        }
        if (!until.isAfter(request.dueOn()) || until.isAfter(last)) {
            throw new NotPermitted(Lack.DAY_WITHIN_EXTENSION);
        }
        return take(number, actor, () -> store.extend(number, until, new Extension(reason, step(actor))));
    }

    /** Closes it; an erasure by somebody else than who answered it. */
    public SubjectRequest close(long number, Outcome outcome, String how, Actor actor) {
        SubjectRequest request = found(number);
        boolean needsAnother = request.asked().right() == Right.ERASE && outcome != Outcome.TAKEN_BACK;
        boolean isAnother = request.answered()
                .filter(step -> !step.by().equals(actor.username()))
                .isPresent();
        if (needsAnother && !isAnother && request.closed().isEmpty()) {
            throw new NotPermitted(Lack.SECOND_PERSON);
        }
        return take(number, actor, () -> store.close(number, new Closing(outcome, how, step(actor))));
    }

    public List<SubjectRequest> open(int limit) {
        return store.open(limit);
    }

    public List<SubjectRequest> closed(int limit) {
        return store.closed(limit);
    }

    private SubjectRequest take(long number, Actor actor, Taken step) {
        SubjectRequest request = found(number);
        store.together(() -> {
            if (!step.isTaken()) {
                throw new NotPermitted(Lack.OPEN_STEP);
            }
            write(actor, request.personId(), number);
        });
        return found(number);
    }

    private interface Taken {
        boolean isTaken();
    }

    private SubjectRequest found(long number) {
        return store.find(number).orElseThrow(() -> new NotPermitted(Lack.REQUEST));
    }

    private Step step(Actor actor) {
        return new Step(actor.username(), clock.instant());
    }

    private void write(Actor actor, String personId, long number) {
        log.record(new AccessEvent(
                actor, AccessAction.SUBJECT_REQUEST, personId, "SubjectRequest/" + number, AccessOutcome.SUCCESS));
    }
}
