package vn.khop.server.fhir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static vn.khop.server.fhir.FhirClient.q;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.khop.server.RunningServer;
import vn.khop.server.security.Role;

/** {@code Patient/$ihe-pix}, IHE ITI-83, case by case, in JSON and in XML; everybody in it is made up. */
@Tag("slow")
class IdentifierCrossReferenceTest {
    private static final String PIX = "/fhir/Patient/$ihe-pix?sourceIdentifier=";
    private static final String NATIONAL = FhirClient.SID + "national_id";

    private static FhirClient client(String format) {
        return new FhirClient(RunningServer.shared(), format);
    }

    /** Somebody known at two hospitals. */
    private record Known(FhirClient client, String red, String blue, String citizen, String person, String record) {
        static Known of(FhirClient client, String name, String year) {
            String citizen =
                    "0011" + year.substring(2) + "0006" + (client.format().equals("json") ? "11" : "12");
            Patient patient = FhirClient.patient(client.own(name), year + "-02-03");
            patient.addIdentifier(FhirClient.citizen(citizen));
            Patient one = client.fed("01001", "red-" + year + client.format(), patient);
            Patient two = client.fed("01013", "blue-" + year + client.format(), patient);
            assertEquals(FhirClient.personOf(one), FhirClient.personOf(two));
            return new Known(
                    client,
                    FhirClient.localSystem("01001") + "|red-" + year + client.format(),
                    FhirClient.localSystem("01013") + "|blue-" + year + client.format(),
                    NATIONAL + "|" + citizen,
                    FhirClient.personOf(one),
                    one.getIdElement().getIdPart());
        }

        Parameters ask(String query) {
            return client.ok(Parameters.class, client.get(PIX + query));
        }
    }

    private static List<String> identifiers(Parameters answer) {
        return answer.getParameter().stream()
                .filter(parameter -> parameter.getName().equals("targetIdentifier"))
                .map(parameter -> (Identifier) parameter.getValue())
                .map(identifier -> identifier.getSystem() + "|" + identifier.getValue())
                .sorted()
                .collect(Collectors.toList());
    }

    private static List<String> references(Parameters answer) {
        return answer.getParameter().stream()
                .filter(parameter -> parameter.getName().equals("targetId"))
                .map(parameter -> ((Reference) parameter.getValue()).getReference())
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "xml"})
    void aHospitalsNumberGivesTheOthersAndThePersonAndNotItself(String format) {
        Known known = Known.of(client(format), "Giàng Thị Máy", "1971");
        Parameters answer = known.ask(q(known.red()));
        List<String> found = identifiers(answer);
        assertTrue(found.contains(known.blue()), found.toString());
        assertTrue(found.contains(known.citizen()), found.toString());
        assertTrue(found.contains("urn:khop:enterprise-id|" + known.person()), found.toString());
        assertFalse(found.contains(known.red()), "the source identifier is not in the result");
        assertEquals(List.of("Patient/" + known.person()), references(answer));
        assertEquals(
                List.of("targetId", "targetIdentifier"),
                answer.getParameter().stream()
                        .map(Parameters.ParametersParameterComponent::getName)
                        .distinct()
                        .sorted()
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "xml"})
    void targetSystemsChooseAmongThem(String format) {
        Known known = Known.of(client(format), "Giàng Thị Súa", "1972");
        assertEquals(List.of(known.citizen()), identifiers(known.ask(q(known.red()) + "&targetSystem=" + q(NATIONAL))));
        assertEquals(
                2,
                identifiers(known.ask(q(known.red()) + "&targetSystem=" + q(NATIONAL) + "&targetSystem="
                                + q(FhirClient.localSystem("01013"))))
                        .size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "xml"})
    void theFormatMayBeAskedForInTheUrl(String format) {
        Known known = Known.of(client(format), "Giàng Thị Dua", "1973");
        HttpResponse<String> answer = RunningServer.shared().get(PIX + q(known.red()) + "&_format=" + format, Role.HUB);
        assertFalse(identifiers(known.client().ok(Parameters.class, answer)).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "xml"})
    void aPatientOfThisServerIsNamedByTheServerAndItsReference(String format) {
        Known known = Known.of(client(format), "Giàng Thị Chía", "1974");
        String base = RunningServer.shared().url() + "/fhir";
        Parameters ofRecord = known.ask(q(base + "|Patient/" + known.record()));
        assertTrue(identifiers(ofRecord).containsAll(List.of(known.blue(), known.citizen())));
        assertEquals(List.of("Patient/" + known.person()), references(ofRecord));
        Parameters ofPerson = known.ask(q(base + "|Patient/" + known.person()));
        assertTrue(identifiers(ofPerson).containsAll(List.of(known.red(), known.blue(), known.citizen())));
        assertEquals(List.of(), references(ofPerson), "the source is not in the result");
        assertEquals(
                List.of("Patient/" + known.person()),
                references(known.ask(q(known.red()) + "&targetSystem=" + q(base))));
        known.client()
                .refused(
                        404,
                        "not-found",
                        "sourceIdentifier Patient Identifier not found",
                        known.client().get(PIX + q(base + "|Patient/E000")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "xml"})
    void knownWithoutACrossReferenceIs200WithEmptyParameters(String format) {
        Known known = Known.of(client(format), "Giàng Thị Vá", "1975");
        Parameters answer = known.ask(q(known.red()) + "&targetSystem=" + q(FhirClient.SID + "passport_number"));
        assertEquals(List.of(), answer.getParameter());
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "xml"})
    void anIdentifierUnknownInAKnownDomainIs404(String format) {
        exactly(
                404,
                "not-found",
                "sourceIdentifier Patient Identifier not found",
                format,
                FhirClient.localSystem("01001") + "|no-such-number");
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "xml"})
    void anUnknownSourceDomainIs400(String format) {
        exactly(400, "code-invalid", "sourceIdentifier Assigning Authority not found", format, "urn:oid:1.2.3|7");
        exactly(
                400,
                "code-invalid",
                "sourceIdentifier Assigning Authority not found",
                format,
                FhirClient.localSystem("nowhere") + "|7");
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "xml"})
    void anUnknownTargetDomainIs403(String format) {
        FhirClient client = client(format);
        Known known = Known.of(client, "Giàng Thị Pà", "1976");
        OperationOutcome.OperationOutcomeIssueComponent issue =
                client.refused(403, client.get(PIX + q(known.red()) + "&targetSystem=" + q("urn:oid:1.2.3")));
        assertEquals("code-invalid", issue.getCode().toCode());
        assertEquals("targetSystem not found", issue.getDiagnostics());
    }

    private static void exactly(int status, String code, String diagnostics, String format, String source) {
        FhirClient client = client(format);
        OperationOutcome.OperationOutcomeIssueComponent issue = client.refused(status, client.get(PIX + q(source)));
        assertEquals(code, issue.getCode().toCode());
        assertEquals(diagnostics, issue.getDiagnostics());
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "xml"})
    void theSourceIdentifierNeedsDomainAndValueAndUnknownParametersAreRefusedByName(String format) {
        FhirClient client = client(format);
        client.refused(400, "required", "sourceIdentifier", client.get("/fhir/Patient/$ihe-pix"));
        client.refused(400, "required", "system|value", client.get(PIX + "7"));
        client.refused(400, "required", "system|value", client.get(PIX + q(FhirClient.localSystem("01001") + "|")));
        client.refused(400, "not-supported", "anySystem", client.get(PIX + q("urn:x|1") + "&anySystem=urn:y"));
    }
}
