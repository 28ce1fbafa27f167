package vn.khop.server.fhir;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Enumerations.FHIRAllTypes;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.OperationDefinition;
import org.hl7.fhir.r4.model.OperationDefinition.OperationKind;
import org.hl7.fhir.r4.model.OperationDefinition.OperationParameterUse;

/** What our operations on patients take and give, as this server does them; HAPI would describe them without their parameters. */
final class OperationDefinitions {
    private static final String MANY = "*";
    private static final Map<String, Supplier<OperationDefinition>> BY_ID = Map.of(
            "Patient-match", OperationDefinitions::match,
            "IHE.PIXm.pix", OperationDefinitions::pix,
            "Patient-merge", OperationDefinitions::merge,
            "Patient-unmerge", OperationDefinitions::unmerge);

    private OperationDefinitions() {}

    /** Empty for what is no operation of ours. */
    static Optional<OperationDefinition> byId(String id) {
        return Optional.ofNullable(BY_ID.get(id))
                .map(definition -> definition.get().setUrl(canonical(id)))
                .map(definition -> {
                    definition.setId(id);
                    return definition;
                });
    }

    private static String canonical(String id) {
        return switch (id) {
            case "IHE.PIXm.pix" -> "https://profiles.ihe.net/ITI/PIXm/OperationDefinition/" + id;
            case "Patient-unmerge" -> "https://khop.vn/fhir/OperationDefinition/" + id;
            default -> "http://hl7.org/fhir/OperationDefinition/" + id;
        };
    }

    private static OperationDefinition match() {
        OperationDefinition match = definition("match", false, """
                Which persons may this Patient be? Compared with their source records; a person counts once, best first, each with a score and a match-grade. \
                With onlyCertainMatches, several certain persons are answered by none. Source: HL7 FHIR R4 Patient-match, IHE ITI-119.""");
        in(match, "resource", 1, "1", FHIRAllTypes.PATIENT);
        in(match, "onlyCertainMatches", 0, "1", FHIRAllTypes.BOOLEAN);
        in(match, "count", 0, "1", FHIRAllTypes.INTEGER);
        out(match, "return", 1, "1", FHIRAllTypes.BUNDLE);
        return match;
    }

    private static OperationDefinition pix() {
        OperationDefinition pix = definition("ihe-pix", false, """
                One number of a person into the others. A Patient of this server is named by base|Patient/id. Source: IHE ITI-83.""");
        in(pix, "sourceIdentifier", 1, "1", FHIRAllTypes.STRING);
        in(pix, "targetSystem", 0, MANY, FHIRAllTypes.URI);
        out(pix, "targetIdentifier", 0, MANY, FHIRAllTypes.IDENTIFIER);
        out(pix, "targetId", 0, MANY, FHIRAllTypes.REFERENCE);
        return pix;
    }

    private static OperationDefinition merge() {
        OperationDefinition merge = definition("merge", true, """
                Two persons are one, or two records of a facility. result-patient is taken if it is what the merge gives, since a person is computed; look at the preview. \
                A reference may name a version: 409 if it is not the present one. 202 with a task where two people decide. Source: HL7 FHIR R5 Patient-merge.""");
        in(merge, PatientDecisions.SOURCE, 0, "1", FHIRAllTypes.REFERENCE);
        in(merge, PatientDecisions.SOURCE_IDENTIFIER, 0, MANY, FHIRAllTypes.IDENTIFIER);
        in(merge, PatientDecisions.TARGET, 0, "1", FHIRAllTypes.REFERENCE);
        in(merge, PatientDecisions.TARGET_IDENTIFIER, 0, MANY, FHIRAllTypes.IDENTIFIER);
        in(merge, PatientDecisions.RESULT, 0, "1", FHIRAllTypes.PATIENT);
        in(merge, PatientDecisions.PREVIEW, 0, "1", FHIRAllTypes.BOOLEAN);
        addOutcome(merge);
        return merge;
    }

    private static OperationDefinition unmerge() {
        OperationDefinition unmerge = definition("unmerge", true, """
                A superseded person is a person of its own again, under its id and with the records that it had; what came later stays with whom it fits best. \
                Merges by the engine are taken back so, too. This operation is ours: HL7 FHIR has none.""");
        in(unmerge, PatientDecisions.SOURCE, 0, "1", FHIRAllTypes.REFERENCE);
        in(unmerge, PatientDecisions.SOURCE_IDENTIFIER, 0, MANY, FHIRAllTypes.IDENTIFIER);
        in(unmerge, PatientDecisions.PREVIEW, 0, "1", FHIRAllTypes.BOOLEAN);
        addOutcome(unmerge);
        return unmerge;
    }

    private static void addOutcome(OperationDefinition definition) {
        out(definition, "input", 1, "1", FHIRAllTypes.PARAMETERS);
        out(definition, "outcome", 1, "1", FHIRAllTypes.OPERATIONOUTCOME);
        out(definition, "result", 0, "1", FHIRAllTypes.PATIENT);
        out(definition, "task", 0, "1", FHIRAllTypes.TASK);
    }

    private static OperationDefinition definition(String code, boolean isChanging, String description) {
        OperationDefinition definition = new OperationDefinition();
        definition
                .setName(code)
                .setTitle("Patient/$" + code)
                .setStatus(PublicationStatus.ACTIVE)
                .setKind(OperationKind.OPERATION)
                .setDescription(description)
                .setAffectsState(isChanging)
                .setCode(code)
                .setResource(List.of(new CodeType("Patient")))
                .setSystem(false)
                .setType(true)
                .setInstance(false);
        return definition;
    }

    private static void in(OperationDefinition definition, String name, int min, String max, FHIRAllTypes type) {
        add(definition, OperationParameterUse.IN, name, min, max, type);
    }

    private static void out(OperationDefinition definition, String name, int min, String max, FHIRAllTypes type) {
        add(definition, OperationParameterUse.OUT, name, min, max, type);
    }

    private static void add(
            OperationDefinition definition,
            OperationParameterUse use,
            String name,
            int min,
            String max,
            FHIRAllTypes type) {
        definition
                .addParameter()
                .setName(name)
                .setUse(use)
                .setMin(min)
                .setMax(max)
                .setType(type.toCode());
    }
}
