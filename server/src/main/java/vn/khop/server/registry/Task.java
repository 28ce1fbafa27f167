package vn.khop.server.registry;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/**
 * Something that a clerk has to look at: source records, which never change hands in it, whoever their persons become.
 *
 * @param version grows with each change
 * @param bits what the engine thought of the pair when the task was opened
 * @param cause why it was opened
 * @param holding who has it, and until when
 * @param reason code of the reason of the last step; empty at first
 * @param first what the first of two people said, where two decide
 * @param resolution what came of it, once it is resolved
 * @param proposal what is done if the second person says the same as the first; empty where the answer alone says it
 */
public record Task(
        TaskId id,
        Type type,
        State state,
        int version,
        Subject subject,
        double bits,
        Cause cause,
        Instant openedAt,
        Instant updatedAt,
        Holding holding,
        String reason,
        String note,
        Optional<First> first,
        Optional<Resolution> resolution,
        Optional<Proposal> proposal) {

    /** What kind of question, gravest first. The name is stored: never rename one. */
    public enum Type {
        /** An update would turn a record into somebody else: it is held until two people have said what it is. */
        OVERLAY,
        /** A number that must be one person's is two persons', or two verified numbers are one's. */
        ID_CONFLICT,
        /** Two persons of several records may be one. */
        DUPLICATE,
        /** A single record may be a person's. */
        LINK,
        /** A citizen number says another sex or year of birth than its own record, or a person's records carry several. */
        ID_CHECK,
        /** A record that cannot be linked as it is, and whose hospital has to say more. */
        DATA_QUALITY;

        boolean isGraverThan(Type other) {
            return ordinal() < other.ordinal();
        }
    }

    /** The name is stored: never rename one. */
    public enum State {
        NEW,
        /** Somebody has it, until the lease ends. */
        ASSIGNED,
        /** Somebody has it open. */
        IN_REVIEW,
        DEFERRED,
        /** A hospital was asked; the task comes back when it feeds the record, or when the time is over. */
        WAITING_FOR_HOSPITAL,
        /** One has decided, another has to. */
        SECOND_REVIEW,
        RESOLVED,
        /** It was resolved, and what was decided was taken back: it is a question again. */
        REOPENED
    }

    /** The name is stored: never rename one. */
    public enum Cause {
        /** The engine is not sure, or a conflict keeps two apart that it would link. */
        OPEN_PAIR,
        /** What a clerk decided on is not what it was. */
        EVIDENCE_CHANGED,
        /** Somebody decided what two people decide. */
        SECOND_PERSON,
        /** Drawn from all decisions, to see whether two people say the same. */
        DRAWN,
        /** An update was held. */
        HELD_UPDATE,
        /** Two persons carry one citizen number. */
        SHARED_NUMBER,
        /** A record's citizen number says another sex or year of birth than the record. */
        NUMBER_AGAINST_RECORD,
        /** A person's records carry several citizen numbers, and none can be preferred; this one has not the one that most carry. */
        SEVERAL_NUMBERS,
        /** What one record says is too little to link it. */
        RECORD_ITSELF,
        /** The population database says that a record's citizen number is somebody else's. */
        NUMBER_CONTRADICTED
    }

    /** What somebody says in answer. The name is stored: never rename one. */
    public enum Answer {
        SAME,
        DIFFERENT,
        /** The person is several: the groups say which. */
        SPLIT,
        /** A number in a record is not its patient's. */
        WRONG_IDENTIFIER,
        /** The held update is another patient: it is taken, and the record linked anew. */
        ACCEPT,
        /** The held update is wrong: it is kept, not taken, and the hospital told. */
        REJECT,
        /** The held update is the same patient, corrected: it is taken, and the record stays where it is. */
        CORRECTION,
        /** Somebody looked at it, and there is nothing to do here. */
        DISMISS;

        static Answer of(Verdict verdict) {
            return verdict == Verdict.SAME ? SAME : DIFFERENT;
        }

        boolean isFor(Type type) {
            return switch (this) {
                case ACCEPT, REJECT, CORRECTION -> type == Type.OVERLAY;
                case SAME, DIFFERENT, SPLIT -> type == Type.ID_CONFLICT || type == Type.DUPLICATE || type == Type.LINK;
                case WRONG_IDENTIFIER -> type != Type.OVERLAY && type != Type.DATA_QUALITY;
                case DISMISS -> type == Type.ID_CHECK || type == Type.DATA_QUALITY;
            };
        }
    }

    /** The name is stored: never rename one. */
    public enum Outcome {
        SAME,
        DIFFERENT,
        SPLIT,
        WRONG_IDENTIFIER,
        ACCEPTED,
        REJECTED,
        CORRECTION,
        DISMISSED,
        /** The question is not one any more: records came or changed, or another decision answered it. */
        OBSOLETE,
        /** The second of two people said otherwise, so nothing was done. */
        TURNED_DOWN;

        static Outcome of(Answer answer) {
            return switch (answer) {
                case SAME -> SAME;
                case DIFFERENT -> DIFFERENT;
                case SPLIT -> SPLIT;
                case WRONG_IDENTIFIER -> WRONG_IDENTIFIER;
                case ACCEPT -> ACCEPTED;
                case REJECT -> REJECTED;
                case CORRECTION -> CORRECTION;
                case DISMISS -> DISMISSED;
            };
        }
    }

    /**
     * What it is about.
     *
     * @param other the second record, where the question is about two
     * @param heldVersion the version of the first that is held, where that is the question
     */
    public record Subject(SourceId record, Optional<SourceId> other, Optional<Integer> heldVersion) {
        static Subject of(SourcePair pair) {
            return new Subject(pair.a(), Optional.of(pair.b()), Optional.empty());
        }

        static Subject of(SourceId record) {
            return new Subject(record, Optional.empty(), Optional.empty());
        }

        public Optional<SourcePair> pair() {
            return other.map(second -> SourcePair.of(record, second));
        }

        public List<SourceId> records() {
            return other.map(second -> List.of(record, second)).orElse(List.of(record));
        }
    }

    /**
     * Who has it.
     *
     * @param assignee who has it, while {@link #until} is not over
     * @param takenAt since when
     * @param until the end of the lease, of the deferral, or of waiting
     * @param escalated whether it is for a lead only
     * @param asked the facility that was asked
     */
    public record Holding(
            Optional<String> assignee,
            Optional<Instant> takenAt,
            Optional<Instant> until,
            boolean escalated,
            Optional<String> asked) {
        static final Holding NOBODY =
                new Holding(Optional.empty(), Optional.empty(), Optional.empty(), false, Optional.empty());

        Holding by(String user, Instant since, Instant end) {
            return new Holding(Optional.of(user), Optional.of(since), Optional.of(end), escalated, Optional.empty());
        }

        Holding nobody() {
            return new Holding(Optional.empty(), Optional.empty(), Optional.empty(), escalated, Optional.empty());
        }

        Holding until(Instant end) {
            return new Holding(Optional.empty(), Optional.empty(), Optional.of(end), escalated, Optional.empty());
        }

        Holding asking(String facility, Instant end) {
            return new Holding(Optional.empty(), Optional.empty(), Optional.of(end), escalated, Optional.of(facility));
        }

        Holding forLead() {
            return new Holding(Optional.empty(), Optional.empty(), Optional.empty(), true, Optional.empty());
        }
    }

    /** What the first of two people said. */
    public record First(Answer answer, String by) {}

    /**
     * What came of it.
     *
     * @param change the change that it made, if it made one
     * @param evidence what was decided on; empty where nobody decided
     */
    public record Resolution(
            Outcome outcome, String decidedBy, Optional<Long> change, Optional<DecisionEvidence> evidence) {}

    public Optional<Outcome> outcome() {
        return resolution.map(Resolution::outcome);
    }

    public Optional<String> decidedBy() {
        return resolution.map(Resolution::decidedBy);
    }

    /** What may be said in answer. */
    public List<Answer> answers() {
        return isOpen()
                ? EnumSet.allOf(Answer.class).stream()
                        .filter(answer -> answer.isFor(type))
                        .toList()
                : List.of();
    }

    public boolean isOpen() {
        return state != State.RESOLVED;
    }

    /** Whether it would go back to the list when its time is over. */
    boolean isHeldForATime() {
        return state == State.ASSIGNED
                || state == State.IN_REVIEW
                || state == State.DEFERRED
                || state == State.WAITING_FOR_HOSPITAL;
    }

    /** As it stands at that moment: a lease or a deferral that is over is none. */
    Task asOf(Instant now) {
        boolean isOver = holding.until().filter(end -> !end.isAfter(now)).isPresent();
        if (!isOver || !(isHeldForATime() || state == State.SECOND_REVIEW)) {
            return this;
        }
        State present = state == State.SECOND_REVIEW ? state : State.NEW;
        return new Task(
                id,
                type,
                present,
                version,
                subject,
                bits,
                cause,
                openedAt,
                updatedAt,
                holding.nobody(),
                reason,
                note,
                first,
                resolution,
                proposal);
    }

    /** Whether somebody else has it at that moment. */
    boolean isHeldByOther(String user, Instant now) {
        return (state == State.ASSIGNED || state == State.IN_REVIEW || state == State.SECOND_REVIEW)
                && holding.assignee().filter(holder -> !holder.equals(user)).isPresent()
                && holding.until().filter(end -> end.isAfter(now)).isPresent();
    }

    /** Seconds since whoever decides took it; 0 if nobody did. */
    long secondsHeld(String user, Instant now) {
        return holding.assignee().filter(user::equals).isPresent()
                ? holding.takenAt()
                        .map(since -> Duration.between(since, now).toSeconds())
                        .orElse(0L)
                : 0;
    }

    Task next(State next, Instant now, Holding held, String why, String words) {
        return new Task(
                id,
                type,
                next,
                version + 1,
                subject,
                bits,
                cause,
                openedAt,
                now,
                held,
                why,
                words,
                first,
                resolution,
                proposal);
    }

    Task next(State next, Instant now, Holding held) {
        return next(next, now, held, reason, note);
    }

    Task judged(First said, Optional<Proposal> proposed) {
        return judged(Optional.of(said), proposed);
    }

    Task unjudged() {
        return judged(Optional.empty(), Optional.empty());
    }

    private Task judged(Optional<First> said, Optional<Proposal> proposed) {
        return new Task(
                id,
                type,
                state,
                version,
                subject,
                bits,
                cause,
                openedAt,
                updatedAt,
                holding,
                reason,
                note,
                said,
                resolution,
                proposed);
    }

    /** The same task, about something graver. */
    Task promoted(Type graver, Subject about, double newBits, Cause why, Instant now) {
        return new Task(
                id,
                graver,
                state,
                version + 1,
                about,
                newBits,
                why,
                openedAt,
                now,
                holding,
                reason,
                note,
                first,
                resolution,
                proposal);
    }

    Task reopened(Instant now) {
        return new Task(
                id,
                type,
                State.REOPENED,
                version + 1,
                subject,
                bits,
                cause,
                openedAt,
                now,
                holding.nobody(),
                reason,
                note,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    Task resolved(Resolution came, String why, String words, Instant now) {
        Holding over = new Holding(
                holding.assignee(), holding.takenAt(), Optional.empty(), holding.escalated(), Optional.empty());
        return new Task(
                id,
                type,
                State.RESOLVED,
                version + 1,
                subject,
                bits,
                cause,
                openedAt,
                now,
                over,
                why,
                words,
                first,
                Optional.of(came),
                proposal);
    }

    /** Nobody has to answer it any more. */
    Task obsolete(Instant now) {
        return resolved(
                new Resolution(Outcome.OBSOLETE, Change.MODEL, Optional.empty(), Optional.empty()), reason, note, now);
    }
}
