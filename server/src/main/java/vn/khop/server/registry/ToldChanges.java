package vn.khop.server.registry;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import vn.khop.mpi.record.RawRecord;
import vn.khop.server.audit.AccessAction;
import vn.khop.server.audit.AccessEvent;
import vn.khop.server.audit.AccessLog;
import vn.khop.server.security.Actor;

/*
 * One hospital is told of its own patients only: of a person of whom it has a record, or had one until this very change. What it is shown of them is the view that it has of them anyway. So a subscription by a citizen number
 * tells a hospital nothing of whom it does not know.
 */
/** Whom a change concerns among those who asked to be told, and what has become of the person for them. Thread-safe. */
public final class ToldChanges {
    private final RecordStore store;
    private final Linkage linkage;
    private final AccessLog accessLog;

    public ToldChanges(RecordStore store, Linkage linkage, AccessLog accessLog) {
        this.store = store;
        this.linkage = linkage;
        this.accessLog = accessLog;
    }

    /** What has become of the person, as it is now. */
    public enum How {
        /** It is new. */
        CREATED,
        CHANGED,
        /** Another took its place. */
        REPLACED,
        /** No facility has a record of it any more, or it is none of those who were asked for any more. */
        GONE
    }

    /**
     * Empty if it is none of the actor's affair. That a person is gone is in the access log then; whoever shows more of the person than its id writes that himself.
     *
     * @param event about a person
     */
    public Optional<How> how(ChangeEvent event, PersonCriterion criterion, Actor actor) {
        return isOfAPerson(event.kind()) ? how(event, membership(event.person()), criterion, actor) : Optional.empty();
    }

    private static boolean isOfAPerson(ChangeEvent.Kind kind) {
        return switch (kind) {
            case PERSON_CREATED, PERSON_CHANGED, PERSON_MERGED, PERSON_UNMERGED, PERSON_SPLIT -> true;
            // Whoever is known by other numbers is told of as a person who changed, too.
            case CROSS_REFERENCE_CHANGED, UPDATE_HELD, UPDATE_REJECTED, HOSPITAL_ASKED -> false;
        };
    }

    private RecordStore.Membership membership(EnterpriseId person) {
        return store.persons(List.of(person)).get(0);
    }

    private Optional<How> how(
            ChangeEvent event, RecordStore.Membership present, PersonCriterion criterion, Actor actor) {
        boolean isReplaced = present.person().supersededBy().isPresent();
        if (!isReplaced && concerns(present, criterion, actor)) {
            boolean isKept = present.sources().stream()
                    .anyMatch(record -> !record.columns().containsKey(Columns.REMOVED));
            if (!isKept) {
                return gone(event, actor);
            }
            boolean isNew =
                    event.kind() == ChangeEvent.Kind.PERSON_CREATED || event.kind() == ChangeEvent.Kind.PERSON_SPLIT;
            return Optional.of(isNew ? How.CREATED : How.CHANGED);
        }
        List<SourceId> left = store.changes().linksOf(event.change()).stream()
                .filter(link -> link.previous().equals(Optional.of(event.person())))
                .map(LinkEvent::source)
                .toList();
        RecordStore.Membership former = new RecordStore.Membership(present.person(), store.sources(left));
        if (!concerns(former, criterion, actor)) {
            return Optional.empty();
        }
        return isReplaced ? Optional.of(How.REPLACED) : gone(event, actor);
    }

    private Optional<How> gone(ChangeEvent event, Actor actor) {
        accessLog.record(
                AccessEvent.of(actor, AccessAction.CHANGES, event.person().value()));
        return Optional.of(How.GONE);
    }

    /** Of records that are, or were, one person's. */
    private boolean concerns(RecordStore.Membership membership, PersonCriterion criterion, Actor actor) {
        List<SourceRecord> records = membership.sources();
        Optional<HospitalView> view = HospitalView.of(actor, linkage);
        List<SourceRecord> seen = records.stream()
                .filter(record -> view.isEmpty() || view.get().includes(record))
                .toList();
        if (seen.isEmpty()) {
            return false;
        }
        return switch (criterion.kind()) {
            case ANY -> true;
            case ID ->
                membership.person().id().value().equals(criterion.text())
                        || seen.stream().anyMatch(record -> record.id().value().equals(criterion.text()));
            case FACILITY -> seen.stream().anyMatch(record -> record.facility().equals(criterion.text()));
            case IDENTIFIER ->
                records.stream()
                        .flatMap(record -> identifiers(record).stream())
                        .filter(identifier -> view.isEmpty()
                                || identifier.kind().isPresent()
                                || actor.facilities()
                                        .includes(identifier.facility().orElseThrow()))
                        .anyMatch(criterion::fits);
        };
    }

    /** What the record is known by; of one that its facility took back, what it was known by. */
    private Set<PersonIdentifier> identifiers(SourceRecord record) {
        Map<String, String> columns = record.columns();
        if (columns.containsKey(Columns.REMOVED)) {
            columns = store.source(record.id(), record.version() - 1)
                    .map(SourceRecord::columns)
                    .orElse(columns);
        }
        return SourceIndex.identifiers(
                linkage.normalise(new RawRecord(record.id().value(), columns)));
    }
}
