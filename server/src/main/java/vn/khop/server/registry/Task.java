package vn.khop.server.registry;

import java.time.Instant;
import java.util.Optional;

/**
 * Something that a clerk has to look at: two source records, which never change hands in it, whoever their persons become.
 *
 * @param version grows with each change
 * @param pair the records; whether they are one person is the question
 * @param bits what the engine thought of the pair when the task was opened
 * @param cause why it was opened
 * @param assignee who has it, while {@link #until} is not over
 * @param until the end of the lease, or of the deferral
 * @param reason code of the reason of the last step; empty at first
 * @param first the verdict of the first of two people, where two decide
 * @param outcome what came of it, once it is resolved
 * @param change the decision that resolved it
 * @param proposal what is done if the second person says the same as the first; empty where the verdict alone says it
 */
public record Task(
        TaskId id,
        Type type,
        State state,
        int version,
        SourcePair pair,
        double bits,
        Cause cause,
        Instant openedAt,
        Instant updatedAt,
        Optional<String> assignee,
        Optional<Instant> until,
        String reason,
        String note,
        Optional<First> first,
        Optional<Outcome> outcome,
        Optional<String> decidedBy,
        Optional<Long> change,
        Optional<Proposal> proposal) {

    /** What kind of question, gravest first. The name is stored: never rename one. */
    public enum Type {
        /** A number that must be one person's is two persons', or two verified numbers are one's. */
        ID_CONFLICT,
        /** Two persons of several records may be one. */
        DUPLICATE,
        /** A single record may be a person's. */
        LINK
    }

    /** The name is stored: never rename one. */
    public enum State {
        NEW,
        /** Somebody has it, until the lease ends. */
        ASSIGNED,
        DEFERRED,
        /** One has decided, another has to. */
        SECOND_REVIEW,
        RESOLVED
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
        DRAWN
    }

    /** The name is stored: never rename one. */
    public enum Outcome {
        SAME,
        DIFFERENT,
        /** The question is not one any more: records came or changed, or another decision answered it. */
        OBSOLETE,
        /** The second of two people said otherwise, so nothing was done. */
        TURNED_DOWN
    }

    /** What the first of two people said. */
    public record First(Verdict verdict, String by) {}

    public boolean isOpen() {
        return state != State.RESOLVED;
    }

    /** Whether somebody else has it at that moment. */
    boolean isHeldByOther(String user, Instant now) {
        return (state == State.ASSIGNED || state == State.SECOND_REVIEW)
                && assignee.filter(holder -> !holder.equals(user)).isPresent()
                && until.filter(end -> end.isAfter(now)).isPresent();
    }

    Task next(State next, Instant now, Optional<String> holder, Optional<Instant> end, String why, String words) {
        return new Task(
                id,
                type,
                next,
                version + 1,
                pair,
                bits,
                cause,
                openedAt,
                now,
                holder,
                end,
                why,
                words,
                first,
                outcome,
                decidedBy,
                change,
                proposal);
    }

    Task judged(First said, Optional<Proposal> proposed) {
        return judged(Optional.of(said), proposed);
    }

    Task unjudged() {
        return judged(Optional.empty(), Optional.empty());
    }

    private Task judged(Optional<First> said, Optional<Proposal> proposed) {
        return new Task(
                id, type, state, version, pair, bits, cause, openedAt, updatedAt, assignee, until, reason, note, said,
                outcome, decidedBy, change, proposed);
    }

    Task resolved(Outcome came, String by, Optional<Long> decision, String why, String words, Instant now) {
        return new Task(
                id,
                type,
                State.RESOLVED,
                version + 1,
                pair,
                bits,
                cause,
                openedAt,
                now,
                assignee,
                Optional.empty(),
                why,
                words,
                first,
                Optional.of(came),
                Optional.of(by),
                decision,
                proposal);
    }
}
