package vn.khop.server.fhir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Bundle.SearchEntryMode;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.khop.server.RunningServer;
import vn.khop.server.security.Role;

/** {@code Patient/$match} as HL7 FHIR and IHE ITI-119 have it, case by case, in JSON and in XML; everybody in it is made up. */
@Tag("slow")
class PatientMatchOperationTest {
    private static final String MATCH = "/fhir/Patient/$match";
    private static final String GRADE = "http://hl7.org/fhir/StructureDefinition/match-grade";

    private static FhirClient client(String format) {
        return new FhirClient(RunningServer.shared(), format);
    }

    private static Parameters asked(Patient patient, @Nullable Boolean onlyCertain, @Nullable Integer count) {
        Parameters parameters = new Parameters();
        parameters.addParameter().setName("resource").setResource(patient);
        if (onlyCertain != null) {
            parameters.addParameter().setName("onlyCertainMatches").setValue(new BooleanType(onlyCertain));
        }
        if (count != null) {
            parameters.addParameter().setName("count").setValue(new IntegerType(count));
        }
        return parameters;
    }

    private static Bundle match(FhirClient client, Resource asked) {
        Bundle bundle = client.ok(Bundle.class, client.post(MATCH, Role.HUB, asked));
        assertEquals(Bundle.BundleType.SEARCHSET, bundle.getType());
        double last = 1;
        for (BundleEntryComponent entry : bundle.getEntry()) {
            assertFalse(entry.hasRequest() || entry.hasResponse(), "no request and no response in an entry");
            if (entry.getResource() instanceof OperationOutcome) {
                assertEquals(SearchEntryMode.OUTCOME, entry.getSearch().getMode());
                continue;
            }
            assertTrue(entry.getResource() instanceof Patient);
            assertTrue(entry.getFullUrl()
                    .endsWith("/fhir/Patient/"
                            + entry.getResource().getIdElement().getIdPart()));
            assertEquals(SearchEntryMode.MATCH, entry.getSearch().getMode());
            assertEquals(1, entry.getSearch().getExtensionsByUrl(GRADE).size());
            double score = entry.getSearch().getScore().doubleValue();
            assertTrue(score >= 0 && score <= last, "best first, each in [0, 1]: " + score + " after " + last);
            last = score;
        }
        return bundle;
    }

    private static List<String> grades(Bundle bundle) {
        return bundle.getEntry().stream()
                .filter(entry -> entry.getResource() instanceof Patient)
                .map(entry ->
                        entry.getSearch().getExtensionByUrl(GRADE).getValue().primitiveValue())
                .toList();
    }

