package vn.khop.server.fhir;

import ca.uhn.fhir.context.FhirContext;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Address;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointSystem;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.Enumerations.AdministrativeGender;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Identifier.IdentifierUse;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Patient.LinkType;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import vn.khop.server.registry.Columns;
import vn.khop.server.registry.EnterpriseId;
import vn.khop.server.registry.GoldenValue;
import vn.khop.server.registry.IdentifierKind;
import vn.khop.server.registry.Person;
import vn.khop.server.registry.PersonIdentifier;
import vn.khop.server.registry.SourceId;
import vn.khop.server.registry.SourceRecord;

/** Persons and source records as FHIR Patients. */
final class PatientWriting {
    private final FhirContext fhirContext;
    private final IdentifierSystems systems;

    PatientWriting(FhirContext fhirContext, IdentifierSystems systems) {
        this.fhirContext = fhirContext;
        this.systems = systems;
    }

    /**
     * The person as it was read by its id: with its version, and with those whose place it has taken.
     *
     * @param replaced persons that were joined into it
     */
    Patient person(Person person, Set<PersonIdentifier> identifiers, List<EnterpriseId> replaced) {
        Patient patient = person(person, identifiers);
        PersonVersion version = PersonVersion.of(person);
        patient.setId("Patient/" + person.id() + "/_history/" + version);
        patient.getMeta().setVersionId(version.toString());
        patient.getMeta().setLastUpdated(Date.from(version.at()));
        addReplaced(patient, replaced);
        return patient;
    }

    /** Whoever was joined into the person: links, and their ids as old identifiers. */
    static void addReplaced(Patient patient, List<EnterpriseId> replaced) {
        for (EnterpriseId other : replaced) {
            patient.addIdentifier()
                    .setUse(IdentifierUse.OLD)
                    .setSystem(IdentifierSystems.ENTERPRISE_ID)
                    .setValue(other.value());
            link(patient, other.value(), LinkType.REPLACES);
        }
    }

    /** The person: its golden values, every number it is known by, and its sources; a superseded one points to the one that took its place. */
    Patient person(Person person, Set<PersonIdentifier> identifiers) {
        Patient patient = new Patient();
        patient.setId(person.id().value());
        patient.setActive(person.isActive());
        patient.addIdentifier()
                .setSystem(IdentifierSystems.ENTERPRISE_ID)
                .setValue(person.id().value());
        Set<PersonIdentifier> gone = person.sources().stream()
                .filter(source -> source.columns().containsKey(Columns.REPLACED_BY))
                .map(source -> PersonIdentifier.ofFacility(source.facility(), source.localId()))
                .collect(Collectors.toSet());
        identifiers.stream()
                .sorted(Comparator.comparing(PersonIdentifier::domain).thenComparing(PersonIdentifier::value))
                .forEach(identifier -> patient.addIdentifier(write(identifier, gone)));
        person.golden(Columns.Fields.NAME).ifPresent(name -> patient.addName(name(name)));
        person.golden(Columns.Fields.SEX)
                .ifPresent(sex -> patient.setGender(AdministrativeGender.fromCode(sex.value())));
        person.golden(Columns.Fields.BIRTH_DATE)
                .ifPresent(date -> patient.setBirthDateElement(new DateType(date.value())));
        person.golden(Columns.Fields.PHONE)
                .ifPresent(phone ->
                        patient.addTelecom().setSystem(ContactPointSystem.PHONE).setValue(phone.value()));
        person.golden(Columns.Fields.ADDRESS).ifPresent(golden -> {
            Address address = patient.addAddress().setText(golden.value());
            person.sources().stream()
                    .filter(source -> source.id().equals(golden.source()))
                    .forEach(source -> writeParts(source, address));
        });
        person.sources().stream()
                .flatMap(source -> column(source, Columns.MOTHER_NAME).stream())
                .findFirst()
                .ifPresent(mother -> addMother(patient, mother));
        person.golden(Columns.Fields.GUARDIAN).ifPresent(guardian -> addGuardian(patient, guardian.value()));
        person.sources().forEach(source -> link(patient, source.id().value(), LinkType.SEEALSO));
        person.supersededBy().ifPresent(by -> link(patient, by.value(), LinkType.REPLACEDBY));
        return patient;
    }

    /** A number in whose place its facility has put another is old. */
    private Identifier write(PersonIdentifier identifier, Set<PersonIdentifier> gone) {
        Identifier written = systems.write(identifier);
        return gone.contains(identifier) ? written.setUse(IdentifierUse.OLD) : written;
    }

    /** What the sender wrote apart from the whole. */
    private static void writeParts(SourceRecord source, Address address) {
        column(source, Columns.ADDRESS_CITY).ifPresent(address::setCity);
        column(source, Columns.ADDRESS_STATE).ifPresent(address::setState);
        column(source, Columns.ADDRESS_POSTAL_CODE).ifPresent(address::setPostalCode);
        column(source, Columns.ADDRESS_COUNTRY).ifPresent(address::setCountry);
    }

