package vn.khop.server.fhir;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Address;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointSystem;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.HumanName.NameUse;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.hl7.fhir.r4.model.RelatedPerson;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Type;
import org.jspecify.annotations.Nullable;
import vn.khop.server.registry.Columns;
import vn.khop.server.registry.IdentifierKind;
import vn.khop.server.registry.StatedRelation;

/** A FHIR Patient as the columns of the default schema: what was sent, put where the engine looks for it, nothing corrected. */
final class PatientReading {
    /** Its presence says that the record must not be linked to any other; a code says why. */
    static final String RECORD_CLASS = "https://khop.vn/fhir/StructureDefinition/record-class";

    /** On the citizen number: how it was confirmed to be the patient's. */
    static final String VERIFICATION = "https://khop.vn/fhir/StructureDefinition/identifier-verification";

    /** The ways that a feed can name; the engine knows them by the same words. */
    private static final Set<String> VERIFICATIONS = Set.of("population-database", "card-chip", "card-qr");

    private static final String BIRTH_TIME = "http://hl7.org/fhir/StructureDefinition/patient-birthTime";
    static final String MOTHERS_MAIDEN_NAME = "http://hl7.org/fhir/StructureDefinition/patient-mothersMaidenName";
    /** HL7 v3 RoleCode and v2 0131: mother first, then other guardians. */
    private static final List<Set<String>> GUARDIANS =
            List.of(Set.of("MTH", "NMTH"), Set.of("GUARD", "PRN", "FTH", "NFTH"), Set.of("N", "C", "E"));

    private final IdentifierSystems systems;

    PatientReading(IdentifierSystems systems) {
        this.systems = systems;
    }

    /** Columns without a value are left out. */
    Map<String, String> columns(Patient patient) {
        Map<String, String> columns = new LinkedHashMap<>();
        put(columns, Columns.FULL_NAME, name(patient.getName()));
        put(columns, Columns.GENDER, patient.hasGender() ? patient.getGender().toCode() : "");
        put(columns, Columns.BIRTH_DATE, birthDate(patient));
        put(
                columns,
                Columns.NATIONAL_ID,
                numbers(patient, IdentifierKind.NATIONAL_ID, IdentifierKind.CITIZEN_ID, IdentifierKind.PASSPORT_NUMBER)
                        .findFirst()
                        .orElse(""));
        put(
                columns,
                Columns.INSURANCE_NO,
                numbers(patient, IdentifierKind.INSURANCE_NUMBER).collect(Collectors.joining(";")));
        put(columns, Columns.PHONE, phones(patient.getTelecom()));
        address(patient.getAddress()).ifPresent(address -> {
            put(columns, Columns.ADDRESS, whole(address));
            put(columns, Columns.ADDRESS_CITY, address.getCity());
            put(columns, Columns.ADDRESS_STATE, address.getState());
            put(columns, Columns.ADDRESS_POSTAL_CODE, address.getPostalCode());
            put(columns, Columns.ADDRESS_COUNTRY, address.getCountry());
        });
        put(columns, Columns.MOTHER_NAME, mother(patient));
        put(columns, Columns.GUARDIAN_NAME, guardian(patient.getContact()));
        put(columns, Columns.RELATIVES, relatives(patient));
        if (patient.hasExtension(RECORD_CLASS)) {
            String why = patient.getExtensionString(RECORD_CLASS);
            put(columns, Columns.RECORD_CLASS, why == null || why.isBlank() ? "unlinkable" : why);
        }
        return columns;
    }

