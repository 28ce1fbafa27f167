package vn.khop.server.fhir;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.hl7.fhir.r4.model.Patient;

/*
 * HL7 FHIR lets the client say what the merged Patient looks like. A person here is computed from its records, so what is said of it is held against what the merge gives: a
 * client that wants other values than these has looked at something else, or means to correct a hospital's record, which is the hospital's to do. What it leaves out is taken as
 * it comes.
 */
/** Checks {@code result-patient} of {@code Patient/$merge}. */
final class MergeResult {
    private static final String RESULT = PatientDecisions.RESULT;

    private final PatientReading reading;

    MergeResult(IdentifierSystems systems) {
        this.reading = new PatientReading(systems);
    }

    /**
     * @param given what the client wants
     * @param identifiers those by which it named the two
     * @param computed what the merge gives
     */
    void check(Patient given, String target, String source, List<Identifier> identifiers, Patient computed) {
        if (!target.equals(given.getIdElement().getIdPart())) {
            throw Refusal.invalid(IssueType.INVALID, "'" + RESULT + "' has the id of the target, Patient/" + target);
        }
        for (Identifier identifier : identifiers) {
            if (!has(given, identifier)) {
                throw Refusal.invalid(
                        IssueType.INVALID, "'" + RESULT + "' holds every identifier that the two are named by");
            }
        }
        boolean isLinked = given.getLink().stream()
                .anyMatch(link -> link.getType() == Patient.LinkType.REPLACES
                        && source.equals(link.getOther().getReferenceElement().getIdPart()));
        if (!isLinked) {
            throw Refusal.invalid(
                    IssueType.INVALID, "'" + RESULT + "' has a link of type replaces to the source, Patient/" + source);
        }
        if (given.hasActive() && !given.getActive()) {
            throw other("active");
        }
        if (!given.getIdentifier().stream().allMatch(identifier -> has(computed, identifier))) {
            throw other("identifier");
        }
        Map<String, String> values = reading.columns(computed);
        reading.demographics(given).forEach((column, value) -> {
            if (!Objects.equals(value, values.get(column))) {
                throw other(column);
            }
        });
    }

    private static boolean has(Patient patient, Identifier identifier) {
        return patient.getIdentifier().stream()
                .anyMatch(held -> Objects.equals(held.getSystem(), identifier.getSystem())
                        && Objects.equals(held.getValue(), identifier.getValue()));
    }

    private static RuntimeException other(String what) {
        return Refusal.unprocessable(
                IssueType.BUSINESSRULE,
                RESULT,
                "'" + RESULT + "' says another " + what
                        + " than the records of the two give: a person is computed from its records; look at the preview, and have the hospital correct its record");
    }
}
