package vn.khop.server.fhir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.validation.FhirValidator;
import ca.uhn.fhir.validation.ResultSeverityEnum;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;
import org.hl7.fhir.r4.model.AuditEvent;
import org.hl7.fhir.r4.model.AuditEvent.AuditEventAgentComponent;
import org.hl7.fhir.r4.model.AuditEvent.AuditEventEntityComponent;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.junit.jupiter.api.Test;
import vn.khop.server.RunningServer;
import vn.khop.server.audit.AccessTrail;
import vn.khop.server.audit.AccessTrail.AccessQuestion;
import vn.khop.server.security.Role;

/** Random requests, a model of what the audit must say of them, and the rules of IHE's Basic Audit Log Patterns. */
class AuditEventsTest {
    private static final String SID = "http://fhir.ehealth.gov.vn/core/sid/";
    private static final FhirContext FHIR = FhirContext.forR4();

    private final RunningServer server = RunningServer.shared();
    private final long seed =
            Long.parseUnsignedLong(System.getProperty("tests.seed", Long.toHexString(System.nanoTime())), 16);
    private final SplittableRandom random = new SplittableRandom(seed);

    /** What the access log must hold for a request: how many entries of each action and person. */
    private final Map<String, Map<String, Integer>> expected = new HashMap<>();

    private final List<String> known = new ArrayList<>();

    @Test
    void everyRandomRequestLeavesExactlyTheEventsThatTheModelExpects() {
        int requests = Integer.getInteger("tests.requests", 200);
        String batch = "audit-" + Long.toHexString(seed) + "-";
        for (int i = 0; i < requests; i++) {
            ask(batch + i);
        }
        AccessTrail trail = server.bean(AccessTrail.class);
        expected.forEach((requestId, events) -> {
            Map<String, Integer> found = new TreeMap<>();
            trail.search(new AccessQuestion(
                            java.util.Optional.empty(),
                            java.util.Optional.empty(),
                            java.util.Optional.of(requestId),
                            List.of(),
                            java.util.Optional.empty(),
                            java.util.Optional.empty(),
                            java.util.Optional.empty(),
                            0,
                            1000))
                    .entries()
                    .forEach(entry -> found.merge(entry.action() + " " + entry.personId(), 1, Integer::sum));
            assertEquals(events, found, requestId + ", -Dtests.seed=" + Long.toHexString(seed));
        });
        assertEquals(requests, expected.size());
    }

    /** One random request; whom its answer shows, its own body says. */
    private void ask(String requestId) {
        int number = random.nextInt(30);
        String name = List.of("Nguyễn Văn An", "Trần Thị Bình", "Lê Hoàng Cường", "Phạm Thu Dung")
                        .get(number % 4) + " Kiểm";
        String national = "0010990" + String.format(java.util.Locale.ROOT, "%05d", 33000 + number);
        switch (random.nextInt(7)) {
            case 0 -> {
                HttpResponse<String> answer = send(
                        requestId,
                        "PUT",
                        "/fhir/Patient?identifier=" + SID + "patient-internal-id/01001%7Caudit" + number,
                        Role.HUB,
                        patient(name, national, "audit" + number));
                Patient fed = parse(answer, Patient.class);
                expect(
                        requestId,
                        "FEED",
                        List.of(fed.getLinkFirstRep()
                                .getOther()
                                .getReferenceElement()
                                .getIdPart()));
            }
            case 1 -> {
                HttpResponse<String> answer =
                        send(requestId, "POST", "/fhir/Patient/$match", Role.HUB, patient(name, national, "x"));
                expect(requestId, "MATCH", persons(parse(answer, Bundle.class)));
            }
            case 2 -> {
                HttpResponse<String> answer = send(
                        requestId, "GET", "/fhir/Patient?name=ki%E1%BB%83m&_count=" + (1 + number % 7), Role.HUB, "");
                expect(requestId, "SEARCH", persons(parse(answer, Bundle.class)));
            }
            case 3 -> {
                HttpResponse<String> answer =
                        send(requestId, "GET", "/fhir/Patient?name=kiem&birthdate=1990", Role.CLERK, "");
                expect(requestId, "SEARCH", persons(parse(answer, Bundle.class)));
            }
            case 4 -> {
                HttpResponse<String> answer = send(
                        requestId,
                        "GET",
                        "/fhir/Patient/$ihe-pix?sourceIdentifier=" + SID + "patient-internal-id/01001%7Caudit" + number,
                        Role.HUB,
                        "");
                List<String> shown = new ArrayList<>();
                if (answer.statusCode() == 200) {
                    parse(answer, Parameters.class).getParameter().stream()
                            .filter(parameter -> parameter.getName().equals("targetId"))
                            .forEach(parameter -> shown.add(((org.hl7.fhir.r4.model.Reference) parameter.getValue())
                                    .getReferenceElement()
                                    .getIdPart()));
                }
                expect(requestId, "CROSS_REFERENCE", shown);
            }
            case 5 -> {
                String person = known.isEmpty() ? "E0" : known.get(random.nextInt(known.size()));
                send(requestId, "GET", "/fhir/Patient/" + person, Role.CLERK, "");
                expected.put(requestId, known.isEmpty() ? Map.of() : Map.of("READ " + person, 1));
            }
            default -> {
                send(requestId, "GET", "/fhir/Patient?name=kiem", Role.AUDITOR, "");
                expected.put(requestId, Map.of());
            }
        }
    }

