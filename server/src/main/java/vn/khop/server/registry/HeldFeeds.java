package vn.khop.server.registry;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import vn.khop.mpi.record.PersonRecord;
import vn.khop.mpi.record.RawRecord;
import vn.khop.server.security.Actor;

/** Keeps an update that would turn a record into somebody else, word for word, and takes nothing of it; a clerk is asked, and the change feed says so. */
final class HeldFeeds {
    private final RecordStore store;
    private final Linkage linkage;
    private final Candidates candidates;
    private final Ledger ledger;
    private final OverlayGuard guard;

    HeldFeeds(RecordStore store, Linkage linkage, Candidates candidates, Ledger ledger) {
        this.store = store;
        this.linkage = linkage;
        this.candidates = candidates;
        this.ledger = ledger;
        this.guard = new OverlayGuard(linkage);
    }

    /**
     * Whether the update is to be held, and how much its own facts weigh.
     *
     * @param present the version that it would replace
     */
    Optional<Double> overlay(SourceRecord present, Map<String, String> columns) {
        SourceRecord patient =
                present.isActive() ? present : lastOfItsOwn(present).orElse(present);
        boolean isOfItsOwn = !columns.containsKey(Columns.REMOVED) && !columns.containsKey(Columns.REPLACED_BY);
        if (!isOfItsOwn || !patient.isActive()) {
            return Optional.empty();
        }
        RawRecord update = new RawRecord(present.id().value(), columns);
        boolean saidNothingBefore = linkage.unlinkable(
                        new RawRecord(patient.id().value(), patient.columns()))
                .isPresent();
        boolean isAnonymous = linkage.unlinkable(update)
                .filter(why -> why == Unlinkable.ANONYMOUS)
                .isPresent();
        if (saidNothingBefore || isAnonymous) {
            return Optional.empty();
        }
        PersonRecord after = linkage.normalise(update);
        return guard.overlay(candidates.understood(patient), after);
    }

    /** A number that was given up may be given to somebody else: it is held against the patient that it was. */
    private Optional<SourceRecord> lastOfItsOwn(SourceRecord present) {
        for (int version = present.version() - 1; version > 0; version--) {
            int former = version;
            Optional<SourceRecord> known = store.source(present.id(), former)
                    .filter(SourceRecord::isActive)
                    .filter(record -> store.held().of(present.id(), former).isEmpty());
            if (known.isPresent()) {
                return known;
            }
        }
        return Optional.empty();
    }

    /** The update that waits, if it is this one, sent again. */
    Optional<FeedOutcome> repeated(SourceFeed feed, Map<String, String> columns, SourceRecord present) {
        return store.held()
                .waiting(present.id())
                .filter(held -> store.source(held.source(), held.version())
                        .filter(version -> version.columns().equals(columns)
                                && version.document().equals(feed.document())
                                && version.eventTime().equals(feed.eventTime()))
                        .isPresent())
                .map(held -> outcome(present));
    }

    /** What somebody is told who sends a message again whose update was held. */
    Optional<FeedOutcome> repeated(RecordStore.Message message) {
        return store.held()
                .of(message.source(), message.version())
                .filter(held -> held.state() == HeldVersion.State.HELD)
                .flatMap(held -> store.source(message.source()))
                .map(this::outcome);
    }

    private FeedOutcome outcome(SourceRecord present) {
        Optional<TaskId> task = store.tasks().openOn(List.of(present.id())).stream()
                .filter(open -> open.type() == Task.Type.OVERLAY
                        && open.subject().record().equals(present.id()))
                .map(Task::id)
                .findFirst();
        return new FeedOutcome(present, personOf(present.id()), FeedOutcome.Effect.HELD, task);
    }

    private EnterpriseId personOf(SourceId id) {
        return Objects.requireNonNull(store.personsOf(List.of(id)).get(id), "a source record belongs to a person");
    }

    /** Holds it. The record's person must be claimed. */
    FeedOutcome hold(SourceRecord present, SourceRecord update, double bits, Actor actor) {
        store.putOutdated(update, new RecordStore.Origin(actor.username(), actor.clientId(), actor.requestId()));
        store.held()
                .waiting(present.id())
                .ifPresent(
                        former -> store.held().settle(former.source(), former.version(), HeldVersion.State.SUPERSEDED));
        store.held()
                .add(new HeldVersion(
                        present.id(),
                        update.version(),
                        present.version(),
                        bits,
                        HeldVersion.State.HELD,
                        update.receivedAt()));
        TaskId task = ledger.askAboutRecord(
                Task.Type.OVERLAY,
                new Task.Subject(present.id(), Optional.empty(), Optional.of(update.version())),
                bits,
                Task.Cause.HELD_UPDATE,
                update.receivedAt());
        EnterpriseId person = personOf(present.id());
        ledger.tell(
                new Change(
                        0,
                        Change.Kind.HOLD,
                        update.receivedAt(),
                        Change.MODEL,
                        linkage.modelVersion(),
                        actor.requestId(),
                        "",
                        "",
                        Optional.empty()),
                ChangeEvent.Kind.UPDATE_HELD,
                person,
                present.id());
        return new FeedOutcome(present, person, FeedOutcome.Effect.HELD, Optional.of(task));
    }

    /** The facility has sent something that fits what the record was: what waits is not what it says any more. */
    void superseded(SourceId record) {
        store.held().waiting(record).ifPresent(held -> {
            store.held().settle(record, held.version(), HeldVersion.State.SUPERSEDED);
            store.tasks().openOn(List.of(record)).stream()
                    .filter(task -> task.type() == Task.Type.OVERLAY
                            && task.subject().record().equals(record))
                    .forEach(task -> store.tasks().replace(task.obsolete(ledger.now())));
        });
    }
}