    private static void addMother(Patient patient, String name) {
        patient.addExtension(PatientReading.MOTHERS_MAIDEN_NAME, new StringType(name));
    }

    private static HumanName name(GoldenValue golden) {
        HumanName name = new HumanName().setText(golden.value());
        golden.name().ifPresent(parts -> {
            if (!parts.family().isEmpty()) {
                name.setFamily(parts.family());
            }
            parts.given().forEach(name::addGiven);
        });
        return name;
    }

    private static void addGuardian(Patient patient, String name) {
        Patient.ContactComponent contact = patient.addContact();
        contact.setName(new HumanName().setText(name));
        contact.addRelationship()
                .addCoding()
                .setSystem("http://terminology.hl7.org/CodeSystem/v3-RoleCode")
                .setCode("GUARD");
    }

    private static void link(Patient patient, String id, LinkType type) {
        patient.addLink().setOther(new Reference("Patient/" + id)).setType(type);
    }

    /** The source record as it came, with the id and version it has here and the person it belongs to. */
    Patient source(SourceRecord source, EnterpriseId person) {
        return source(source, person, List.of());
    }

    /**
     * The same with the records in whose place its facility has put this one.
     *
     * @param replaced of the same facility
     */
    Patient source(SourceRecord source, EnterpriseId person, List<SourceId> replaced) {
        Patient patient = source.document()
                .filter(PatientWriting::isFhir)
                .map(document -> fhirContext.newJsonParser().parseResource(Patient.class, document))
                .orElseGet(() -> ofColumns(source));
        patient.setId("Patient/" + source.id().value() + "/_history/" + source.version());
        patient.getMeta().setVersionId(String.valueOf(source.version()));
        patient.getMeta().setLastUpdated(Date.from(source.receivedAt()));
        link(patient, person.value(), LinkType.REFER);
        if (!source.isActive()) {
            patient.setActive(false);
        }
        // What somebody says who may not say so counts for nothing, and nobody should read it here as if it did; what
        // counts may have come with another version.
        patient.getIdentifier().forEach(number -> number.removeExtension(PatientReading.VERIFICATION));
        column(source, Columns.NATIONAL_ID_VERIFIED)
                .ifPresent(how -> patient.getIdentifier().stream()
                        .filter(number -> column(source, Columns.NATIONAL_ID)
                                        .equals(Optional.ofNullable(number.getValue()))
                                && !systems.ofFacility(source.facility()).equals(number.getSystem()))
                        .forEach(number -> number.addExtension(PatientReading.VERIFICATION, new CodeType(how))));
        Optional.ofNullable(source.columns().get(Columns.REPLACED_BY))
                .ifPresent(number -> pointTo(patient, SourceId.of(source.facility(), number)));
        replaced.forEach(other -> link(patient, other.value(), LinkType.REPLACES));
        return patient;
    }

    /** Feeds of other kinds keep their messages too. */
    static boolean isFhir(String document) {
        return document.startsWith("{");
    }

    /** The facility has named the other by its number; here it has an id, too. */
    private static void pointTo(Patient patient, SourceId survivor) {
        patient.getLink().stream()
                .filter(link -> link.getType() == LinkType.REPLACEDBY)
                .findFirst()
                .ifPresentOrElse(
                        link -> link.getOther().setReference("Patient/" + survivor),
                        () -> link(patient, survivor.value(), LinkType.REPLACEDBY));
    }

    private Patient ofColumns(SourceRecord source) {
        Patient patient = new Patient();
        patient.setActive(true);
        patient.addIdentifier().setSystem(systems.ofFacility(source.facility())).setValue(source.localId());
        column(source, Columns.NATIONAL_ID)
                .ifPresent(value -> patient.addIdentifier()
                        .setSystem(systems.of(idCard(value)))
                        .setValue(value));
        column(source, Columns.INSURANCE_NO)
                .ifPresent(value -> patient.addIdentifier()
                        .setSystem(systems.of(IdentifierKind.INSURANCE_NUMBER))
                        .setValue(value));
        column(source, Columns.FULL_NAME).ifPresent(value -> patient.addName().setText(value));
        column(source, Columns.BIRTH_DATE)
                .filter(value -> value.matches("\\d{4}(-\\d{2}(-\\d{2})?)?"))
                .ifPresent(value -> patient.setBirthDateElement(new DateType(value)));
        column(source, Columns.PHONE)
                .ifPresent(value ->
                        patient.addTelecom().setSystem(ContactPointSystem.PHONE).setValue(value));
        column(source, Columns.ADDRESS).ifPresent(value -> patient.addAddress().setText(value));
        column(source, Columns.GUARDIAN_NAME).ifPresent(value -> addGuardian(patient, value));
        return patient;
    }

    /** Nine digits are the old card's; the column holds either. */
    private static IdentifierKind idCard(String value) {
        return value.matches("\\d{9}") ? IdentifierKind.CITIZEN_ID : IdentifierKind.NATIONAL_ID;
    }

    private static Optional<String> column(SourceRecord source, String column) {
        return Optional.ofNullable(source.columns().get(column)).filter(value -> !value.isBlank());
    }
}