    /**
     * How the number that {@link Columns#NATIONAL_ID} holds is said to have been confirmed. Whether whoever says so may, is not looked at here.
     *
     * @throws ca.uhn.fhir.rest.server.exceptions.UnprocessableEntityException if it is a way that is not known
     */
    Optional<String> verification(Patient patient) {
        return identifiers(patient, IdentifierKind.NATIONAL_ID)
                .findFirst()
                .filter(number -> number.hasExtension(VERIFICATION))
                .map(number -> {
                    Type said = number.getExtensionByUrl(VERIFICATION).getValue();
                    String how = said == null ? "" : String.valueOf(said.primitiveValue());
                    if (!VERIFICATIONS.contains(how)) {
                        throw Refusal.unprocessable(
                                IssueType.CODEINVALID,
                                "Patient.identifier.extension",
                                "a number is confirmed by population-database, card-chip or card-qr, as valueCode of the extension; leave it out of a number that was not confirmed");
                    }
                    return how;
                });
    }

    /** Whether an extension changes what the Patient means, or what a part of it does. */
    static boolean isModified(Patient patient) {
        return patient.hasModifierExtension()
                || patient.getContact().stream().anyMatch(Patient.ContactComponent::hasModifierExtension)
                || patient.getCommunication().stream()
                        .anyMatch(Patient.PatientCommunicationComponent::hasModifierExtension)
                || patient.getLink().stream().anyMatch(Patient.PatientLinkComponent::hasModifierExtension);
    }

    /** What it says besides its numbers. */
    Map<String, String> demographics(Patient patient) {
        Map<String, String> columns = columns(patient);
        columns.keySet().removeAll(Set.of(Columns.NATIONAL_ID, Columns.INSURANCE_NO));
        return columns;
    }

