package vn.khop.server.fhir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static vn.khop.server.fhir.FhirClient.q;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.hl7.fhir.r4.model.Basic;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.CapabilityStatement;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointSystem;
import org.hl7.fhir.r4.model.MessageHeader;
import org.hl7.fhir.r4.model.MessageHeader.ResponseType;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Patient.LinkType;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.RelatedPerson;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.UriType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.khop.server.RunningServer;
import vn.khop.server.security.Role;
import vn.khop.server.security.Tokens;

/** PMIR's patient feed (ITI-93) over HTTP, in JSON and in XML. Everybody in it is made up. */
@Tag("slow")
class PatientFeedMessageTest {
    private static final RunningServer SERVER = RunningServer.shared();
    private static final String SOURCE = "http://his.example.vn/fhir";
    private static final String FACILITY = "01095";
    private static final ObjectMapper JSON = new ObjectMapper();

    private static FhirClient client(String format) {
        return new FhirClient(SERVER, format);
    }

    /** An id of the source's own server, another in each format. */
    private static String sid(FhirClient client, String id) {
        return id + "-" + client.format();
    }

    private static Patient patient(FhirClient client, String id, String name, String born) {
        Patient patient = FhirClient.patient(client.own(name), born);
        patient.addIdentifier(FhirClient.local(FACILITY, sid(client, id)));
        patient.setId(sid(client, id));
        return patient;
    }

    private static Bundle history() {
        Bundle history = new Bundle();
        history.setId(UUID.randomUUID().toString());
        history.setType(BundleType.HISTORY);
        return history;
    }

    private static BundleEntryComponent add(Bundle history, HTTPVerb method, @Nullable Resource resource, String url) {
        BundleEntryComponent entry = history.addEntry();
        if (resource != null) {
            entry.setFullUrl(SOURCE + "/" + resource.fhirType() + "/"
                    + resource.getIdElement().getIdPart());
            entry.setResource(resource);
        }
        entry.getRequest().setMethod(method).setUrl(url);
        entry.getResponse().setStatus(method == HTTPVerb.POST ? "201" : method == HTTPVerb.PUT ? "200" : "204");
        return entry;
    }

    private static Bundle message(String id, Bundle history) {
        MessageHeader header = new MessageHeader();
        header.setId(id);
        header.setEvent(new UriType("urn:ihe:iti:pmir:2019:patient-feed"));
        header.setDefinition("https://profiles.ihe.net/ITI/PMIR/MessageDefinition/IHE.PMIR.MessageDefinition");
        header.getSource().setEndpoint(SOURCE);
        header.addDestination().setEndpoint("http://khop.example.vn/fhir");
        header.addFocus(new Reference("Bundle/" + history.getIdElement().getIdPart()));
        Bundle message = new Bundle();
        message.setType(BundleType.MESSAGE);
        message.addEntry().setFullUrl(SOURCE + "/MessageHeader/" + id).setResource(header);
        message.addEntry()
                .setFullUrl(SOURCE + "/Bundle/" + history.getIdElement().getIdPart())
                .setResource(history);
        return message;
    }

    private static Bundle message(Bundle history) {
        return message(UUID.randomUUID().toString(), history);
    }

    /** The response message, looked through for all that PMIR asks. */
    private static MessageHeader response(FhirClient client, Bundle message, HttpResponse<String> answer) {
        Bundle response = client.ok(Bundle.class, answer);
        assertEquals(BundleType.MESSAGE, response.getType());
        MessageHeader header = (MessageHeader) response.getEntryFirstRep().getResource();
        assertTrue(response.getEntryFirstRep().hasFullUrl());
        assertEquals(
                "urn:ihe:iti:pmir:2019:patient-feed-response",
                header.getEventUriType().getValue());
        assertFalse(header.hasDestination());
        assertTrue(header.getSource().hasEndpoint());
        assertEquals(
                message.getEntryFirstRep().getResource().getIdElement().getIdPart(),
                header.getResponse().getIdentifier());
        return header;
    }

    private static HttpResponse<String> post(FhirClient client, Bundle message) {
        return client.post("/fhir/$process-message", Role.HUB, message);
    }

    private static void taken(FhirClient client, Bundle message) {
        HttpResponse<String> answer = post(client, message);
        assertEquals(
                ResponseType.OK, response(client, message, answer).getResponse().getCode(), answer.body());
    }

