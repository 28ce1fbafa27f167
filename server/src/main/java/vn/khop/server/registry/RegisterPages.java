package vn.khop.server.registry;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import vn.khop.mpi.record.PersonRecord;
import vn.khop.mpi.record.RawRecord;
import vn.khop.server.audit.AccessAction;
import vn.khop.server.audit.AccessEvent;
import vn.khop.server.audit.AccessLog;
import vn.khop.server.security.Actor;

/** All persons by their ids, a page at a time, for whoever may see all of them. Thread-safe. */
public final class RegisterPages {
    private final RecordStore store;
    private final Linkage linkage;
    private final AccessLog accessLog;

    public RegisterPages(RecordStore store, Linkage linkage, AccessLog accessLog) {
        this.store = store;
        this.linkage = linkage;
        this.accessLog = accessLog;
    }

    /**
     * A person without history, and what it is known by.
     *
     * @param person with its records; one that was superseded says by whom
     */
    public record Entry(Person person, Set<PersonIdentifier> identifiers) {
        public Entry {
            identifiers = Set.copyOf(identifiers);
        }
    }

    /**
     * The next persons; each is in the access log when this returns.
     *
     * @param reached the id of the last one seen; empty for the beginning
     * @param since only those that changed after it
     * @throws Refused if the actor is one hospital's
     */
    public List<Entry> after(String reached, Optional<Instant> since, int limit, Actor actor) {
        if (!actor.facilities().everywhere()) {
            throw new Refused(Refused.Reason.FACILITY_NOT_ALLOWED, "all persons are for the city's hub");
        }
        List<EnterpriseId> ids = store.personsAfter(reached, since, limit);
        if (ids.isEmpty()) {
            return List.of();
        }
        Map<EnterpriseId, Entry> entries = new HashMap<>();
        store.persons(ids).forEach(membership -> entries.put(membership.person().id(), entry(membership)));
        accessLog.record(AccessEvent.ofResult(
                actor,
                AccessAction.EXPORT,
                ids.stream().map(EnterpriseId::value).toList()));
        return ids.stream().map(id -> Objects.requireNonNull(entries.get(id))).toList();
    }

    private Entry entry(RecordStore.Membership membership) {
        List<PersonRecord> records = membership.sources().stream()
                .map(source -> linkage.normalise(new RawRecord(source.id().value(), source.columns())))
                .toList();
        Set<PersonIdentifier> identifiers = new HashSet<>();
        records.forEach(record -> identifiers.addAll(SourceIndex.identifiers(record)));
        RecordStore.PersonRow row = membership.person();
        return new Entry(
                new Person(
                        row.id(),
                        row.createdAt(),
                        Persons.holder(row, store::person),
                        records.isEmpty() ? List.of() : linkage.survive(records),
                        membership.sources(),
                        List.of(),
                        CitizenAnchor.of(records)),
                identifiers);
    }
}