    /** The domains of identifiers that are not known here, so that these identifiers are not looked at. */
    Set<String> unknownDomains(Patient patient) {
        return patient.getIdentifier().stream()
                .map(Identifier::getSystem)
                .filter(Objects::nonNull)
                .filter(system -> !system.equals(IdentifierSystems.ENTERPRISE_ID)
                        && systems.kind(system).isEmpty()
                        && systems.facility(system).isEmpty())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** When the facility last changed what it sends. */
    static Optional<Instant> eventTime(Patient patient) {
        return Optional.ofNullable(patient.getMeta().getLastUpdated()).map(Date::toInstant);
    }

    private static void put(Map<String, String> columns, String column, @Nullable String value) {
        if (value != null && !value.isBlank()) {
            columns.put(column, value);
        }
    }

    /** The official or usual name before others; a former name only when there is no other. */
    static String name(List<HumanName> names) {
        return names.stream()
                .min(Comparator.comparingInt(PatientReading::rank))
                .map(PatientReading::whole)
                .orElse("");
    }

    private static int rank(HumanName name) {
        if (!name.hasUse()) {
            return 2;
        }
        NameUse use = name.getUse();
        return switch (use) {
            case OFFICIAL -> 0;
            case USUAL -> 1;
            case OLD, MAIDEN -> 4;
            default -> 3;
        };
    }

    private static String whole(HumanName name) {
        if (name.hasText()) {
            return name.getText();
        }
        return Stream.concat(
                        Stream.ofNullable(name.getFamily()),
                        name.getGiven().stream().map(StringType::getValue))
                .collect(Collectors.joining(" "));
    }

    /** With the minute of birth where it is known: it tells twins apart. */
    private static String birthDate(Patient patient) {
        if (!patient.hasBirthDate()) {
            return "";
        }
        String date = patient.getBirthDateElement().getValueAsString();
        String time = Optional.ofNullable(patient.getBirthDateElement().getExtensionByUrl(BIRTH_TIME))
                .map(extension -> extension.getValue())
                .filter(DateTimeType.class::isInstance)
                .map(value -> ((DateTimeType) value).getValueAsString())
                .filter(text -> text.length() >= "2026-01-02T03:04".length() && text.startsWith(date))
                .map(text -> text.substring("2026-01-02T".length(), "2026-01-02T03:04".length()))
                .orElse("");
        return time.isEmpty() ? date : date + " " + time;
    }

    /** The numbers of these kinds, in the order of the kinds; a number that was taken back is left out. */
    private Stream<String> numbers(Patient patient, IdentifierKind... kinds) {
        return identifiers(patient, kinds).map(Identifier::getValue);
    }

    private Stream<Identifier> identifiers(Patient patient, IdentifierKind... kinds) {
        List<Identifier> numbers = new ArrayList<>();
        for (IdentifierKind kind : kinds) {
            for (Identifier identifier : patient.getIdentifier()) {
                if (identifier.hasValue()
                        && systems.of(kind).equals(identifier.getSystem())
                        && identifier.getUse() != Identifier.IdentifierUse.OLD) {
                    numbers.add(identifier);
                }
            }
        }
        return numbers.stream();
    }

    private static String phones(List<ContactPoint> telecom) {
        return telecom.stream()
                .filter(point -> point.hasValue()
                        && (!point.hasSystem()
                                || point.getSystem() == ContactPointSystem.PHONE
                                || point.getSystem() == ContactPointSystem.SMS))
                .map(ContactPoint::getValue)
                .collect(Collectors.joining(";"));
    }

    private static Optional<Address> address(List<Address> addresses) {
        return addresses.stream()
                .filter(address -> address.getUse() != Address.AddressUse.OLD)
                .filter(address -> !whole(address).isBlank())
                .findFirst();
    }

    private static String whole(Address address) {
        if (address.hasText()) {
            return address.getText();
        }
        return Stream.concat(
                        address.getLine().stream().map(PrimitiveType::getValue),
                        Stream.of(address.getCity(), address.getDistrict(), address.getState()))
                .filter(part -> part != null && !part.isBlank())
                .collect(Collectors.joining(", "));
    }

    private static String mother(Patient patient) {
        return Optional.ofNullable(patient.getExtensionByUrl(MOTHERS_MAIDEN_NAME))
                .map(Extension::getValue)
                .filter(Type::isPrimitive)
                .map(Type::primitiveValue)
                .orElseGet(() -> related(patient.getContact(), GUARDIANS.get(0)).orElse(""));
    }

    private static Optional<String> related(List<Patient.ContactComponent> contacts, Set<String> codes) {
        return contacts.stream()
                .filter(contact -> contact.hasName()
                        && contact.getRelationship().stream()
                                .flatMap(relationship -> relationship.getCoding().stream())
                                .anyMatch(coding -> codes.contains(String.valueOf(coding.getCode()))))
                .map(contact -> name(List.of(contact.getName())))
                .findFirst();
    }

    /** Whom it sees also ({@code link.seealso}) as a RelatedPerson that it contains, by the numbers of that one which are known here. */
    private String relatives(Patient patient) {
        List<String> written = new ArrayList<>();
        for (Patient.PatientLinkComponent link : patient.getLink()) {
            if (link.getType() == Patient.LinkType.SEEALSO
                    && link.getOther().getResource() instanceof RelatedPerson related) {
                related.getRelationship().stream()
                        .flatMap(relationship -> relationship.getCoding().stream())
                        .flatMap(coding -> RelatedPersons.kind(String.valueOf(coding.getCode())).stream())
                        .findFirst()
                        .ifPresent(kind -> related.getIdentifier().stream()
                                .filter(identifier -> identifier.hasSystem() && identifier.hasValue())
                                .flatMap(identifier ->
                                        systems
                                                .read(
                                                        identifier.getSystem(),
                                                        identifier.getValue().strip())
                                                .stream())
                                .forEach(number -> written.add(StatedRelation.written(kind, number))));
            }
        }
        return StatedRelation.written(written);
    }

    private static String guardian(List<Patient.ContactComponent> contacts) {
        for (Set<String> codes : GUARDIANS) {
            Optional<String> named = related(contacts, codes);
            if (named.isPresent()) {
                return named.get();
            }
        }
        return contacts.stream()
                .filter(contact -> contact.hasName() && !contact.hasRelationship())
                .map(contact -> name(List.of(contact.getName())))
                .findFirst()
                .orElse("");
    }
}
