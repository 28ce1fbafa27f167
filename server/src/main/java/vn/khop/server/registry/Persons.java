package vn.khop.server.registry;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
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
        List<SourceRecord> members = store.members(ids);
        Map<SourceId, EnterpriseId> personOf =
                store.personsOf(members.stream().map(SourceRecord::id).toList());
        Map<EnterpriseId, List<SourceRecord>> sources = members.stream()
                .collect(Collectors.groupingBy(record -> Objects.requireNonNull(personOf.get(record.id()))));
        Map<EnterpriseId, Person> persons = new HashMap<>();
        for (EnterpriseId id : ids) {
            RecordStore.PersonRow row =
                    store.person(id).orElseThrow(() -> new IllegalStateException("a person that is not there"));
            List<SourceRecord> own = sources.getOrDefault(id, List.of()).stream()
                    .sorted(Comparator.comparing(SourceRecord::id))
                    .toList();
            List<PersonRecord> records =
                    own.stream().map(candidates::understood).toList();
            List<GoldenValue> golden = records.isEmpty() ? List.of() : linkage.survive(records);
            persons.put(
                    id,
                    new Person(
                            id,
                            row.createdAt(),
                            row.supersededBy(),
                            golden,
                            own,
                            List.of(),
                            CitizenAnchor.of(records)));
        }
        return persons;
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
