package vn.khop.server.fhir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ca.uhn.fhir.context.FhirContext;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Enumerations.AdministrativeGender;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Task;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import vn.khop.server.RunningServer;
import vn.khop.server.security.Role;

/** A held update over FHIR, and its task from the list to two people's answer; everybody in it is made up. */
@Tag("slow")
class WorkListTest {
    private static final String SID = "http://fhir.ehealth.gov.vn/core/sid/";
    private static final FhirContext FHIR = FhirContext.forR4Cached();

    private final RunningServer server = RunningServer.shared();

    private HttpResponse<String> feed(String number, String name, String birth, String citizen, boolean isFemale) {
        Patient patient = new Patient();
        patient.addIdentifier().setSystem(SID + "patient-internal-id/01001").setValue(number);
        patient.addIdentifier().setSystem(SID + "national_id").setValue(citizen);
        patient.addName().setText(name);
        patient.setGender(isFemale ? AdministrativeGender.FEMALE : AdministrativeGender.MALE);
        patient.getBirthDateElement().setValueAsString(birth);
        return server.send(
                server.request("/fhir/Patient?identifier=" + SID + "patient-internal-id/01001%7C" + number, Role.HUB)
                        .header("Content-Type", "application/fhir+json")
                        .PUT(BodyPublishers.ofString(FHIR.newJsonParser().encodeResourceToString(patient))));
    }

    private HttpResponse<String> put(Task task, String version, Role role) {
        return server.send(server.request("/fhir/Task/" + task.getIdElement().getIdPart(), role)
                .header("Content-Type", "application/fhir+json")
                .header("If-Match", "W/\"" + version + "\"")
                .PUT(BodyPublishers.ofString(FHIR.newJsonParser().encodeResourceToString(task))));
    }

    private Task stepped(Task task, Role role) {
        HttpResponse<String> answer = put(task, task.getMeta().getVersionId(), role);
        assertEquals(200, answer.statusCode(), answer.body());
        return FHIR.newJsonParser().parseResource(Task.class, answer.body());
    }

    private Bundle search(String question) {
        HttpResponse<String> answer = server.get("/fhir/Task?" + question, Role.CLERK);
        assertEquals(200, answer.statusCode(), answer.body());
        return FHIR.newJsonParser().parseResource(Bundle.class, answer.body());
    }

    @Test
    void aHeldUpdateIsAcknowledgedAndItsTaskIsFoundTakenAndAnsweredByTwo() {
        assertEquals(
                201,
                feed("work-1", "Mùa Thị Dợ", "1983-02-17", "001183021701", true).statusCode());
        HttpResponse<String> held = feed("work-1", "Thào A Chống", "1957-09-03", "001057090302", false);
        assertEquals(202, held.statusCode(), held.body());
        OperationOutcome outcome = FHIR.newJsonParser().parseResource(OperationOutcome.class, held.body());
        assertEquals(
                "held",
                outcome.getIssueFirstRep().getDetails().getCodingFirstRep().getCode());

        Bundle overlays = search("code=overlay&status=requested&_count=200");
        Task task = overlays.getEntry().stream()
                .map(entry -> (Task) entry.getResource())
                .filter(found -> outcome.getIssueFirstRep()
                        .getDiagnostics()
                        .contains("Task/" + found.getIdElement().getIdPart()))
                .findFirst()
                .orElseThrow(() -> new AssertionError(outcome.getIssueFirstRep().getDiagnostics() + " but of "
                        + overlays.getTotal()
                        + " found: "
                        + overlays.getEntry().stream()
                                .map(entry -> entry.getFullUrl() + " "
                                        + ((Task) entry.getResource())
                                                .getCode()
                                                .getCodingFirstRep()
                                                .getCode())
                                .toList()));
        assertEquals(overlays.getTotal(), overlays.getEntry().size());
        String person = task.getFor().getReference();
        assertEquals(1, search("patient=" + person).getTotal());
        assertEquals(1, search("focus=" + task.getFocus().getReference()).getTotal());
        assertEquals(0, search("patient=" + person + "&status=completed").getTotal());
        assertEquals(
                0, search("patient=" + person + "&_lastUpdated=lt2020-01-01").getTotal());

        task.setStatus(Task.TaskStatus.INPROGRESS);
        Task taken = stepped(task, Role.CLERK);
        assertEquals("assigned", taken.getBusinessStatus().getCodingFirstRep().getCode());
        assertTrue(taken.getOwner().getIdentifier().hasValue());
        assertEquals(412, put(task, "1", Role.CLERK).statusCode());
        assertEquals(
                1,
                search("patient=" + person + "&owner="
                                + taken.getOwner().getIdentifier().getValue())
                        .getTotal());

        Task answer = taken.copy();
        answer.setStatus(Task.TaskStatus.COMPLETED);
        answer.getStatusReason().addCoding().setSystem(TaskWriting.REASONS).setCode("another-patient");
        answer.addOutput()
                .setValue(new CodeType("reject"))
                .getType()
                .addCoding()
                .setSystem(TaskWriting.PARTS)
                .setCode(TaskWriting.ANSWER);
        Task waiting = stepped(answer, Role.CLERK);
        assertEquals(Task.TaskStatus.READY, waiting.getStatus());
        assertEquals(false, waiting.hasStatusReason(), "the second is not told why");
        answer.setMeta(waiting.getMeta());
        Task done = stepped(answer, Role.CLERK_LEAD);
        assertEquals(Task.TaskStatus.COMPLETED, done.getStatus());
        assertEquals("rejected", ((CodeType) done.getOutputFirstRep().getValue()).getValue());
        assertEquals(
                "Mùa Thị Dợ",
                FHIR.newJsonParser()
                        .parseResource(
                                Patient.class,
                                server.get("/fhir/" + task.getFocus().getReference(), Role.CLERK)
                                        .body())
                        .getNameFirstRep()
                        .getText());
    }

    @Test
    void whatIsNotSupportedIsRefusedByName() {
        assertEquals(400, server.get("/fhir/Task?_sort=code", Role.CLERK).statusCode());
        assertEquals(400, server.get("/fhir/Task?code=else", Role.CLERK).statusCode());
        assertEquals(403, server.get("/fhir/Task", Role.HUB).statusCode());
    }
}
