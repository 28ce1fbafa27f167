package vn.khop.server.fhir;

import ca.uhn.fhir.model.api.annotation.Description;
import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.OptionalParam;
import ca.uhn.fhir.rest.annotation.Read;
import ca.uhn.fhir.rest.annotation.Search;
import ca.uhn.fhir.rest.param.ReferenceParam;
import ca.uhn.fhir.rest.param.TokenParam;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.RelatedPerson;
import org.jspecify.annotations.Nullable;
import vn.khop.server.registry.EnterpriseId;
import vn.khop.server.registry.Relation;
import vn.khop.server.registry.RelationKind;
import vn.khop.server.registry.Relations;
import vn.khop.server.security.CurrentActor;

/**
 * {@code GET RelatedPerson?patient=Patient/E...}: a person's mother, father, guardian or twin, each with the enterprise id under which the relative is known here; whoever wants to know
 * more of the relative reads that Patient.
 */
final class RelatedPersons {
    private static final String ROLES = "http://terminology.hl7.org/CodeSystem/v3-RoleCode";
    private static final String STATES = "https://khop.vn/fhir/CodeSystem/relation-state";
    private static final Map<RelationKind, String> CODES = new EnumMap<>(Map.of(
            RelationKind.MOTHER, "MTH",
            RelationKind.FATHER, "FTH",
            RelationKind.GUARDIAN, "GUARD",
            RelationKind.TWIN, "TWIN",
            RelationKind.SIBLING, "SIB",
            RelationKind.SPOUSE, "SPS",
            RelationKind.CHILD, "CHILD",
            RelationKind.WARD, "WARD"));
    private static final String BETWEEN = ".";

    private final Relations relations;
    private final CurrentActor currentActor;

    RelatedPersons(Relations relations, CurrentActor currentActor) {
        this.relations = relations;
        this.currentActor = currentActor;
    }

    @Read(type = RelatedPerson.class)
    public RelatedPerson read(@IdParam IdType id) {
        String[] parts = id.getIdPart().split("\\.", -1);
        return Optional.of(parts)
                .filter(named -> named.length == 3)
                .flatMap(named -> EnterpriseId.parse(named[0]))
                .flatMap(person -> relations.of(person, true, currentActor.get()))
                .flatMap(found -> found.stream()
                        .filter(relation -> id(relation).equals(id.getIdPart()))
                        .findFirst())
                .map(RelatedPersons::of)
                .orElseThrow(() -> Refusal.notFound("this RelatedPerson is not known"));
    }

    @Search(type = RelatedPerson.class)
    public List<RelatedPerson> search(
            @Description(shortDefinition = "Whose relatives: Patient/E...") @OptionalParam(name = "patient") @Nullable
                    ReferenceParam patient,
            @Description(shortDefinition = "MTH, FTH, GUARD, TWIN, SIB, SPS, CHILD or WARD")
                    @OptionalParam(name = "relationship")
                    @Nullable
                    TokenParam relationship) {
        if (patient == null) {
            throw Refusal.invalid(IssueType.REQUIRED, "a search for RelatedPerson needs 'patient', a Patient");
        }
        if (patient.hasResourceType() && !"Patient".equals(patient.getResourceType())) {
            throw Refusal.invalid(IssueType.NOTSUPPORTED, "'patient' is a Patient");
        }
        return EnterpriseId.parse(patient.getIdPart())
                .flatMap(person -> relations.of(person, false, currentActor.get()))
                .orElse(List.of())
                .stream()
                .filter(relation -> relationship == null
                        || String.valueOf(CODES.get(relation.kind())).equals(relationship.getValue()))
                .map(RelatedPersons::of)
                .toList();
    }

    private static String id(Relation relation) {
        return String.join(
                BETWEEN,
                relation.person().value(),
                relation.other().value(),
                relation.kind().word());
    }

    private static RelatedPerson of(Relation relation) {
        RelatedPerson related = new RelatedPerson();
        related.setId(id(relation));
        related.setActive(relation.state() != Relation.State.ENDED);
        related.getMeta().addTag(new Coding(STATES, TaskWriting.code(relation.state()), null));
        related.setPatient(new Reference("Patient/" + relation.person()));
        related.addIdentifier()
                .setSystem(IdentifierSystems.ENTERPRISE_ID)
                .setValue(relation.other().value());
        related.addRelationship().addCoding(new Coding(ROLES, CODES.get(relation.kind()), null));
        return related;
    }

    /** What a feed says somebody is to its patient, by the code of a relationship. */
    static Optional<RelationKind> kind(String code) {
        return switch (code) {
            case "MTH", "NMTH", "NMTHF" -> Optional.of(RelationKind.MOTHER);
            case "FTH", "NFTH", "NFTHF" -> Optional.of(RelationKind.FATHER);
            case "GUARD", "PRN" -> Optional.of(RelationKind.GUARDIAN);
            case "TWIN", "TWINBRO", "TWINSIS", "FTWIN", "ITWIN" -> Optional.of(RelationKind.TWIN);
            case "SIB", "NSIB", "BRO", "SIS", "NBRO", "NSIS" -> Optional.of(RelationKind.SIBLING);
            case "SPS", "HUSB", "WIFE" -> Optional.of(RelationKind.SPOUSE);
            default -> Optional.empty();
        };
    }
}