    private static OperationOutcome.OperationOutcomeIssueComponent fatal(FhirClient client, Bundle message) {
        HttpResponse<String> answer = post(client, message);
        MessageHeader header = response(client, message, answer);
        assertEquals(ResponseType.FATALERROR, header.getResponse().getCode(), answer.body());
        BundleEntryComponent told =
                client.parse(Bundle.class, answer).getEntry().get(1);
        assertTrue(told.getFullUrl().endsWith(header.getResponse().getDetails().getReference()));
        return ((OperationOutcome) told.getResource()).getIssueFirstRep();
    }

    private static Patient known(FhirClient client, String id) {
        Bundle found = client.search("identifier=" + q(FhirClient.localSystem(FACILITY) + "|" + sid(client, id)));
        assertEquals(1, FhirClient.ids(found).size(), "of " + id);
        return (Patient) found.getEntryFirstRep().getResource();
    }

    private static String person(FhirClient client, String id) {
        return known(client, id).getIdElement().getIdPart();
    }

    private static void fed(FhirClient client, String id, String name, String born) {
        Bundle history = history();
        add(history, HTTPVerb.POST, patient(client, id, name, born), "Patient");
        taken(client, message(history));
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "xml"})
    void aMessageCreatesRevisesAndDeletesPatients(String format) {
        FhirClient client = client(format);
        fed(client, "p-1", "Phó Thị Thư", "1961-02-03");
        assertEquals(
                client.own("Phó Thị Thư"),
                known(client, "p-1").getNameFirstRep().getText());

        Patient changed = patient(client, "p-1", "Phó Thị Thư", "1961-02-03");
        changed.addTelecom().setSystem(ContactPointSystem.PHONE).setValue("0988123765");
        Bundle revised = history();
        add(revised, HTTPVerb.PUT, changed, "Patient/" + sid(client, "p-1"));
        taken(client, message(revised));
        assertEquals("0988123765", known(client, "p-1").getTelecomFirstRep().getValue());

        Bundle deleted = history();
        add(deleted, HTTPVerb.DELETE, null, "Patient/" + sid(client, "p-1"));
        taken(client, message(deleted));
        assertEquals(
                List.of(),
                FhirClient.ids(
                        client.search("identifier=" + q(FhirClient.localSystem(FACILITY) + "|" + sid(client, "p-1")))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "xml"})
    void aMergeNamesTheSurvivorByTheSourcesOwnIdAndMayBeTakenBack(String format) {
        FhirClient client = client(format);
        fed(client, "m-1", "Âu Thị Cũ", "1962-02-03");
        fed(client, "m-2", "Lại Văn Mới", "1942-12-13");
        String old = person(client, "m-1");
        String survivor = person(client, "m-2");
        assertNotEquals(old, survivor);
        // As PMIR has it: nothing but that it is replaced.
        Patient subsumed = new Patient();
        subsumed.setId(sid(client, "m-1"));
        subsumed.setActive(false);
        subsumed.addLink().setType(LinkType.REPLACEDBY).setOther(new Reference("Patient/" + sid(client, "m-2")));
        Bundle merge = history();
        add(merge, HTTPVerb.PUT, subsumed, "Patient/" + sid(client, "m-1"));
        taken(client, message(merge));
        assertEquals(survivor, person(client, "m-1"));
        Patient read = client.read(old);
        assertFalse(read.getActive());
        assertEquals(LinkType.REPLACEDBY, read.getLinkFirstRep().getType());

        Bundle unmerge = history();
        add(unmerge, HTTPVerb.PUT, patient(client, "m-1", "Âu Thị Cũ", "1962-02-03"), "Patient/" + sid(client, "m-1"));
        taken(client, message(unmerge));
        assertEquals(old, person(client, "m-1"), "it has its own id again");
        assertEquals(survivor, person(client, "m-2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "xml"})
    void aMergeAndItsSurvivorMayComeInOneMessageInAnyOrder(String format) {
        FhirClient client = client(format);
        Patient survivor = patient(client, "o-2", "Giả Thị Sau", "1963-02-03");
        Patient subsumed = patient(client, "o-1", "Giả Thị Sau", "1963-03-02");
        subsumed.setActive(false);
        subsumed.addLink()
                .setType(LinkType.REPLACEDBY)
                .setOther(new Reference(SOURCE + "/Patient/" + sid(client, "o-2")));
        Bundle both = history();
        add(both, HTTPVerb.PUT, subsumed, "Patient/" + sid(client, "o-1"));
        add(both, HTTPVerb.POST, survivor, "Patient");
        taken(client, message(both));
        assertEquals(person(client, "o-2"), person(client, "o-1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "xml"})
    void aNewbornsMotherIsKnownByTheRelatedPersonThatSheIs(String format) {
        FhirClient client = client(format);
        Patient mother = patient(client, "k-1", "Mẫn Thị Hiền", "1992-02-03");
        Patient child = patient(client, "k-2", "Con bà Mẫn Thị Hiền", "2026-03-01");
        RelatedPerson related = new RelatedPerson();
        related.setId(sid(client, "rp"));
        related.setPatient(new Reference("Patient/" + sid(client, "k-2")));
        related.addRelationship()
                .addCoding(new Coding("http://terminology.hl7.org/CodeSystem/v3-RoleCode", "MTH", null));
        mother.addLink().setType(LinkType.SEEALSO).setOther(new Reference("RelatedPerson/" + sid(client, "rp")));
        Bundle birth = history();
        add(birth, HTTPVerb.POST, mother, "Patient");
        add(birth, HTTPVerb.POST, child, "Patient");
        add(birth, HTTPVerb.POST, related, "RelatedPerson");
        taken(client, message(birth));

        assertNotEquals(person(client, "k-1"), person(client, "k-2"));
        Bundle relatives = client.ok(
                Bundle.class, client.get("/fhir/RelatedPerson?patient=Patient/" + person(client, "k-2"), Role.CLERK));
        RelatedPerson known = (RelatedPerson) relatives.getEntryFirstRep().getResource();
        assertEquals("MTH", known.getRelationshipFirstRep().getCodingFirstRep().getCode());
        assertEquals(person(client, "k-1"), known.getIdentifierFirstRep().getValue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "xml"})
    void ofAMessageThatIsRefusedNothingIsTaken(String format) {
        FhirClient client = client(format);
        Patient nameless = patient(client, "t-2", "x", "1964-02-03");
        nameless.setName(null);
        Bundle history = history();
        add(history, HTTPVerb.POST, patient(client, "t-1", "Ong Thị Toàn", "1964-02-03"), "Patient");
        add(history, HTTPVerb.POST, nameless, "Patient");

        OperationOutcome.OperationOutcomeIssueComponent issue = fatal(client, message(history));

        assertTrue(issue.getDiagnostics().contains("Patient.name"), issue.getDiagnostics());
        assertTrue(issue.getExpression().stream()
                .anyMatch(place -> place.getValue().equals("Bundle.entry[1].resource.entry[1]")));
        assertEquals(List.of(), FhirClient.ids(client.search("name=" + q(client.own("Ong Thị Toàn")))));
    }

    private static JsonNode waiting(String id) throws Exception {
        JsonNode page = JSON.readTree(SERVER.get("/api/v1/messages?state=refused&facility=" + FACILITY, Role.ADMIN)
                .body());
        for (JsonNode message : page.get("items")) {
            if (message.get("controlId").asText().equals(id)) {
                return message;
            }
        }
        return JSON.missingNode();
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "xml"})
    void whatIsRefusedIsKeptSeenMendedAndSentAgain(String format) throws Exception {
        FhirClient client = client(format);
        String id = UUID.randomUUID().toString();
        Bundle history = history();
        add(history, HTTPVerb.POST, patient(client, "mend-1", "Ngụy Thị Sửa", "1967-02-03"), "Patient");
        ((Patient) history.getEntryFirstRep().getResource()).setName(null);
        fatal(client, message(id, history));
        fatal(client, message(id, history));

        JsonNode seen = waiting(id);
        assertEquals("fhir", seen.get("format").asText(), seen.toString());
        assertEquals("ITI-93", seen.get("event").asText());
        assertEquals("REQUIRED", seen.get("condition").asText());
        assertEquals("required", seen.get("errorCode").asText());
        assertTrue(seen.get("place").asText().contains("Bundle.entry[1].resource.entry[0]"), seen.toString());
        assertEquals(2, seen.get("times").asInt());
        String path = "/api/v1/messages/" + seen.get("number").asLong();
        assertEquals(403, SERVER.get(path, Role.ADMIN).statusCode());
        String content = JSON.readTree(SERVER.get(path, Role.CLERK_LEAD).body())
                .get("content")
                .asText();
        Bundle mended = (Bundle) client.parser().parseResource(content);
        Patient patient = (Patient) ((Bundle) mended.getEntry().get(1).getResource())
                .getEntryFirstRep()
                .getResource();
        assertEquals(sid(client, "mend-1"), patient.getIdElement().getIdPart(), "as it came");

        assertEquals(
                422, SERVER.postJson(path + "/resend", Role.CLERK_LEAD, "{}").statusCode());
        assertEquals(
                422,
                SERVER.postJson(path + "/resend", Role.CLERK_LEAD, "{\"content\":\"no resource\"}")
                        .statusCode());
        patient.addName().setText(client.own("Ngụy Thị Sửa"));
        HttpResponse<String> taken = SERVER.postJson(
                path + "/resend",
                Role.CLERK_LEAD,
                JSON.writeValueAsString(Map.of("content", client.parser().encodeResourceToString(mended))));
        assertEquals(200, taken.statusCode(), taken.body());
        assertEquals("taken", JSON.readTree(taken.body()).get("state").asText());
        assertEquals(
                client.own("Ngụy Thị Sửa"),
                known(client, "mend-1").getNameFirstRep().getText());
        JsonNode after = JSON.readTree(SERVER.get(path, Role.CLERK_LEAD).body()).get("message");
        assertEquals("taken", after.get("state").asText());
        assertTrue(after.hasNonNull("settledBy"), "who mended it is known: " + after);
        assertEquals(
                409, SERVER.postJson(path + "/resend", Role.CLERK_LEAD, "{}").statusCode());

        // The source's own id means the same patient to its sender from then on.
        Bundle deleted = history();
        add(deleted, HTTPVerb.DELETE, null, "Patient/" + sid(client, "mend-1"));
        taken(client, message(deleted));
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "xml"})
    void whatItsSenderSendsAgainRightlyIsSettledAndAnIdForSomethingElseDoesNotWait(String format) throws Exception {
        FhirClient client = client(format);
        String id = UUID.randomUUID().toString();
        Bundle wrong = history();
        add(wrong, HTTPVerb.POST, patient(client, "again-1", "Ngụy Văn Lại", "1968-02-03"), "Patient");
        ((Patient) wrong.getEntryFirstRep().getResource()).setName(null);
        fatal(client, message(id, wrong));
        assertFalse(waiting(id).isMissingNode());
        Bundle right = history();
        add(right, HTTPVerb.POST, patient(client, "again-1", "Ngụy Văn Lại", "1968-02-03"), "Patient");
        taken(client, message(id, right));
        assertTrue(waiting(id).isMissingNode());
        Bundle other = history();
        add(other, HTTPVerb.POST, patient(client, "again-2", "Ngụy Thị Khác", "1938-02-03"), "Patient");
        fatal(client, message(id, other));
        assertTrue(waiting(id).isMissingNode());
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "xml"})
    void theSameMessageTwiceHasOneEffectAndItsIdIsNotUsedForAnother(String format) {
        FhirClient client = client(format);
        String id = UUID.randomUUID().toString();
        Bundle first = history();
        add(first, HTTPVerb.POST, patient(client, "i-1", "Nhữ Thị Một", "1965-02-03"), "Patient");
        Bundle message = message(id, first);
        taken(client, message);
        Patient later = patient(client, "i-1", "Nhữ Thị Một", "1965-02-03");
        later.addTelecom().setSystem(ContactPointSystem.PHONE).setValue("0900000001");
        Bundle second = history();
        add(second, HTTPVerb.PUT, later, "Patient/" + sid(client, "i-1"));
        taken(client, message(second));

        taken(client, message);
        assertEquals("0900000001", known(client, "i-1").getTelecomFirstRep().getValue(), "no second effect");

        Bundle other = history();
        add(other, HTTPVerb.POST, patient(client, "i-2", "Nhữ Văn Hai", "1935-02-03"), "Patient");
        assertTrue(fatal(client, message(id, other)).getDiagnostics().contains("id came before"));
    }

    private static void refused(FhirClient client, String what, Consumer<Bundle> wrong) {
        Bundle history = history();
        add(history, HTTPVerb.POST, patient(client, "w-1", "Sử Thị Sai", "1966-02-03"), "Patient");
        Bundle message = message(history);
        wrong.accept(message);
        OperationOutcome.OperationOutcomeIssueComponent issue = fatal(client, message);
        assertTrue(
                (issue.getExpression().toString() + issue.getDiagnostics()).contains(what),
                what + ": " + issue.getDiagnostics());
        assertEquals(List.of(), FhirClient.ids(client.search("name=" + q(client.own("Sử Thị Sai")))), what);
    }

    private static MessageHeader header(Bundle message) {
        return (MessageHeader) message.getEntry().get(0).getResource();
    }

    private static BundleEntryComponent change(Bundle message) {
        return ((Bundle) message.getEntry().get(1).getResource()).getEntryFirstRep();
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "xml"})
    void anEnvelopeThatIsNotAsItShouldBeIsSaidByName(String format) {
        FhirClient client = client(format);
        refused(
                client,
                "3 entries",
                message -> message.addEntry()
                        .setFullUrl("urn:uuid:" + UUID.randomUUID())
                        .setResource(new Patient()));
        refused(client, "eventUri", message -> header(message).setEvent(new UriType("urn:ihe:iti:other")));
        refused(client, "definition", message -> header(message).setDefinition(null));
        refused(
                client,
                "source.endpoint",
                message -> header(message).getSource().setEndpoint(null));
        refused(client, "destination", message -> header(message).setDestination(null));
        refused(client, "focus", message -> header(message).setFocus(null));
        refused(client, "focus", message -> header(message).addFocus(new Reference("Bundle/other")));
        refused(
                client,
                "focus names another",
                message -> header(message).getFocusFirstRep().setReference("Bundle/other"));
        refused(
                client,
                "type history",
                message -> ((Bundle) message.getEntry().get(1).getResource()).setType(BundleType.COLLECTION));
        refused(
                client,
                "POST, PUT or DELETE",
                message -> change(message).getRequest().setMethod(HTTPVerb.PATCH));
        refused(client, "request.url", message -> change(message).getRequest().setUrl(null));
        refused(client, "response.status", message -> change(message).setResponse(null));
        refused(
                client,
                "response.status",
                message -> change(message).getResponse().setStatus("409"));
        refused(client, "the resource is missing", message -> change(message).setResource(null));
        refused(
                client,
                "expected a Patient",
                message -> change(message).setResource(new Basic().setCode(new CodeableConcept().setText("other"))));
        refused(
                client,
                "two entries are about one patient",
                message -> add(
                        (Bundle) message.getEntry().get(1).getResource(),
                        HTTPVerb.PUT,
                        patient(client, "w-1", "Sử Thị Sai", "1966-02-03"),
                        "Patient/" + sid(client, "w-1")));
        refused(
                client,
                "Patient.identifier",
                message -> ((Patient) change(message).getResource()).setIdentifier(null));
        refused(client, "fullUrl", message -> message.getEntry().get(1).setFullUrl(null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "xml"})
    void whatIsNoMessageIsAnsweredByAnOutcome(String format) {
        FhirClient client = client(format);
        client.refused(422, "invalid", "type message", client.post("/fhir/$process-message", Role.HUB, new Patient()));
        Bundle headless = message(history());
        headless.getEntry().remove(0);
        client.refused(422, "required", "MessageHeader", client.post("/fhir/$process-message", Role.HUB, headless));
        Bundle message = message(history());
        client.refused(
                400, "not-supported", "'async'", client.post("/fhir/$process-message?async=true", Role.HUB, message));
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "xml"})
    void aHospitalSendsOnlyForItself(String format) {
        FhirClient client = client(format);
        Bundle history = history();
        add(history, HTTPVerb.POST, patient(client, "f-1", "Ung Thị Ngoài", "1967-02-03"), "Patient");
        String body = client.parser().encodeResourceToString(message(history));
        HttpResponse<String> foreign = as(client, "01013", "ITI-93", body);
        assertEquals(200, foreign.statusCode(), foreign.body());
        assertTrue(foreign.body().contains("fatal-error"), foreign.body());
        assertEquals(List.of(), FhirClient.ids(client.search("name=" + q(client.own("Ung Thị Ngoài")))));
        assertEquals(403, as(client, FACILITY, "ITI-104", body).statusCode(), "the scope of another transaction");
        HttpResponse<String> own = as(client, FACILITY, "ITI-93", body);
        assertTrue(own.body().contains("\"ok\""), own.body());
    }

    private static HttpResponse<String> as(FhirClient client, String facility, String scopes, String body) {
        return SERVER.send(SERVER.request("/fhir/$process-message")
                .header("Authorization", "Bearer " + Tokens.ofHospital(SERVER, facility, scopes))
                .header("Accept", client.type())
                .header("Content-Type", client.type())
                .POST(BodyPublishers.ofString(body)));
    }

    @Test
    void theCapabilityStatementSaysSo() {
        FhirClient client = client("json");
        CapabilityStatement statement = client.ok(CapabilityStatement.class, client.get("/fhir/metadata"));
        assertTrue(statement.getMessagingFirstRep().getDocumentation().contains("unmerge"));
        assertTrue(statement.getRestFirstRep().getOperation().stream()
                .anyMatch(operation -> operation.getName().equals("process-message")));
        assertTrue(statement.getRestFirstRep().getResource().stream()
                .anyMatch(resource -> resource.getType().equals("Subscription")));
    }
}
