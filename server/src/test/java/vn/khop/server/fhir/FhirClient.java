package vn.khop.server.fhir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.IParser;
import ca.uhn.fhir.parser.StrictErrorHandler;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Enumerations.AdministrativeGender;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Patient.LinkType;
import org.hl7.fhir.r4.model.Resource;
import vn.khop.server.RunningServer;
import vn.khop.server.security.Role;

/** A client of the running server that speaks FHIR in one format, JSON or XML, and believes nothing: what it reads is parsed strictly, and is in the format that it asked for. */
record FhirClient(RunningServer server, String format) {
    static final String SID = "http://fhir.ehealth.gov.vn/core/sid/";
    private static final FhirContext FHIR = FhirContext.forR4Cached();

    String type() {
        return "application/fhir+" + format;
    }

    IParser parser() {
        IParser parser = format.equals("json") ? FHIR.newJsonParser() : FHIR.newXmlParser();
        parser.setParserErrorHandler(new StrictErrorHandler());
        parser.setStripVersionsFromReferences(false);
        return parser;
    }

    /** In another letter for each format, so that the people of one run of a test are not those of the other. */
    String own(String text) {
        return text + (format.equals("json") ? " Giê" : " Ích");
    }

    static Identifier local(String facility, String number) {
        return new Identifier().setSystem(localSystem(facility)).setValue(number);
    }

    static String localSystem(String facility) {
        return SID + "patient-internal-id/" + facility;
    }

    static Identifier citizen(String number) {
        return new Identifier().setSystem(SID + "national_id").setValue(number);
    }

    static Patient patient(String name, String born) {
        Patient patient = new Patient();
        patient.addName().setText(name);
        patient.setGender(AdministrativeGender.FEMALE);
        patient.getBirthDateElement().setValueAsString(born);
        patient.setActive(true);
        return patient;
    }

    static String q(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    HttpRequest.Builder request(String path, Role role) {
        return server.request(path, role).header("Accept", type());
    }

    HttpResponse<String> get(String path, Role role) {
        return server.send(request(path, role));
    }

    HttpResponse<String> get(String path) {
        return get(path, Role.HUB);
    }

    HttpResponse<String> post(String path, Role role, Resource body) {
        return server.send(request(path, role)
                .header("Content-Type", type())
                .POST(BodyPublishers.ofString(parser().encodeResourceToString(body))));
    }

    HttpResponse<String> put(String facility, String number, Patient patient) {
        return server.send(request("/fhir/Patient?identifier=" + q(localSystem(facility) + "|" + number), Role.HUB)
                .header("Content-Type", type())
                .PUT(BodyPublishers.ofString(parser().encodeResourceToString(patient))));
    }

    HttpResponse<String> delete(String facility, String number) {
        return server.send(request("/fhir/Patient?identifier=" + q(localSystem(facility) + "|" + number), Role.HUB)
                .DELETE());
    }

    HttpResponse<String> postForm(String path, Map<String, String> form) {
        String body = form.entrySet().stream()
                .map(entry -> q(entry.getKey()) + "=" + q(entry.getValue()))
                .collect(Collectors.joining("&"));
        return server.send(request(path, Role.HUB)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body)));
    }

    /** Feeds the patient for the facility under the number. The answer: the source record. */
    Patient fed(String facility, String number, Patient patient) {
        Patient whole = patient.copy();
        whole.addIdentifier(local(facility, number));
        HttpResponse<String> answer = put(facility, number, whole);
        assertEquals(2, answer.statusCode() / 100, answer.body());
        return parse(Patient.class, answer);
    }

    /** The id of the person that a source record belongs to. */
    static String personOf(Patient source) {
        return source.getLink().stream()
                .filter(link -> link.getType() == LinkType.REFER)
                .map(link -> link.getOther().getReferenceElement().getIdPart())
                .findFirst()
                .orElseThrow();
    }

    <R extends Resource> R parse(Class<R> kind, HttpResponse<String> answer) {
        String contentType = answer.headers().firstValue("Content-Type").orElse("");
        assertTrue(contentType.startsWith(type()), contentType + ": " + answer.body());
        return parser().parseResource(kind, answer.body());
    }

    <R extends Resource> R ok(Class<R> kind, HttpResponse<String> answer) {
        assertEquals(200, answer.statusCode(), answer.body());
        return parse(kind, answer);
    }

    Patient read(String id) {
        return ok(Patient.class, get("/fhir/Patient/" + id, Role.CLERK));
    }

    Bundle search(String query) {
        return ok(Bundle.class, get("/fhir/Patient?" + query));
    }

    /** The issue of a refusal with this status. */
    OperationOutcome.OperationOutcomeIssueComponent refused(int status, HttpResponse<String> answer) {
        assertEquals(status, answer.statusCode(), answer.body());
        return parse(OperationOutcome.class, answer).getIssueFirstRep();
    }

    void refused(int status, String code, String diagnostics, HttpResponse<String> answer) {
        OperationOutcome.OperationOutcomeIssueComponent issue = refused(status, answer);
        assertEquals(code, issue.getCode().toCode(), answer.body());
        assertTrue(issue.getDiagnostics().contains(diagnostics), answer.body());
    }

    /** The ids of the patients among the entries, in their order. */
    static List<String> ids(Bundle bundle) {
        return bundle.getEntry().stream()
                .map(Bundle.BundleEntryComponent::getResource)
                .filter(Patient.class::isInstance)
                .map(resource -> resource.getIdElement().getIdPart())
                .toList();
    }
}