    /** Three of one name and year of birth, whom day, month and citizen number keep apart. */
    private static List<String> namesakes(FhirClient client, String name, String year) {
        List<String> persons = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Patient patient = FhirClient.patient(
                    name, year + List.of("-02-11", "-06-27", "-10-04").get(i));
            patient.addIdentifier(
                    FhirClient.citizen(List.of("0011", "0341", "0791").get(i)
                            + year.substring(2)
                            + List.of("31820", "94067", "57293").get(i)
                            + (client.format().equals("json") ? "5" : "8")));
            persons.add(FhirClient.personOf(client.fed("01001", "nm-" + client.format() + year + "-" + i, patient)));
        }
        assertEquals(3, new HashSet<>(persons).size(), "they are three");
        return persons;
    }

    private static Patient known(FhirClient client, String number, String name, String born, String citizen) {
        Patient patient = FhirClient.patient(client.own(name), born);
        patient.addIdentifier(FhirClient.citizen(citizen));
        client.fed("01001", number + "-" + client.format(), patient);
        return patient;
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "xml"})
    void case1OneRecordAndNoOptions(String format) {
        FhirClient client = client(format);
        Patient probe = known(
                client, "mo-1", "Cù Thị Mận", "1961-03-04", "001161000" + (format.equals("json") ? "011" : "012"));

        Bundle bundle = match(client, asked(probe, null, null));

        assertEquals(List.of("certain"), grades(bundle).subList(0, 1));
        Patient found = (Patient) bundle.getEntryFirstRep().getResource();
        assertEquals(client.own("Cù Thị Mận"), found.getNameFirstRep().getText());
        assertEquals("E", found.getIdElement().getIdPart().substring(0, 1), "persons are answered, not records");
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "xml"})
    void case1ABarePatientIsTheSameQuestion(String format) {
        FhirClient client = client(format);
        Patient probe = known(
                client, "mo-2", "Cù Thị Lựu", "1961-03-05", "001161000" + (format.equals("json") ? "021" : "022"));

        assertEquals(
                FhirClient.ids(match(client, asked(probe, null, null))), FhirClient.ids(match(client, probe.copy())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "xml"})
    void case2SeveralAreOrderedBestFirst(String format) {
        FhirClient client = client(format);
        List<String> persons = namesakes(client, client.own("Bế Thị Dung"), "1962");
        Patient probe = FhirClient.patient(client.own("Bế Thị Dung"), "1962");

        Bundle bundle = match(client, asked(probe, false, 10));

        assertTrue(FhirClient.ids(bundle).containsAll(persons), "each namesake: " + FhirClient.ids(bundle));
        assertEquals(bundle.getEntry().size(), new HashSet<>(FhirClient.ids(bundle)).size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "xml"})
    void case3OnlyCertainAndCertainIsOneEntry(String format) {
        FhirClient client = client(format);
        Patient probe = known(
                client, "mo-3", "Cù Thị Đào", "1961-03-06", "001161000" + (format.equals("json") ? "031" : "032"));

        assertEquals(List.of("certain"), grades(match(client, asked(probe, true, null))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "xml"})
    void case4OnlyCertainAndOneThatIsNotIsNoEntry(String format) {
        FhirClient client = client(format);
        known(client, "mo-4", "Cù Thị Quất", "1961-03-07", "001161000" + (format.equals("json") ? "041" : "042"));
        Patient probe = FhirClient.patient(client.own("Cù Thị Quất"), "1961");

        Bundle uncertain = match(client, asked(probe, false, null));
        assertFalse(uncertain.getEntry().isEmpty(), "the test needs a candidate");
        assertFalse(grades(uncertain).contains("certain"), grades(uncertain).toString());
        assertEquals(0, match(client, asked(probe, true, null)).getEntry().size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "xml"})
    void case5OnlyCertainAndSeveralNotProvablyOnePersonIsNoEntry(String format) {
        FhirClient client = client(format);
        List<String> persons = new ArrayList<>();
        String citizen = "001163000" + (format.equals("json") ? "051" : "052");
        for (String born : List.of("1963-07-08", "1963-07-08")) {
            Patient patient = FhirClient.patient(client.own("Bế Thị Nhài"), born);
            patient.addIdentifier(FhirClient.citizen(citizen));
            persons.add(
                    FhirClient.personOf(client.fed(persons.isEmpty() ? "01001" : "01013", "mo-5-" + format, patient)));
        }
        assertEquals(persons.get(0), persons.get(1));
        // A clerk has said that they are two: each is certain by itself, and nobody knows which is meant.
        HttpResponse<String> parted = RunningServer.shared()
                .postJson(
                        "/api/v1/persons/decisions",
                        Role.CLERK_LEAD,
                        "{\"kind\":\"split\",\"person\":\"" + persons.get(0) + "\",\"groups\":"
                                + client.read(persons.get(0)).getLink().stream()
                                        .map(link -> "[\""
                                                + link.getOther()
                                                        .getReferenceElement()
                                                        .getIdPart() + "\"]")
                                        .collect(Collectors.joining(",", "[", "]"))
                                + ",\"reason\":\"namesakes\"}");
        assertEquals(200, parted.statusCode(), parted.body());
        Patient probe = FhirClient.patient(client.own("Bế Thị Nhài"), "1963-07-08");
        probe.addIdentifier(FhirClient.citizen(citizen));

        assertEquals(
                List.of("certain", "certain"),
                grades(match(client, asked(probe, false, null))).subList(0, 2));
        assertEquals(0, match(client, asked(probe, true, null)).getEntry().size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "xml"})
    void case6CountCutsAfterTheBestAndCountsPersons(String format) {
        FhirClient client = client(format);
        namesakes(client, client.own("Bế Thị Hồng"), "1964");
        Patient probe = FhirClient.patient(client.own("Bế Thị Hồng"), "1964");

        List<String> all = FhirClient.ids(match(client, asked(probe, null, 10)));
        List<String> two = FhirClient.ids(match(client, asked(probe, null, 2)));

        assertTrue(all.size() >= 3, all.toString());
        assertEquals(all.subList(0, 2), two);
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "xml"})
    void case7NobodyIsAnEmptySearchsetAndNoError(String format) {
        FhirClient client = client(format);
        Bundle bundle = match(client, asked(FhirClient.patient("Ngô Không Ai Cả", "1901-01-02"), null, null));

        assertEquals(0, bundle.getTotal());
        assertTrue(bundle.getEntry().stream()
                .noneMatch(entry -> entry.getResource() instanceof OperationOutcome outcome
                        && outcome.getIssueFirstRep().getSeverity() == IssueSeverity.ERROR));
        assertEquals(List.of(), FhirClient.ids(bundle));
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "xml"})
    void case8ADeprecatedRecordIsLeftOut(String format) {
        FhirClient client = client(format);
        Patient probe = known(
                client, "mo-8", "Cù Thị Bưởi", "1961-03-08", "001161000" + (format.equals("json") ? "081" : "082"));
        assertEquals(1, match(client, asked(probe, true, null)).getEntry().size());

        assertEquals(2, client.delete("01001", "mo-8-" + format).statusCode() / 100);

        assertEquals(0, match(client, asked(probe, true, null)).getEntry().size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "xml"})
    void case9WhatCannotBeAskedIsAnErrorWithAnOutcome(String format) {
        FhirClient client = client(format);
        Patient probe = FhirClient.patient("Cù Thị Cam", "1961-03-09");

        Parameters unknown = asked(probe, null, null);
        unknown.addParameter().setName("onlySingleMatch").setValue(new BooleanType(true));
        client.refused(400, "not-supported", "onlySingleMatch", client.post(MATCH, Role.HUB, unknown));
        Parameters twice = asked(probe, null, null);
        twice.addParameter().setName("resource").setResource(probe);
        client.refused(400, "invalid", "2 times", client.post(MATCH, Role.HUB, twice));
        Parameters text = asked(probe, null, null);
        text.addParameter().setName("count").setValue(new StringType("1"));
        client.refused(400, "value", "valueInteger", client.post(MATCH, Role.HUB, text));
        Parameters word = asked(probe, null, null);
        word.addParameter().setName("onlyCertainMatches").setValue(new StringType("true"));
        client.refused(400, "value", "valueBoolean", client.post(MATCH, Role.HUB, word));
        client.refused(400, "required", "'resource'", client.post(MATCH, Role.HUB, new Parameters()));
        client.refused(400, "value", "count", client.post(MATCH, Role.HUB, asked(probe, null, 0)));
        Patient modified = probe.copy();
        modified.addModifierExtension().setUrl("urn:x").setValue(new StringType("x"));
        client.refused(
                422, "not-supported", "modifierExtension", client.post(MATCH, Role.HUB, asked(modified, null, null)));
        Patient modifiedWithin = probe.copy();
        modifiedWithin.addContact().addModifierExtension().setUrl("urn:x").setValue(new StringType("x"));
        client.refused(
                422,
                "not-supported",
                "modifierExtension",
                client.post(MATCH, Role.HUB, asked(modifiedWithin, null, null)));
        Patient ruled = probe.copy();
        ruled.setImplicitRules("urn:x");
        client.refused(422, "not-supported", "implicitRules", client.post(MATCH, Role.HUB, asked(ruled, null, null)));
        Patient silent = new Patient();
        silent.setActive(true);
        client.refused(422, "required", "nothing to compare", client.post(MATCH, Role.HUB, asked(silent, null, null)));
        Bundle other = new Bundle();
        other.setType(Bundle.BundleType.COLLECTION);
        client.refused(400, "invalid", "Bundle", client.post(MATCH, Role.HUB, other));
        client.refused(403, "forbidden", "not permitted", client.post(MATCH, Role.AUDITOR, asked(probe, null, null)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "xml"})
    void case9NullWhereAPatientIsExpectedIsAnErrorOfTheSender(String format) {
        FhirClient client = client(format);
        HttpResponse<String> answer = RunningServer.shared()
                .send(
                        client.request(MATCH, Role.HUB)
                                .header("Content-Type", "application/fhir+json")
                                .POST(
                                        java.net.http.HttpRequest.BodyPublishers.ofString(
                                                "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"resource\",\"resource\":null}]}")));
        client.refused(400, "structure", "not a resource", answer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "xml"})
    void case10WarningsAreOutcomesBesideThePatients(String format) {
        FhirClient client = client(format);
        Patient probe = known(
                client, "mo-10", "Cù Thị Chanh", "1961-03-10", "001161000" + (format.equals("json") ? "101" : "102"));
        probe.addIdentifier().setSystem("urn:oid:1.2.3.4").setValue("7");

        Bundle bundle = match(client, asked(probe, null, null));

        assertNotEquals(List.of(), FhirClient.ids(bundle));
        List<OperationOutcome> warnings = bundle.getEntry().stream()
                .map(BundleEntryComponent::getResource)
                .filter(OperationOutcome.class::isInstance)
                .map(OperationOutcome.class::cast)
                .toList();
        assertEquals(1, warnings.size());
        assertEquals(IssueSeverity.WARNING, warnings.get(0).getIssueFirstRep().getSeverity());
        assertTrue(warnings.get(0).getIssueFirstRep().getDiagnostics().contains("urn:oid:1.2.3.4"));
        assertEquals(bundle.getEntry().size() - 1, bundle.getTotal(), "an outcome is not counted");
    }
}
