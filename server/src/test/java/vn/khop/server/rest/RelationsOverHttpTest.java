package vn.khop.server.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ca.uhn.fhir.context.FhirContext;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Enumerations.AdministrativeGender;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.RelatedPerson;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import vn.khop.server.RunningServer;
import vn.khop.server.security.Role;

/** A child whose feed names its mother by her number; who is whose, over FHIR and REST. Nobody in it lives. */
@Tag("slow")
class RelationsOverHttpTest {
    private static final String SID = "http://fhir.ehealth.gov.vn/core/sid/";
    private static final String ROLES = "http://terminology.hl7.org/CodeSystem/v3-RoleCode";
    private static final FhirContext FHIR = FhirContext.forR4Cached();

    private final RunningServer server = RunningServer.shared();

    /** @return the person's id */
    private String feed(String number, Patient patient) {
        patient.addIdentifier().setSystem(SID + "patient-internal-id/01001").setValue(number);
        HttpResponse<String> answer = server.send(
                server.request("/fhir/Patient?identifier=" + SID + "patient-internal-id/01001%7C" + number, Role.HUB)
                        .header("Content-Type", "application/fhir+json")
                        .PUT(BodyPublishers.ofString(FHIR.newJsonParser().encodeResourceToString(patient))));
        assertTrue(answer.statusCode() < 300, answer.body());
        return FHIR.newJsonParser().parseResource(Patient.class, answer.body()).getLink().stream()
                .filter(link -> link.getType() == Patient.LinkType.REFER)
                .map(link -> link.getOther().getReferenceElement().getIdPart())
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode json(HttpResponse<String> answer) {
        try {
            return new ObjectMapper().readTree(answer.body());
        } catch (JsonProcessingException e) {
            throw new AssertionError(answer.body(), e);
        }
    }

    private Bundle search(String question, Role role) {
        HttpResponse<String> answer = server.get("/fhir/RelatedPerson?" + question, role);
        assertEquals(200, answer.statusCode(), answer.body());
        return FHIR.newJsonParser().parseResource(Bundle.class, answer.body());
    }

    @Test
    void aMotherNamedByHerNumberIsFoundOverFhirAndRestAndAClerkHasTheLastWord() {
        Patient mother = new Patient();
        mother.addIdentifier().setSystem(SID + "national_id").setValue("001194052207");
        mother.addName().setText("Vàng Thị Mỷ");
        mother.setGender(AdministrativeGender.FEMALE);
        mother.getBirthDateElement().setValueAsString("1994-05-22");
        Patient child = new Patient();
        child.addName().setText("Giàng A Páo");
        child.setGender(AdministrativeGender.MALE);
        child.getBirthDateElement().setValueAsString("2021-09-30");
        RelatedPerson related = new RelatedPerson();
        related.setId("me");
        related.addIdentifier().setSystem(SID + "national_id").setValue("001194052207");
        related.addRelationship().addCoding().setSystem(ROLES).setCode("MTH");
        child.addContained(related);
        child.addLink().setType(Patient.LinkType.SEEALSO).setOther(new Reference("#me"));

        String ofChild = feed("rel-1", child);
        String ofMother = feed("rel-2", mother);
        Bundle found = search("patient=Patient/" + ofChild, Role.HUB);
        assertEquals(1, found.getEntry().size());
        RelatedPerson named = (RelatedPerson) found.getEntryFirstRep().getResource();
        assertEquals("Patient/" + ofChild, named.getPatient().getReference());
        assertEquals("MTH", named.getRelationshipFirstRep().getCodingFirstRep().getCode());
        assertEquals(ofMother, named.getIdentifierFirstRep().getValue());
        assertEquals(
                200,
                server.get("/fhir/RelatedPerson/" + named.getIdElement().getIdPart(), Role.CLERK)
                        .statusCode());
        assertEquals(
                0,
                search("patient=" + ofChild + "&relationship=FTH", Role.CLERK)
                        .getEntry()
                        .size());
        assertEquals(400, server.get("/fhir/RelatedPerson", Role.CLERK).statusCode());
        assertEquals(
                404,
                server.get("/fhir/RelatedPerson/" + ofMother + ".x.mother", Role.CLERK)
                        .statusCode());

        String path = "/api/v1/persons/" + ofMother + "/relations";
        JsonNode before = json(server.get(path, Role.CLERK)).path("items");
        assertEquals(1, before.size());
        assertEquals("child", before.get(0).path("kind").asText());
        assertEquals("stated", before.get(0).path("state").asText());
        assertEquals(ofChild, before.get(0).path("person").asText());
        String end = "{\"other\":\"" + ofChild
                + "\",\"kind\":\"child\",\"verdict\":\"end\",\"reason\":\"confirmed-by-hospital\"}";
        HttpResponse<String> ended = server.postJson(path, Role.CLERK, end);
        assertEquals(200, ended.statusCode(), ended.body());
        assertEquals("ended", json(ended).path("state").asText());
        assertEquals(0, json(server.get(path, Role.CLERK)).path("items").size());
        assertEquals(
                1,
                json(server.get(path + "?ended=true", Role.CLERK)).path("items").size());
        assertEquals(0, search("patient=" + ofChild, Role.HUB).getEntry().size());
        assertEquals(
                400,
                server.postJson(path, Role.CLERK, end.replace("child\",", "cousin\","))
                        .statusCode());
        assertEquals(403, server.get(path, Role.HUB).statusCode());
        assertEquals(404, server.get("/api/v1/persons/E0/relations", Role.CLERK).statusCode());
    }
}
