package vn.khop.server.fhir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static vn.khop.server.fhir.FhirClient.q;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Identifier.IdentifierUse;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Patient.LinkType;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Task;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.khop.server.RunningServer;
import vn.khop.server.security.Role;

/** {@code Patient/$merge} as HL7 FHIR R5 has it and our {@code $unmerge}, case by case, in JSON and in XML; everybody in it is made up. */
@Tag("slow")
class PatientMergeOperationTest {
    private static final String MERGE = "/fhir/Patient/$merge";
    private static final String UNMERGE = "/fhir/Patient/$unmerge";

    private static FhirClient client(String format) {
        return new FhirClient(RunningServer.shared(), format);
    }

    /** Two persons that nothing joins, each of one record. */
    private record Two(FhirClient client, Patient source, Patient target) {
        static Two of(FhirClient client, String number, String one, String other) {
            boolean isJson = client.format().equals("json");
            return new Two(
                    client,
                    client.fed(
                            "01001",
                            number + "s" + client.format(),
                            FhirClient.patient(client.own(one), isJson ? "1952-03-04" : "1953-03-04")),
                    client.fed(
                            "01013",
                            number + "t" + client.format(),
                            FhirClient.patient(client.own(other), isJson ? "1984-10-11" : "1985-10-11")));
        }

        String from() {
            return FhirClient.personOf(source);
        }

        String to() {
            return FhirClient.personOf(target);
        }

        Parameters parameters() {
            return references("Patient/" + from(), "Patient/" + to());
        }
    }

    private static Parameters references(String source, String target) {
        Parameters parameters = new Parameters();
        parameters.addParameter().setName("source-patient").setValue(new Reference(source));
        parameters.addParameter().setName("target-patient").setValue(new Reference(target));
        return parameters;
    }

    private static Parameters preview(Parameters parameters) {
        Parameters preview = parameters.copy();
        preview.addParameter().setName("preview").setValue(new BooleanType(true));
        return preview;
    }

    private static <R extends Resource> Optional<R> part(Parameters answer, String name, Class<R> kind) {
        return answer.getParameter().stream()
                .filter(parameter -> parameter.getName().equals(name))
                .map(parameter -> kind.cast(parameter.getResource()))
                .findFirst();
    }

    private static Patient result(Parameters answer) {
        return part(answer, "result", Patient.class).orElseThrow();
    }

    private static Parameters merge(FhirClient client, Parameters parameters) {
        return client.ok(Parameters.class, client.post(MERGE, Role.CLERK_LEAD, parameters));
    }

