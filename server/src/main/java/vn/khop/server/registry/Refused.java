package vn.khop.server.registry;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A call that the registry does not carry out because of what it was asked; the message says what was found and what to do, without patient data. */
public final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Why. The name is public and stable. */
    public enum Reason {
        /** The caller asked for many numbers that showed nobody, and is shut out for a while. */
        TOO_MANY_MISSES,
        /** The caller's client is not registered for citizen numbers. */
        NOT_REGISTERED,
        /** No such facility is registered. */
        UNKNOWN_FACILITY,
        /** The caller may not feed for this facility. */
        FACILITY_NOT_ALLOWED,
        /** The message's key came before with another content. */
        MESSAGE_KEY_REUSED,
        /** Several persons carry the identifier, so it says nobody in particular. */
        AMBIGUOUS_IDENTIFIER,
        /** No person has the id. */
        UNKNOWN_PERSON,
        /** No source record has the id. */
        UNKNOWN_SOURCE,
        /** The person was joined to another, whose id the message gives. */
        SUPERSEDED_PERSON,
        /** What should be two persons is one. */
        SAME_PERSON,
        /** The groups of a split are too few, or one is empty. */
        BAD_GROUPS,
        /** Things are not as the caller saw them. */
        STALE,
        /** Two source records are of two facilities. */
        NOT_ONE_FACILITY,
        /** The caller's role does not decide this. */
        ROLE_NOT_ALLOWED,
        /** No task has the id. */
        UNKNOWN_TASK,
        /** Somebody else has the task. */
        TAKEN,
        /** Two people decide this, and this is the first of them again. */
        SECOND_PERSON_NEEDED,
        /** No model of this version was handed in. */
        UNKNOWN_MODEL,
        /** What was handed in is no model, or one of another schema. */
        BAD_MODEL,
        /** A model is taken into use only when its rehearsal against the one in use is done. */
        NOT_REHEARSED,
        /** This server has no key, so there is none to change. */
        NOT_ENCRYPTED,
        /** The answer does not fit the question. */
        BAD_ANSWER,
        /** A time that has to come is over. */
        BAD_TIME,
        /** The person is not merged into another. */
        NOT_MERGED,
        /** Nothing of the decision is in force any more. */
        NOTHING_TO_UNDO,
        /** Nobody may decide so: verified numbers that differ are never one person's, and no message overrides a clerk. */
        FORBIDDEN
    }

    private final Reason reason;
    private final @Nullable Duration retryAfter;

    Refused(Reason reason, String message) {
        super(message);
        this.reason = reason;
        this.retryAfter = null;
    }

    Refused(Reason reason, String message, Duration retryAfter) {
        super(message);
        this.reason = reason;
        this.retryAfter = retryAfter;
    }

    /** When it is worth asking again, if that is known. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    public Reason reason() {
        return reason;
    }
}
