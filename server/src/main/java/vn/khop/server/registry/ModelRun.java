package vn.khop.server.registry;

import java.time.Instant;
import java.util.Optional;

/**
 * A model is tried on all records, or taken into use; in the background, and gone on with where it was if the server is killed.
 *
 * @param number 0 before the store has given one
 * @param modelVersion of the model that is tried or taken
 * @param against the version that was in use when it began
 * @param lastRecord the last record that is done in this phase; they are done in the order of their ids
 * @param records how many are done in this phase
 * @param joins how many times several persons become one
 * @param splits how many persons become several
 * @param reviews how many questions clerks will be asked that they are not asked now
 * @param changes how many changes of who is who an activation has made
 * @param failure what went wrong last, without data of anybody; an activation is tried again
 */
public record ModelRun(
        long number,
        Kind kind,
        String modelVersion,
        String against,
        State state,
        Phase phase,
        Optional<SourceId> lastRecord,
        long records,
        long joins,
        long splits,
        long reviews,
        long changes,
        String startedBy,
        Optional<String> secondBy,
        Instant startedAt,
        Instant updatedAt,
        Optional<String> failure) {
    /** The name is stored: never rename one. */
    public enum Kind {
        REHEARSAL,
        ACTIVATION
    }

    /** The name is stored: never rename one. */
    public enum State {
        RUNNING,
        DONE,
        FAILED
    }

    /** The name is stored: never rename one. */
    public enum Phase {
        /** All records are linked with the model, and the persons compared with those that are. Nothing is changed. */
        REHEARSING,
        /** Every record gets the blocking keys of the model beside those that it has. */
        INDEXING,
        /** The model is in use; the records are judged by it, one after the other, each change a change of the log. */
        RELINKING
    }

    static ModelRun beginning(Kind kind, String model, String against, String by, Optional<String> second, Instant at) {
        return new ModelRun(
                0,
                kind,
                model,
                against,
                State.RUNNING,
                kind == Kind.REHEARSAL ? Phase.REHEARSING : Phase.INDEXING,
                Optional.empty(),
                0,
                0,
                0,
                0,
                0,
                by,
                second,
                at,
                at,
                Optional.empty());
    }

    ModelRun at(SourceId last, long more, long moreChanges, Instant now) {
        return with(
                state,
                phase,
                Optional.of(last),
                records + more,
                new Found(joins, splits, reviews),
                changes + moreChanges,
                now,
                Optional.empty());
    }

    ModelRun relinking(Instant now) {
        return with(
                state, Phase.RELINKING, Optional.empty(), 0, new Found(joins, splits, reviews), changes, now, failure);
    }

    ModelRun rehearsed(long all, Found found, Instant now) {
        return with(State.DONE, phase, Optional.empty(), all, found, changes, now, failure);
    }

    ModelRun done(Instant now) {
        return is(State.DONE, now, failure);
    }

    /** Something went wrong, and it is tried again. */
    ModelRun stumbled(String why, Instant now) {
        return is(state, now, Optional.of(why));
    }

    ModelRun failed(String why, Instant now) {
        return is(State.FAILED, now, Optional.of(why));
    }

    private ModelRun is(State to, Instant now, Optional<String> why) {
        return with(to, phase, lastRecord, records, new Found(joins, splits, reviews), changes, now, why);
    }

    /** What a rehearsal found: persons that become one, persons that become several, questions for clerks. */
    record Found(long joins, long splits, long reviews) {}

    private ModelRun with(
            State to,
            Phase in,
            Optional<SourceId> last,
            long all,
            Found found,
            long changed,
            Instant now,
            Optional<String> why) {
        return new ModelRun(
                number,
                kind,
                modelVersion,
                against,
                to,
                in,
                last,
                all,
                found.joins(),
                found.splits(),
                found.reviews(),
                changed,
                startedBy,
                secondBy,
                startedAt,
                now,
                why);
    }

    /** In words: what it found, or what it has done. */
    public String summary() {
        return switch (kind) {
            case REHEARSAL -> "joins " + joins + ", splits " + splits + ", moves " + reviews + " to review";
            case ACTIVATION -> changes + " changes";
        };
    }

    /** Stands as the request of every change that the run makes. */
    String requestId() {
        return "model-run:" + number;
    }
}