    private static boolean links(Patient patient, LinkType type, String id) {
        return patient.getLink().stream()
                .anyMatch(link -> link.getType() == type
                        && id.equals(link.getOther().getReferenceElement().getIdPart()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "xml"})
    void twoNamedByReferenceAreMergedWithInputOutcomeAndResult(String format) {
        Two two = Two.of(client(format), "mg-1", "Hà Thị Ổi", "Mã Thị Na");
        Parameters answer = merge(two.client(), two.parameters());

        assertEquals(
                List.of("input", "outcome", "result"),
                answer.getParameter().stream()
                        .map(Parameters.ParametersParameterComponent::getName)
                        .toList());
        assertTrue(two.parameters()
                .equalsDeep(part(answer, "input", Parameters.class).orElseThrow()));
        assertEquals(
                OperationOutcome.IssueSeverity.INFORMATION,
                part(answer, "outcome", OperationOutcome.class)
                        .orElseThrow()
                        .getIssueFirstRep()
                        .getSeverity());
        assertEquals(two.to(), result(answer).getIdElement().getIdPart());
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "xml"})
    void theSourceIsInactiveAndReplacedByTheTargetWhichReplacesIt(String format) {
        Two two = Two.of(client(format), "mg-2", "Hà Thị Mơ", "Mã Thị Mận");
        Patient result = result(merge(two.client(), two.parameters()));

        Patient source = two.client().read(two.from());
        assertFalse(source.getActive());
        assertTrue(links(source, LinkType.REPLACEDBY, two.to()));
        Patient target = two.client().read(two.to());
        assertTrue(target.getActive());
        assertTrue(links(target, LinkType.REPLACES, two.from()));
        assertTrue(target.equalsDeep(result), "the result is what is read afterwards");
        assertTrue(
                links(two.client().read(two.source().getIdElement().getIdPart()), LinkType.REFER, two.to()),
                "references move");
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "xml"})
    void withoutAResultTheSourcesIdentifiersAreTheTargetsAndItsOwnIsOld(String format) {
        Two two = Two.of(client(format), "mg-3", "Hà Thị Lê", "Mã Thị Táo");
        Patient target = result(merge(two.client(), two.parameters()));
        assertTrue(target.getIdentifier().stream()
                .anyMatch(identifier -> ("mg-3s" + format).equals(identifier.getValue())));
        Identifier old = target.getIdentifier().stream()
                .filter(identifier -> two.from().equals(identifier.getValue()))
                .findFirst()
                .orElseThrow();
        assertEquals(IdentifierUse.OLD, old.getUse());
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "xml"})
    void aPreviewCommitsNothingAndShowsTheResultWithoutAVersion(String format) {
        Two two = Two.of(client(format), "mg-4", "Hà Thị Quýt", "Mã Thị Hồng");
        Parameters answer = merge(two.client(), preview(two.parameters()));

        Patient result = result(answer);
        assertEquals(two.to(), result.getIdElement().getIdPart());
        assertFalse(result.getMeta().hasVersionId() || result.getMeta().hasLastUpdated());
        assertTrue(result.getIdentifier().stream()
                .anyMatch(identifier -> ("mg-4s" + format).equals(identifier.getValue())));
        assertTrue(links(result, LinkType.REPLACES, two.from()));
        OperationOutcome.OperationOutcomeIssueComponent issue =
                part(answer, "outcome", OperationOutcome.class).orElseThrow().getIssueFirstRep();
        assertEquals("Preview only - no issues detected", issue.getDetails().getText());
        assertTrue(two.client().read(two.from()).getActive());

        Patient done = result(merge(two.client(), two.parameters()));
        done.setId(two.to());
        done.setMeta(null);
        assertEquals(
                two.client().parser().encodeResourceToString(done),
                two.client().parser().encodeResourceToString(result),
                "the preview shows what the merge makes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "xml"})
    void twoNamedByIdentifiersAreMergedIfAllOfEachNameOnePatient(String format) {
        Two two = Two.of(client(format), "mg-5", "Hà Thị Bưởi", "Mã Thị Cam");
        Parameters several = new Parameters();
        several.addParameter()
                .setName("source-patient-identifier")
                .setValue(FhirClient.local("01001", "mg-5s" + format));
        several.addParameter()
                .setName("source-patient-identifier")
                .setValue(FhirClient.local("01013", "mg-5t" + format));
        several.addParameter().setName("target-patient").setValue(new Reference("Patient/" + two.to()));
        two.client().refused(422, "multiple-matches", "several", two.client().post(MERGE, Role.CLERK, several));

        Parameters nobody = new Parameters();
        nobody.addParameter().setName("source-patient-identifier").setValue(FhirClient.local("01001", "nobody"));
        nobody.addParameter().setName("target-patient").setValue(new Reference("Patient/" + two.to()));
        two.client().refused(422, "not-found", "nobody has", two.client().post(MERGE, Role.CLERK, nobody));

        Parameters parameters = new Parameters();
        parameters
                .addParameter()
                .setName("source-patient-identifier")
                .setValue(FhirClient.local("01001", "mg-5s" + format));
        parameters
                .addParameter()
                .setName("target-patient-identifier")
                .setValue(new Identifier().setSystem("urn:khop:enterprise-id").setValue(two.to()));
        assertEquals(
                two.to(), result(merge(two.client(), parameters)).getIdElement().getIdPart());
        assertFalse(two.client().read(two.from()).getActive());
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "xml"})
    void aResultPatientIsTakenIfItIsWhatTheMergeGives(String format) {
        Two two = Two.of(client(format), "mg-6", "Hà Thị Chanh", "Mã Thị Đào");
        Patient wanted = result(merge(two.client(), preview(two.parameters())));
        assertEquals(
                two.to(),
                result(merge(two.client(), with(two.parameters(), wanted)))
                        .getIdElement()
                        .getIdPart());
        assertFalse(two.client().read(two.from()).getActive());
    }

    private static Parameters with(Parameters parameters, Patient result) {
        Parameters all = parameters.copy();
        all.addParameter().setName("result-patient").setResource(result);
        return all;
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "xml"})
    void aResultPatientIsRefusedWithoutTheTargetsIdTheIdentifiersTheLinkOrTheComputedValues(String format) {
        Two two = Two.of(client(format), "mg-7", "Hà Thị Dứa", "Mã Thị Dâu");
        FhirClient client = two.client();
        Patient wanted = result(merge(client, preview(two.parameters())));

        Patient another = wanted.copy();
        another.setId(two.from());
        client.refused(
                400, "invalid", "id of the target", client.post(MERGE, Role.CLERK, with(two.parameters(), another)));
        Patient unlinked = wanted.copy();
        unlinked.getLink().removeIf(link -> link.getType() == LinkType.REPLACES);
        client.refused(400, "invalid", "replaces", client.post(MERGE, Role.CLERK, with(two.parameters(), unlinked)));
        Parameters named = new Parameters();
        named.addParameter().setName("source-patient-identifier").setValue(FhirClient.local("01001", "mg-7s" + format));
        named.addParameter().setName("target-patient").setValue(new Reference("Patient/" + two.to()));
        Patient nameless = wanted.copy();
        nameless.getIdentifier().removeIf(identifier -> ("mg-7s" + format).equals(identifier.getValue()));
        client.refused(400, "invalid", "identifier", client.post(MERGE, Role.CLERK, with(named, nameless)));
        Patient born = wanted.copy();
        born.getBirthDateElement().setValueAsString("1999-09-09");
        client.refused(
                422, "business-rule", "birth_date", client.post(MERGE, Role.CLERK, with(two.parameters(), born)));
        Patient stranger = wanted.copy();
        stranger.addIdentifier(FhirClient.local("01001", "somebody-elses"));
        client.refused(
                422, "business-rule", "identifier", client.post(MERGE, Role.CLERK, with(two.parameters(), stranger)));
        assertTrue(client.read(two.from()).getActive(), "nothing of it was done");
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "xml"})
    void badParametersAre400(String format) {
        FhirClient client = client(format);
        client.refused(400, "required", "source-patient", client.post(MERGE, Role.CLERK, new Parameters()));
        Parameters both = references("Patient/E1", "Patient/E2");
        both.addParameter().setName("source-patient-identifier").setValue(FhirClient.citizen("001"));
        client.refused(400, "required", "either", client.post(MERGE, Role.CLERK, both));
        client.refused(
                400,
                "invalid",
                "reference to a Patient",
                client.post(MERGE, Role.CLERK, references("Practitioner/1", "Patient/E2")));
        Parameters word = references("Patient/E1", "Patient/E2");
        word.addParameter().setName("preview").setValue(new org.hl7.fhir.r4.model.StringType("true"));
        client.refused(400, "value", "valueBoolean", client.post(MERGE, Role.CLERK, word));
        Parameters unknown = references("Patient/E1", "Patient/E2");
        unknown.addParameter().setName("delete-source").setValue(new BooleanType(true));
        client.refused(400, "not-supported", "delete-source", client.post(MERGE, Role.CLERK, unknown));
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "xml"})
    void whoWasMergedTwicePointsToWhoeverLivesAtOnce(String format) {
        FhirClient client = client(format);
        Two two = Two.of(client, "mg-15", "Hà Thị Ban", "Mã Thị Gạo");
        Two last = Two.of(client, "mg-16", "Hà Thị Bông", "Mã Thị Gấm");
        merge(client, two.parameters());
        merge(client, references("Patient/" + two.to(), "Patient/" + last.to()));

        for (String gone : List.of(two.from(), two.to())) {
            Patient read = client.read(gone);
            assertFalse(read.getActive());
            assertTrue(links(read, LinkType.REPLACEDBY, last.to()), gone);
            assertEquals(1, read.getLink().size(), "one way on");
            assertEquals(List.of(gone, last.to()), FhirClient.ids(client.search("_id=" + gone)));
            assertTrue(links(client.read(last.to()), LinkType.REPLACES, gone), gone);
        }
        Parameters back = new Parameters();
        back.addParameter().setName("source-patient").setValue(new Reference("Patient/" + two.to()));
        client.ok(Parameters.class, client.post(UNMERGE, Role.CLERK_LEAD, back));
        assertTrue(links(client.read(two.from()), LinkType.REPLACEDBY, two.to()), "what it was merged into is back");
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "xml"})
    void whatABusinessRuleForbidsIs422(String format) {
        Two two = Two.of(client(format), "mg-8", "Hà Thị Sen", "Mã Thị Súng");
        FhirClient client = two.client();
        client.refused(
                422,
                "business-rule",
                "one person",
                client.post(MERGE, Role.CLERK, references("Patient/" + two.to(), "Patient/" + two.to())));
        merge(client, two.parameters());
        client.refused(422, "business-rule", "not active", client.post(MERGE, Role.CLERK, two.parameters()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "xml"})
    void whereTwoPeopleDecideItIs202WithATaskAndNothingIsDone(String format) {
        FhirClient client = client(format);
        Two two = Two.of(client, "mg-9", "Hà Thị Cúc", "Mã Thị Huệ");
        Patient third =
                FhirClient.patient(client.own("Mã Thị Huệ"), format.equals("json") ? "1984-10-11" : "1985-10-11");
        third.addIdentifier(FhirClient.citizen(format.equals("json") ? "001184000901" : "001185000902"));
        client.fed("01013", "mg-9t" + format, third);
        assertEquals(two.to(), FhirClient.personOf(client.fed("01061", "mg-9u" + format, third)));

        HttpResponse<String> accepted = client.post(MERGE, Role.CLERK, two.parameters());

        assertEquals(202, accepted.statusCode(), accepted.body());
        Parameters answer = client.parse(Parameters.class, accepted);
        assertEquals(
                Task.TaskStatus.READY,
                part(answer, "task", Task.class).orElseThrow().getStatus());
        assertEquals(Optional.empty(), part(answer, "result", Patient.class));
        assertTrue(client.read(two.from()).getActive());
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "xml"})
    void aVersionThatIsNotThePresentOneIs409(String format) {
        FhirClient client = client(format);
        Two two = Two.of(client, "mg-10", "Hà Thị Trúc", "Mã Thị Mai");
        String seen = client.read(two.from()).getIdElement().getValue();
        assertTrue(seen.contains("/_history/"), seen);
        Patient later =
                FhirClient.patient(client.own("Hà Thị Trúc"), format.equals("json") ? "1952-03-04" : "1953-03-04");
        later.addTelecom().setValue("0912345678");
        client.fed("01001", "mg-10s" + format, later);

        client.refused(
                409, "conflict", "version", client.post(MERGE, Role.CLERK, references(seen, "Patient/" + two.to())));
        assertTrue(client.read(two.from()).getActive());
        String present = client.read(two.from()).getIdElement().getValue();
        assertNotEquals(seen, present);
        Patient former =
                client.ok(Patient.class, client.get("/fhir/" + seen.substring(seen.indexOf("Patient/")), Role.CLERK));
        assertFalse(former.hasTelecom(), "a former version is read as it was");
        merge(client, references(present, "Patient/" + two.to()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "xml"})
    void whoMergedIsKeptAsProvenanceOfBothVersions(String format) {
        FhirClient client = client(format);
        Two two = Two.of(client, "mg-11", "Hà Thị Lan", "Mã Thị Đỗ Quyên");
        merge(client, two.parameters());

        for (String id : List.of(two.from(), two.to())) {
            Bundle found = client.ok(Bundle.class, client.get("/fhir/Provenance?target=Patient/" + id, Role.CLERK));
            Provenance provenance = (Provenance) found.getEntryFirstRep().getResource();
            List<String> targets = provenance.getTarget().stream()
                    .map(Reference::getReference)
                    .sorted()
                    .toList();
            assertEquals(2, targets.size());
            for (String target : targets) {
                assertTrue(target.contains("/_history/"), target);
                Patient version = client.ok(Patient.class, client.get("/fhir/" + target, Role.CLERK));
                assertEquals(version.getIdElement().getIdPart().equals(two.to()), version.getActive(), target);
            }
            assertEquals("merge", provenance.getActivity().getCodingFirstRep().getCode());
            assertEquals(
                    "PATADMIN",
                    provenance.getReasonFirstRep().getCodingFirstRep().getCode());
            assertTrue(provenance.getAgentFirstRep().getWho().getIdentifier().hasValue());
            Provenance read = client.ok(
                    Provenance.class,
                    client.get("/fhir/Provenance/" + provenance.getIdElement().getIdPart(), Role.CLERK));
            assertEquals(
                    targets,
                    read.getTarget().stream()
                            .map(Reference::getReference)
                            .sorted()
                            .toList());
        }
        client.refused(404, "not-found", "not known", client.get("/fhir/Provenance/C0", Role.CLERK));
        client.refused(
                403,
                "forbidden",
                "not permitted",
                client.get("/fhir/Provenance?target=Patient/" + two.to(), Role.ADMIN));
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "xml"})
    void unmergeGivesTheSourceItsIdAndRecordsBack(String format) {
        FhirClient client = client(format);
        Two two = Two.of(client, "mg-12", "Hà Thị Thơm", "Mã Thị Ngát");
        merge(client, two.parameters());
        Parameters source = new Parameters();
        source.addParameter().setName("source-patient").setValue(new Reference("Patient/" + two.from()));

        Patient preview = result(client.ok(Parameters.class, client.post(UNMERGE, Role.CLERK_LEAD, preview(source))));
        assertFalse(preview.getMeta().hasVersionId());
        assertFalse(client.read(two.from()).getActive());
        client.ok(Parameters.class, client.post(UNMERGE, Role.CLERK_LEAD, source));

        assertTrue(client.read(two.from()).getActive());
        assertFalse(links(client.read(two.to()), LinkType.REPLACES, two.from()));
        assertEquals(
                two.from(),
                FhirClient.personOf(client.read(two.source().getIdElement().getIdPart())));
        Bundle said = client.ok(Bundle.class, client.get("/fhir/Provenance?target=Patient/" + two.from(), Role.CLERK));
        assertEquals(2, said.getEntry().size());
        Provenance last = (Provenance) said.getEntryFirstRep().getResource();
        assertEquals("unmerge", last.getActivity().getCodingFirstRep().getCode());
        client.refused(422, "business-rule", "not merged", client.post(UNMERGE, Role.CLERK_LEAD, source));
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "xml"})
    void aHospitalMergesTwoOfItsOwnRecordsAndSendingTheFirstAgainTakesItBack(String format) {
        FhirClient client = client(format);
        Patient one = FhirClient.patient(client.own("Hà Thị Nga"), format.equals("json") ? "1956-03-04" : "1957-03-04");
        Patient first = client.fed("01001", "mg-13a" + format, one);
        Patient second = client.fed(
                "01001",
                "mg-13b" + format,
                FhirClient.patient(client.own("Mã Thị Hằng"), format.equals("json") ? "1986-10-11" : "1987-10-11"));
        Parameters parameters = new Parameters();
        parameters
                .addParameter()
                .setName("source-patient-identifier")
                .setValue(FhirClient.local("01001", "mg-13a" + format));
        parameters
                .addParameter()
                .setName("target-patient-identifier")
                .setValue(FhirClient.local("01001", "mg-13b" + format));

        Patient foreseen = result(client.ok(Parameters.class, client.post(MERGE, Role.HUB, preview(parameters))));
        assertTrue(links(foreseen, LinkType.REPLACES, first.getIdElement().getIdPart()));
        assertTrue(client.read(first.getIdElement().getIdPart()).getActive());
        Patient result = result(client.ok(Parameters.class, client.post(MERGE, Role.HUB, parameters)));

        assertEquals(second.getIdElement().getIdPart(), result.getIdElement().getIdPart());
        assertTrue(links(result, LinkType.REPLACES, first.getIdElement().getIdPart()));
        Patient subsumed = client.read(first.getIdElement().getIdPart());
        assertFalse(subsumed.getActive());
        assertTrue(links(subsumed, LinkType.REPLACEDBY, second.getIdElement().getIdPart()));
        String person = FhirClient.personOf(second);
        assertEquals(person, FhirClient.personOf(subsumed));
        assertEquals(
                IdentifierUse.OLD,
                client.read(person).getIdentifier().stream()
                        .filter(identifier -> ("mg-13a" + format).equals(identifier.getValue()))
                        .findFirst()
                        .orElseThrow()
                        .getUse());

        Patient again = client.fed("01001", "mg-13a" + format, one);
        assertNotEquals(person, FhirClient.personOf(again));
        assertTrue(client.read(first.getIdElement().getIdPart()).getActive());
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "xml"})
    void theSourceIsNotWrittenAfterwardsAndItsRecordsAreFedIntoTheTarget(String format) {
        FhirClient client = client(format);
        Two two = Two.of(client, "mg-14", "Hà Thị Phấn", "Mã Thị Son");
        merge(client, two.parameters());
        HttpResponse<String> written = RunningServer.shared()
                .send(client.request("/fhir/Patient/" + two.from(), Role.HUB)
                        .header("Content-Type", client.type())
                        .PUT(java.net.http.HttpRequest.BodyPublishers.ofString(
                                client.parser().encodeResourceToString(client.read(two.from())))));
        assertEquals(403, written.statusCode(), "nobody writes a person");
        Patient changed =
                FhirClient.patient(client.own("Hà Thị Phấn"), format.equals("json") ? "1952-03-04" : "1953-03-04");
        String phone = format.equals("json") ? "0912345681" : "0912345682";
        changed.addTelecom().setValue(phone);
        assertEquals(two.to(), FhirClient.personOf(client.fed("01001", "mg-14s" + format, changed)));
        assertEquals(List.of(two.to()), FhirClient.ids(client.search("telecom=" + q(phone) + "&family=H")));
    }
}
