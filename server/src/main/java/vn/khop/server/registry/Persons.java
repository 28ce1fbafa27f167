package vn.khop.server.registry;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import vn.khop.mpi.record.PersonRecord;
import vn.khop.server.audit.EmergencyAccess;
import vn.khop.server.security.Actor;

/** Persons as they are shown: put together from their records, and cut to what the caller may see. */
final class Persons {
    private final RecordStore store;
    private final Linkage linkage;
    private final Candidates candidates;
    private final EmergencyAccess emergencies;

    Persons(RecordStore store, Linkage linkage, Candidates candidates, EmergencyAccess emergencies) {
        this.store = store;
        this.linkage = linkage;
        this.candidates = candidates;
        this.emergencies = emergencies;
    }

    /** The persons with their sources, without history. */
    Map<EnterpriseId, Person> of(List<EnterpriseId> ids) {
        Map<EnterpriseId, Person> persons = new HashMap<>();
        store.persons(ids).forEach(membership -> persons.put(membership.person().id(), of(membership)));
        if (!persons.keySet().containsAll(ids)) {
            throw new IllegalStateException("a person that is not there");
        }
        return persons;
    }

    /** The same of a person that was read. */
    Person of(RecordStore.Membership membership) {
        List<PersonRecord> records = understood(membership);
        RecordStore.PersonRow row = membership.person();
        return new Person(
                row.id(),
                row.createdAt(),
                holder(row, store::person),
                records.isEmpty() ? List.of() : linkage.survive(records),
                membership.sources(),
                List.of(),
                CitizenAnchor.of(records));
    }

    /**
     * Who holds the records of a superseded person, by however many it was superseded since; empty of one that is not superseded.
     *
     * @param known at the moment that is asked about
     */
    static Optional<EnterpriseId> holder(
            RecordStore.PersonRow person, Function<EnterpriseId, Optional<RecordStore.PersonRow>> known) {
        Optional<EnterpriseId> last = person.supersededBy();
        Optional<EnterpriseId> next = last;
        while (next.isPresent()) {
            last = next;
            next = next.flatMap(known).flatMap(RecordStore.PersonRow::supersededBy);
        }
        return last;
    }

    /** What the person is known by, as the actor may see it. */
    Set<PersonIdentifier> identifiers(RecordStore.Membership membership, Actor actor) {
        Set<PersonIdentifier> all = new HashSet<>();
        understood(membership).forEach(record -> all.addAll(SourceIndex.identifiers(record)));
        return view(membership.person().id(), actor)
                .map(view -> view.identifiers(all, membership.sources()))
                .orElse(all);
    }

    private List<PersonRecord> understood(RecordStore.Membership membership) {
        return membership.sources().stream().map(candidates::understood).toList();
    }

    EnterpriseId ofRecord(SourceId source) {
        return Objects.requireNonNull(
                store.personsOf(List.of(source)).get(source), "a source record belongs to a person, always");
    }

    /** The person as the actor may see it. */
    Person shown(Person person, Actor actor) {
        return view(person.id(), actor).map(view -> view.of(person)).orElse(person);
    }

    /** Empty where the actor may see all of the person. */
    Optional<HospitalView> view(EnterpriseId person, Actor actor) {
        return HospitalView.of(actor, linkage).filter(view -> !emergencies.isOpen(actor, person.value()));
    }
}
