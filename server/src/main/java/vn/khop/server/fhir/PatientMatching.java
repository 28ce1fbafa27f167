package vn.khop.server.fhir;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.hl7.fhir.r4.model.Patient;
import vn.khop.mpi.record.RawRecord;
import vn.khop.server.registry.MatchOptions;
import vn.khop.server.registry.PersonMatch;
import vn.khop.server.registry.Refused;
import vn.khop.server.registry.Registry;
import vn.khop.server.security.CurrentActor;

/** {@code POST Patient/$match}: which persons may this be? HL7 FHIR R4 Patient-match and IHE ITI-119. */
final class PatientMatching {
    private static final String OPERATION = "Patient/$match";
    private static final String GRADE = "http://hl7.org/fhir/StructureDefinition/match-grade";
    private static final int COUNT_DEFAULT = 10;
    private static final int SCORE_DECIMALS = 6;

    private final Registry registry;
    private final CurrentActor currentActor;
    private final PatientReading reading;
    private final PatientWriting writing;

    PatientMatching(Registry registry, CurrentActor currentActor, FhirContext fhirContext, IdentifierSystems systems) {
        this.registry = registry;
        this.currentActor = currentActor;
        this.reading = new PatientReading(systems);
        this.writing = new PatientWriting(fhirContext, systems);
    }

    @Operation(
            name = "$match",
            typeName = "Patient",
            manualRequest = true,
            canonicalUrl = "http://hl7.org/fhir/OperationDefinition/Patient-match")
    public Bundle match(RequestDetails request) {
        OperationInput input =
                OperationInput.read(request, OPERATION, List.of("resource", "onlyCertainMatches", "count"));
        Patient probe = input.resource("resource", Patient.class);
        if (PatientReading.isModified(probe) || probe.hasImplicitRules()) {
            throw Refusal.unprocessable(
                    IssueType.NOTSUPPORTED,
                    probe.hasImplicitRules() ? "Patient.implicitRules" : "Patient.modifierExtension",
                    "the Patient to match carries modifierExtension or implicitRules, which are not supported");
        }
        Map<String, String> columns = reading.columns(probe);
        if (columns.isEmpty()) {
            throw Refusal.unprocessable(
                    IssueType.REQUIRED,
                    "Patient",
                    "the Patient to match says nothing to compare: give a name, a birth date, an identifier, a telephone number or an address");
        }
        int count = input.number("count").orElse(COUNT_DEFAULT);
        if (count < 1) {
            throw Refusal.invalid(
                    IssueType.VALUE, "parameter 'count' of " + OPERATION + " is at least 1, found " + count);
        }
        MatchOptions options = new MatchOptions(input.isTrue("onlyCertainMatches"), count);
        try {
            Bundle bundle =
                    bundle(request, registry.match(new RawRecord("probe", columns), options, currentActor.get()));
            reading.unknownDomains(probe).forEach(domain -> addWarning(bundle, domain));
            return bundle;
        } catch (Refused refused) {
            throw Refusal.of(refused);
        }
    }

    private static void addWarning(Bundle bundle, String domain) {
        OperationOutcome outcome = Refusal.outcome(
                IssueType.NOTSUPPORTED,
                "identifier domain '" + domain + "' is not known here: its identifier was not compared",
                "Patient.identifier");
        outcome.getIssueFirstRep().setSeverity(IssueSeverity.WARNING);
        bundle.addEntry().setResource(outcome).getSearch().setMode(Bundle.SearchEntryMode.OUTCOME);
    }

    private Bundle bundle(RequestDetails request, List<PersonMatch> matches) {
        Bundle bundle = new Bundle();
        bundle.setType(Bundle.BundleType.SEARCHSET);
        bundle.setTotal(matches.size());
        bundle.addLink().setRelation("self").setUrl(request.getServerBaseForRequest() + "/Patient/$match");
        for (PersonMatch match : matches) {
            Bundle.BundleEntrySearchComponent search = bundle.addEntry()
                    .setFullUrl(request.getServerBaseForRequest() + "/Patient/"
                            + match.person().id())
                    .setResource(writing.person(match.person(), match.identifiers()))
                    .getSearch();
            search.setMode(Bundle.SearchEntryMode.MATCH);
            search.setScore(BigDecimal.valueOf(match.score()).setScale(SCORE_DECIMALS, RoundingMode.HALF_UP));
            search.addExtension(GRADE, new CodeType(match.grade().code()));
        }
        return bundle;
    }
}
