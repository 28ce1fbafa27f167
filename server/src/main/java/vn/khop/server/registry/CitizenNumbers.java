package vn.khop.server.registry;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import vn.khop.mpi.record.PartialDate;
import vn.khop.mpi.record.PersonRecord;
import vn.khop.mpi.record.RawRecord;
import vn.khop.server.audit.AccessAction;
import vn.khop.server.audit.AccessEvent;
import vn.khop.server.audit.AccessLog;
import vn.khop.server.audit.AccessOutcome;
import vn.khop.server.security.Actor;

/*
 * A number alone gives nobody away. The citizens' service knows who its user is, so it says the name and the birth date too; only where both agree with the golden values of the one person
 * who is anchored to the number does it learn anything. Nobody of that number, somebody else of that number, several of that number: the answer is the same, and each counts as a miss.
 */
/** The national citizen number as anchor: a citizen's numbers at the hospitals, for the service that he asks by; and everything nationwide that a person was ever known by. */
public final class CitizenNumbers {
    /** HL7 v3 ActReason: the patient himself wants to know. */
    public static final String PURPOSE = "PATRQT";

    private final RecordStore store;
    private final Linkage linkage;
    private final AccessLog accessLog;
    private final NumberGuesses guesses;

    /** @param guesses counts misses of the citizens' service */
    public CitizenNumbers(RecordStore store, Linkage linkage, AccessLog accessLog, NumberGuesses guesses) {
        this.store = store;
        this.linkage = linkage;
        this.accessLog = accessLog;
        this.guesses = guesses;
    }

    /** A citizen, as the service knows him. */
    public record Citizen(String number, String name, String birthDate) {
        /** Without anything about him. */
        @Override
        public String toString() {
            return "Citizen";
        }
    }

    /** A person's anchor, and all its numbers. */
    public record Lineage(EnterpriseId person, CitizenAnchor anchor, List<NumberLineage.Known> numbers) {
        public Lineage {
            numbers = List.copyOf(numbers);
        }
    }

    /**
     * The numbers by which hospitals know the citizen, by hospital: of those that the actor acts for. Empty where it cannot be said.
     *
     * @throws Refused if the purpose is another than the citizen's own request, or the caller is shut out
     */
    public List<PersonIdentifier> ofCitizen(Citizen citizen, Actor actor) {
        guesses.admit(actor);
        if (!actor.purposes().contains(PURPOSE)) {
            accessLog.record(new AccessEvent(actor, AccessAction.CROSS_REFERENCE, "", "", AccessOutcome.DENIED));
            throw new Refused(
                    Refused.Reason.NOT_REGISTERED,
                    "the token's purpose of use is not " + PURPOSE + ": only a citizen's own request is answered here");
        }
        Optional<EnterpriseId> person = person(citizen);
        if (person.isEmpty()) {
            guesses.missed(actor);
        }
        accessLog.record(AccessEvent.ofResult(
                actor,
                AccessAction.CROSS_REFERENCE,
                person.map(EnterpriseId::value).stream().toList()));
        return person.stream()
                .flatMap(found -> store.identifiers(found).stream())
                .filter(identifier -> identifier
                        .facility()
                        .filter(actor.facilities()::includes)
                        .isPresent())
                .sorted(Comparator.comparing(PersonIdentifier::domain).thenComparing(PersonIdentifier::value))
                .toList();
    }

    private Optional<EnterpriseId> person(Citizen citizen) {
        PersonRecord asked = linkage.normalise(new RawRecord(
                SourceId.of(HospitalView.NOBODYS, "").value(),
                Map.of(
                        Columns.NATIONAL_ID, citizen.number(),
                        Columns.FULL_NAME, citizen.name(),
                        Columns.BIRTH_DATE, citizen.birthDate())));
        List<EnterpriseId> anchored = SourceIndex.nationwide(asked).stream()
                .map(number -> PersonIdentifier.of(IdentifierKind.NATIONAL_ID, number.value()))
                .flatMap(number -> store.withIdentifier(number).stream()
                        .filter(person -> isAnchored(person, number.value(), asked)))
                .distinct()
                .toList();
        return anchored.size() == 1 ? Optional.of(anchored.get(0)) : Optional.empty();
    }

    private boolean isAnchored(EnterpriseId person, String number, PersonRecord asked) {
        List<PersonRecord> records = store.members(List.of(person)).stream()
                .map(source -> linkage.normalise(new RawRecord(source.id().value(), source.columns())))
                .toList();
        if (records.isEmpty() || !CitizenAnchor.of(records).number().equals(Optional.of(number))) {
            return false;
        }
        PersonRecord golden = linkage.normalise(new RawRecord(
                SourceId.of(HospitalView.NOBODYS, person.value()).value(),
                HospitalView.columns(linkage.survive(records))));
        return bornOn(asked).isPresent()
                && bornOn(asked).equals(bornOn(golden))
                && linkage.explain(asked, golden).comparisons().stream()
                        .anyMatch(line -> line.comparison().equals(Columns.Fields.NAME) && line.bits() > 0);
    }

    /** To the day: the service has it from the population database. */
    private static Optional<String> bornOn(PersonRecord record) {
        return record.value(Columns.Fields.BIRTH_DATE)
                .filter(PartialDate.class::isInstance)
                .map(date -> ((PartialDate) date).isoText());
    }

    /** All numbers known nationwide that the person's records carry or once carried; empty if there is no such person. */
    public Optional<Lineage> lineage(EnterpriseId id, Actor actor) {
        Optional<RecordStore.PersonRow> row = store.person(id);
        accessLog.record(AccessEvent.ofResult(
                actor,
                AccessAction.READ,
                row.map(found -> found.id().value()).stream().toList()));
        return row.map(found -> {
            List<SourceRecord> members = store.members(List.of(id));
            List<List<NumberLineage.Version>> versions =
                    members.stream().map(this::versions).toList();
            List<PersonRecord> present = members.stream()
                    .map(source -> linkage.normalise(new RawRecord(source.id().value(), source.columns())))
                    .toList();
            return new Lineage(id, CitizenAnchor.of(present), NumberLineage.of(versions));
        });
    }

    private List<NumberLineage.Version> versions(SourceRecord present) {
        List<NumberLineage.Version> versions = new ArrayList<>();
        IntStream.range(1, store.nextVersion(present.id()))
                .mapToObj(version -> store.source(present.id(), version))
                .flatMap(Optional::stream)
                .forEach(version -> versions.add(new NumberLineage.Version(
                        version,
                        version.version() == present.version(),
                        linkage.normalise(new RawRecord(version.id().value(), version.columns())))));
        return versions;
    }
}