    private void expect(String requestId, String action, List<String> persons) {
        Map<String, Integer> events = new TreeMap<>();
        (persons.isEmpty() ? List.of("") : persons)
                .forEach(person -> events.merge(action + " " + person, 1, Integer::sum));
        expected.put(requestId, events);
        known.addAll(persons);
    }

    private static List<String> persons(Bundle bundle) {
        return bundle.getEntry().stream()
                .map(entry -> entry.getResource().getIdElement().getIdPart())
                .toList();
    }

    private static String patient(String name, String national, String local) {
        return """
                {"resourceType":"Patient","identifier":[{"system":"%spatient-internal-id/01001","value":"%s"},{"system":"%snational_id","value":"%s"}],\
                "name":[{"text":"%s"}],"gender":"male","birthDate":"1990-02-03"}""".formatted(SID, local, SID, national, name);
    }

    private HttpResponse<String> send(String requestId, String method, String path, Role role, String body) {
        return server.send(server.request(path, role)
                .header("X-Request-Id", requestId)
                .header("Content-Type", "application/fhir+json")
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body)));
    }

    private static <T extends org.hl7.fhir.instance.model.api.IBaseResource> T parse(
            HttpResponse<String> answer, Class<T> type) {
        assertTrue(answer.statusCode() < 300, answer.statusCode() + " " + answer.body());
        return FHIR.newJsonParser().parseResource(type, answer.body());
    }

    @Test
    void whatAnAuditorReadsIsValidAndFollowsThePatternThatItNames() {
        for (int i = 0; i < 40; i++) {
            ask("form-" + Long.toHexString(seed) + "-" + i);
        }
        Bundle bundle = parse(server.get("/fhir/AuditEvent?_count=500", Role.AUDITOR), Bundle.class);
        DefaultProfileValidationSupport profiles = new DefaultProfileValidationSupport(FHIR);
        FhirInstanceValidator module = new FhirInstanceValidator(new ValidationSupportChain(
                profiles,
                new CommonCodeSystemsTerminologyService(FHIR),
                new InMemoryTerminologyServerValidationSupport(FHIR)));
        FhirValidator validator = FHIR.newValidator().registerValidatorModule(module);

        assertTrue(bundle.getEntry().size() >= 30, "only " + bundle.getEntry().size());
        for (Bundle.BundleEntryComponent entry : bundle.getEntry()) {
            AuditEvent event = (AuditEvent) entry.getResource();
            String text = FHIR.newJsonParser().encodeResourceToString(event);
            assertEquals(List.of(), brokenRules(event), text);
            // The profiles themselves are not in this build: their rules are the ones above.
            event.getMeta().getProfile().clear();
            validator.validateWithResult(event).getMessages().stream()
                    .filter(message -> message.getSeverity().ordinal() >= ResultSeverityEnum.ERROR.ordinal())
                    .findFirst()
                    .ifPresent(message -> {
                        throw new AssertionError(message.getLocationString() + " " + message.getMessage() + " " + text);
                    });
        }
    }

    /** The rules of BALP 1.1.3, as its profiles have them, each by its path. */
    private static List<String> brokenRules(AuditEvent event) {
        List<String> broken = new ArrayList<>();
        String profile = event.getMeta().getProfile().isEmpty()
                ? ""
                : event.getMeta().getProfile().get(0).getValue();
        if (profile.isEmpty()) {
            return event.getOutcome() == AuditEvent.AuditEventOutcome._0
                    ? List.of("success without a profile")
                    : broken;
        }
        boolean isQuery = profile.endsWith("Query");
        boolean isRead = profile.endsWith("Read");
        rule(broken, "type", has(event.getType(), "http://terminology.hl7.org/CodeSystem/audit-event-type", "rest"));
        rule(
                broken,
                "subtype",
                event.getSubtype().stream()
                        .anyMatch(code -> has(
                                code,
                                "http://hl7.org/fhir/restful-interaction",
                                isQuery ? "search" : isRead ? "read" : "update")));
        rule(broken, "action", event.getAction().toCode().equals(isQuery ? "E" : isRead ? "R" : "U"));
        rule(broken, "recorded", event.hasRecorded());
        rule(broken, "outcome", event.getOutcome() == AuditEvent.AuditEventOutcome._0);
        String dicom = "http://dicom.nema.org/resources/ontology/DCM";
        for (String role : List.of("110152", "110153")) {
            List<AuditEventAgentComponent> agents = event.getAgent().stream()
                    .filter(agent -> has(agent.getType().getCodingFirstRep(), dicom, role))
                    .toList();
            rule(broken, "agent " + role, agents.size() == 1);
            agents.forEach(agent -> rule(
                    broken,
                    "agent " + role + " who, network, media",
                    agent.hasWho() && agent.hasNetwork() && !agent.hasMedia()));
        }
        event.getAgent().stream()
                .filter(agent -> agent.getType().getCodingFirstRep().getSystem().endsWith("v3-ParticipationType"))
                .forEach(user -> {
                    rule(broken, "agent user", user.getRequestor() && user.hasWho() && !user.hasNetwork());
                    rule(
                            broken,
                            "agent user type",
                            user.getType().getCodingFirstRep().getCode().equals(isQuery || isRead ? "IRCP" : "AUT"));
                });
        rule(
                broken,
                "requestor",
                event.getAgent().stream()
                                .filter(AuditEventAgentComponent::getRequestor)
                                .count()
                        == 1);
        rule(broken, "source", event.getSource().hasObserver());
        List<AuditEventEntityComponent> requests = ofType(event, "XrequestId");
        rule(
                broken,
                "entity transaction",
                requests.size() == 1
                        && requests.get(0).getWhat().getIdentifier().hasValue());
        List<AuditEventEntityComponent> patients = ofType(event, "1");
        boolean isPatient = profile.contains("IHE.BasicAudit.Patient");
        rule(broken, "entity patient", patients.size() == (isPatient ? 1 : 0));
        patients.forEach(patient -> rule(
                broken,
                "entity patient what and role",
                patient.getWhat().getReference().startsWith("Patient/E")
                        && patient.getRole().getCode().equals("1")));
        List<AuditEventEntityComponent> objects = ofType(event, "2");
        rule(broken, "entity query or data", objects.size() == 1);
        AuditEventEntityComponent object = objects.get(0);
        rule(
                broken,
                "entity query or data content",
                isQuery
                        ? object.getRole().getCode().equals("24")
                                && object.hasQuery()
                                && !object.hasWhat()
                                && !object.hasDetail()
                                && !object.hasLifecycle()
                        : object.getRole().getCode().equals("4") && object.hasWhat());
        return broken;
    }

    private static void rule(List<String> broken, String name, boolean holds) {
        if (!holds) {
            broken.add(name);
        }
    }

    private static boolean has(Coding coding, String system, String code) {
        return system.equals(coding.getSystem()) && code.equals(coding.getCode());
    }

    private static List<AuditEventEntityComponent> ofType(AuditEvent event, String code) {
        return event.getEntity().stream()
                .filter(entity -> code.equals(entity.getType().getCode()))
                .toList();
    }

    @Test
    void aSearchIsByPersonUserActionAndDateAndIsItselfInTheLog() {
        ask("search-" + Long.toHexString(seed));
        Bundle asked = parse(
                server.get("/fhir/AuditEvent?agent-name=khop-hub&action=E&date=ge2026-01-01&_count=5", Role.AUDITOR),
                Bundle.class);
        assertTrue(asked.getEntry().stream()
                .map(entry -> (AuditEvent) entry.getResource())
                .allMatch(event -> event.getAction().toCode().equals("E")));
        Bundle own =
                parse(server.get("/fhir/AuditEvent?agent-name=auditor&action=R&_count=1", Role.AUDITOR), Bundle.class);
        assertEquals(
                "READ_ACCESS_LOG",
                ((AuditEvent) own.getEntryFirstRep().getResource())
                        .getSubtype()
                        .get(1)
                        .getCode());
        assertEquals(
                400, server.get("/fhir/AuditEvent?_sort=date", Role.AUDITOR).statusCode());
        assertEquals(400, server.get("/fhir/AuditEvent?action=X", Role.AUDITOR).statusCode());
        assertEquals(404, server.get("/fhir/AuditEvent/999999999", Role.AUDITOR).statusCode());
        assertFalse(server.get("/fhir/AuditEvent/1", Role.AUDITOR).body().isEmpty());
    }

    @Test
    void anAuditorCanHaveTheWholeChainLookedAt() {
        HttpResponse<String> answer = server.postJson("/api/v1/access-log/verify", Role.AUDITOR, "");

        assertEquals(200, answer.statusCode(), answer.body());
        assertTrue(answer.body().contains("\"intact\":true"), answer.body());
    }
}
