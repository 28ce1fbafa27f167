package vn.khop.server.registry;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongConsumer;
import vn.khop.server.audit.AccessAction;
import vn.khop.server.audit.AccessEvent;
import vn.khop.server.audit.AccessLog;
import vn.khop.server.audit.AccessOutcome;
import vn.khop.server.registry.Amendments.Amendment;
import vn.khop.server.registry.Amendments.Said;
import vn.khop.server.security.Actor;

/** What becomes of an update that was held, and of a number that is not its patient's. */
final class Overlays {
    private final RecordStore store;
    private final Linkage linkage;
    private final Amendments amendments;
    private final AccessLog accessLog;
    private final Ledger ledger;

    Overlays(RecordStore store, Linkage linkage, Amendments amendments, AccessLog accessLog, Ledger ledger) {
        this.store = store;
        this.linkage = linkage;
        this.amendments = amendments;
        this.accessLog = accessLog;
        this.ledger = ledger;
    }

    /** @param task in which it is decided; {@code before} refuses if it is not as it was seen, {@code after} resolves it */
    long settle(Task task, Task.Answer answer, Justification why, Actor actor, Runnable before, LongConsumer after) {
        SourceId record = task.subject().record();
        int version = task.subject().heldVersion().orElseThrow();
        SourceRecord held = store.source(record, version).orElseThrow();
        return switch (answer) {
            case ACCEPT ->
                amendments.amend(
                        new Amendment(Change.Kind.ACCEPT, held, Said.OTHER_PATIENT, why),
                        actor,
                        Set.of(Tasks.claim(task.id())),
                        before,
                        settled(record, version, HeldVersion.State.ACCEPTED, after));
            case CORRECTION ->
                amendments.amend(
                        new Amendment(Change.Kind.CORRECTION, held, Said.SAME_PATIENT, why),
                        actor,
                        Set.of(Tasks.claim(task.id())),
                        before,
                        settled(record, version, HeldVersion.State.CORRECTION, after));
            case REJECT ->
                told(
                        Change.Kind.REJECT,
                        ChangeEvent.Kind.UPDATE_REJECTED,
                        task,
                        why,
                        actor,
                        before,
                        settled(record, version, HeldVersion.State.REJECTED, after));
            case SAME, DIFFERENT, SPLIT, WRONG_IDENTIFIER, DISMISS ->
                throw new IllegalArgumentException("a held update is accepted, rejected or a correction");
        };
    }

    private LongConsumer settled(SourceId record, int version, HeldVersion.State state, LongConsumer after) {
        return change -> {
            store.held().settle(record, version, state);
            after.accept(change);
        };
    }

    /** Nothing is moved, but the record's hospital is told something, by the change feed. */
    long told(
            Change.Kind kind,
            ChangeEvent.Kind event,
            Task task,
            Justification why,
            Actor actor,
            Runnable before,
            LongConsumer after) {
        return told(kind, event, task, task.subject().record(), why, actor, before, after);
    }

    /** @param record the one of the task's records that it is about */
    long told(
            Change.Kind kind,
            ChangeEvent.Kind event,
            Task task,
            SourceId record,
            Justification why,
            Actor actor,
            Runnable before,
            LongConsumer after) {
        Set<String> claims = new TreeSet<>(Set.of(Tasks.claim(task.id())));
        while (true) {
            EnterpriseId person = personOf(record);
            claims.add(FeedAttempt.claim(person));
            Optional<Long> done = store.claiming(claims, () -> {
                before.run();
                if (!personOf(record).equals(person)) {
                    return Optional.<Long>empty();
                }
                Change change = new Change(
                        0,
                        kind,
                        ledger.now(),
                        actor.username(),
                        linkage.modelVersion(),
                        actor.requestId(),
                        why.reason().code(),
                        why.note(),
                        Optional.empty());
                long number = ledger.tell(change, event, person, record);
                after.accept(number);
                ledger.followTasks(
                        store.members(List.of(person)).stream()
                                .map(SourceRecord::id)
                                .toList(),
                        change.at());
                accessLog.record(new AccessEvent(
                        actor, AccessAction.DECIDE, person.value(), record.value(), AccessOutcome.SUCCESS));
                return Optional.of(number);
            });
            if (done.isPresent()) {
                return done.get();
            }
        }
    }

    /** The number in that column of the record is not its patient's: it is kept and not read from now on, and the record linked anew. */
    long wrongIdentifier(
            Task task,
            SourceId record,
            String column,
            Justification why,
            Actor actor,
            Runnable before,
            LongConsumer after) {
        SourceRecord present = store.source(record).orElseThrow();
        if (!WrongIdentifiers.COLUMNS.contains(column) || !present.columns().containsKey(column)) {
            throw new Refused(
                    Refused.Reason.BAD_ANSWER,
                    "the record has no number there: expected one of " + new TreeSet<>(WrongIdentifiers.COLUMNS)
                            + " that it carries");
        }
        SourceRecord marked = new SourceRecord(
                present.id(),
                present.facility(),
                present.localId(),
                present.version(),
                WrongIdentifiers.with(present.columns(), column),
                present.document(),
                present.eventTime(),
                present.receivedAt());
        Runnable unchanged = () -> {
            before.run();
            if (store.source(record).orElseThrow().version() != present.version()) {
                throw new Refused(Refused.Reason.STALE, "the record has changed since: look at it again");
            }
        };
        return amendments.amend(
                new Amendment(Change.Kind.WRONG_IDENTIFIER, marked, Said.NOTHING, why),
                actor,
                Set.of(Tasks.claim(task.id())),
                unchanged,
                after);
    }

    private EnterpriseId personOf(SourceId id) {
        return Objects.requireNonNull(store.personsOf(List.of(id)).get(id), "a source record belongs to a person");
    }
}
