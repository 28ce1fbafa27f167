package vn.khop.server.fhir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vn.khop.server.RunningServer;
import vn.khop.server.security.Role;
import vn.khop.server.security.Tokens;

/** A hospital asks: it learns who somebody is, and neither where else he is known nor, by going through numbers, that he exists. */
class OneHospitalTest {
    private static final String SID = "http://fhir.ehealth.gov.vn/core/sid/";
    private static final String SCOPES = "ITI-78 ITI-83 ITI-104 ITI-119";
    private static final String NAME = "Đàm Thị Riêng Tư";
    private static final String BORN = "1971-08-09";
    private static final String NATIONAL = "001171034501";

    private final RunningServer server = RunningServer.shared();
    private final String own = Tokens.ofHospital(server, "01001", SCOPES);
    private String person = "";

    @BeforeEach
    void knownAtTwoHospitals() throws JsonProcessingException {
        feed("01001", "privat-a", NAME, "0912345601");
        person = json(feed("01013", "privat-b", NAME, "0912345602"))
                .at("/link/0/other/reference")
                .asText()
                .replace("Patient/", "");
    }

    @Test
    void aPersonIsShownWithItsCitizenNumberAndTheHospitalsOwnRecordAlone() throws JsonProcessingException {
        JsonNode shown = json(get(own, "/fhir/Patient/" + person));
        JsonNode whole = json(server.get("/fhir/Patient/" + person, Role.HUB));

        assertEquals(NAME, shown.at("/name/0/text").asText());
        assertEquals(
                Set.of("urn:khop:enterprise-id", SID + "national_id", SID + "patient-internal-id/01001"),
                systems(shown));
        assertTrue(systems(whole).contains(SID + "patient-internal-id/01013"));
        assertEquals(1, shown.path("link").size());
        assertEquals(2, whole.path("link").size());
        assertFalse(shown.toString().contains("01013"), shown.toString());
    }

    @Test
    void anotherHospitalsRecordIsNotThere() throws JsonProcessingException {
        List<String> sources = new ArrayList<>();
        json(server.get("/fhir/Patient/" + person, Role.HUB))
                .path("link")
                .forEach(link -> sources.add(link.at("/other/reference").asText()));
        String owned = json(get(own, "/fhir/Patient/" + person))
                .at("/link/0/other/reference")
                .asText();
        String others = sources.stream()
                .filter(source -> !source.equals(owned))
                .findFirst()
                .orElseThrow();

        assertEquals(200, get(own, "/fhir/" + owned).statusCode());
        HttpResponse<String> hidden = get(own, "/fhir/" + others);
        assertEquals(404, hidden.statusCode());
        assertEquals(404, get(own, "/fhir/" + others + "/_history/1").statusCode());
        assertTrue(hidden.body().contains("is not known"), hidden.body());
    }

    @Test
    void whereSomebodyElseKnowsHimCannotBeAskedFor() throws JsonProcessingException {
        assertEquals(1, total(get(own, "/fhir/Patient?identifier=" + SID + "patient-internal-id/01001%7Cprivat-a")));
        assertEquals(0, total(get(own, "/fhir/Patient?identifier=" + SID + "patient-internal-id/01013%7Cprivat-b")));
        assertEquals(0, total(get(own, "/fhir/Patient?identifier=" + SID + "patient-internal-id/01013%7C")));
        assertEquals(0, total(get(own, "/fhir/Patient?identifier=privat-b&name=" + q(NAME) + "&birthdate=" + BORN)));
    }

    @Test
    void aNumberAloneShowsNobodyAndTwoDemographicsThatAgreeDo() throws JsonProcessingException {
        String byNumber = "/fhir/Patient?identifier=" + SID + "national_id%7C" + NATIONAL;

        assertEquals(0, total(get(own, byNumber)));
        assertEquals(0, total(get(own, byNumber + "&name=" + q(NAME))));
        assertEquals(1, total(get(own, byNumber + "&name=" + q(NAME) + "&birthdate=" + BORN)));
        assertEquals(1, total(server.get(byNumber, Role.HUB)));
        assertEquals(0, total(match(patient(NATIONAL, "", ""))));
        assertEquals(0, total(match(patient(NATIONAL, "Vương Khác Hẳn", "1999-01-01"))));
        assertEquals(1, total(match(patient(NATIONAL, NAME, BORN))));
    }

    @Test
    void knownAndUnknownNumbersGiveTheSameBytesAndAThousandGuessesGiveNobody() throws JsonProcessingException {
        String guesser = Tokens.signed(
                server,
                claims -> claims.subject("his-guesser-" + System.nanoTime())
                        .claim("client_id", "his-guesser")
                        .claim("scope", SCOPES)
                        .claim("roles", List.of("hub"))
                        .claim("facilities", List.of("01001"))
                        .claim("extensions", Map.of("ihe_iua", Map.of("purpose_of_use", List.of("TREAT")))));
        Set<String> answers = new TreeSet<>();
        int shown = 0;
        int blocked = 0;
        for (int guess = 0; guess < 1000; guess++) {
            String number = guess % 3 == 0 ? NATIONAL : String.format(Locale.ROOT, "0011710%05d", guess);
            HttpResponse<String> answer =
                    post(guesser, "/fhir/Patient/$match", patient(number, "Vương Đoán Mò", "1999-01-01"));
            if (answer.statusCode() == 429) {
                blocked++;
                assertTrue(Long.parseLong(
                                answer.headers().firstValue("Retry-After").orElse("0"))
                        > 0);
            } else {
                assertEquals(200, answer.statusCode(), answer.body());
                shown += json(answer).path("entry").size();
                answers.add(answer.body().replaceAll("\"(id|lastUpdated)\" ?: ?\"[^\"]*\"", ""));
            }
        }

        assertEquals(0, shown);
        assertEquals(1, answers.size(), answers.toString());
        assertEquals(980, blocked);
        JsonNode alerts = json(server.get("/fhir/AuditEvent?outcome=4&_count=50", Role.AUDITOR));
        assertTrue(alerts.toString().contains("\"BLOCK\""), alerts.toString());
    }

    @Test
    void aCitizenNumberIsCrossReferencedOnlyForAClientThatIsRegisteredForIt() {
        String question = "/fhir/Patient/$ihe-pix?sourceIdentifier=" + SID + "national_id%7C" + NATIONAL;

        assertEquals(403, get(own, question).statusCode());
        assertEquals(403, get(own, question.replace(NATIONAL, "001171034999")).statusCode());
        assertEquals(
                200,
                get(Tokens.ofHospital(server, "01001", SCOPES + " khop.national-number"), question)
                        .statusCode());
        assertEquals(
                200,
                get(own, "/fhir/Patient/$ihe-pix?sourceIdentifier=" + SID + "patient-internal-id/01001%7Cprivat-a")
                        .statusCode());
    }

    @Test
    void aHospitalFeedsForItselfAndLearnsNothingFromTheFeedOfChanges() {
        assertEquals(
                403,
                put(own, "01013", "privat-c", record("01013", "privat-c", NAME, "0912345603"))
                        .statusCode());
        assertEquals(403, get(own, "/api/v1/changes").statusCode());
    }

    @Test
    void inAnEmergencyOnePersonIsOpenedToOneUserAndSomebodyElseLooksAtIt() throws JsonProcessingException {
        String user = "bs-" + System.nanoTime();
        String late = emergency(user, Instant.now().minusSeconds(600), "BTG");
        String now = emergency(user, Instant.now().minusSeconds(60), "BTG");
        String body = "{\"person\":\"" + person + "\",\"reason\":\"Bất tỉnh, không có người nhà\"}";

        assertEquals(403, open(late, body).statusCode());
        assertEquals(403, open(emergency(user, Instant.now(), "TREAT"), body).statusCode());
        assertEquals(403, open(own, body).statusCode());
        assertEquals(
                400,
                open(now, body.replace("Bất tỉnh, không có người nhà", "vội")).statusCode());
        assertEquals(1, json(get(now, "/fhir/Patient/" + person)).path("link").size());
        assertEquals(201, open(now, body).statusCode());
        assertEquals(2, json(get(now, "/fhir/Patient/" + person)).path("link").size());
        assertEquals(1, json(get(own, "/fhir/Patient/" + person)).path("link").size());
        assertEquals(
                1,
                json(get(emergency("another" + user, Instant.now(), "BTG"), "/fhir/Patient/" + person))
                        .path("link")
                        .size());

        JsonNode reviews = json(server.get("/api/v1/break-glass", Role.AUDITOR)).path("items");
        JsonNode review = reviews.get(reviews.size() - 1);
        assertEquals(user, review.path("user").asText());
        assertEquals(
                Duration.ofHours(24),
                Duration.between(
                        Instant.parse(review.path("openedAt").asText()),
                        Instant.parse(review.path("dueAt").asText())));
        String path = "/api/v1/break-glass/" + review.path("number").asText() + "/review";
        assertEquals(
                204, server.postJson(path, Role.AUDITOR, "{\"justified\":true}").statusCode());
        assertEquals(
                422,
                server.postJson(path, Role.AUDITOR, "{\"justified\":false}").statusCode());
        JsonNode reviewed = json(server.get("/api/v1/break-glass?state=reviewed", Role.AUDITOR))
                .at("/items/0");
        assertEquals(review.path("number"), reviewed.path("number"));
        assertTrue(reviewed.path("justified").asBoolean() && reviewed.has("reviewedBy"), reviewed.toString());
    }

    private HttpResponse<String> open(String token, String body) {
        return server.send(server.request("/api/v1/break-glass")
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    }

    private String emergency(String user, Instant authenticated, String purpose) {
        return Tokens.signed(
                server,
                claims -> claims.subject(user)
                        .claim("client_id", "his-01001")
                        .claim("scope", SCOPES)
                        .claim("roles", List.of("hub"))
                        .claim("facilities", List.of("01001"))
                        .claim("auth_time", authenticated.getEpochSecond())
                        .claim("extensions", Map.of("ihe_iua", Map.of("purpose_of_use", List.of(purpose)))));
    }

    private HttpResponse<String> feed(String facility, String local, String name, String phone) {
        HttpResponse<String> answer =
                put(server.token(Role.HUB), facility, local, record(facility, local, name, phone));
        assertTrue(answer.statusCode() < 300, answer.body());
        return answer;
    }

    private static String record(String facility, String local, String name, String phone) {
        return """
                {"resourceType":"Patient","identifier":[{"system":"%spatient-internal-id/%s","value":"%s"},{"system":"%snational_id","value":"%s"}],\
                "name":[{"text":"%s"}],"telecom":[{"system":"phone","value":"%s"}],"gender":"female","birthDate":"%s"}""".formatted(SID, facility, local, SID, NATIONAL, name, phone, BORN);
    }

    private HttpResponse<String> put(String token, String facility, String local, String body) {
        return server.send(
                server.request("/fhir/Patient?identifier=" + SID + "patient-internal-id/" + facility + "%7C" + local)
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/fhir+json")
                        .PUT(BodyPublishers.ofString(body)));
    }

    private static String patient(String national, String name, String born) {
        return "{\"resourceType\":\"Patient\",\"identifier\":[{\"system\":\"" + SID + "national_id\",\"value\":\""
                + national
                + "\"}]" + (name.isEmpty() ? "" : ",\"name\":[{\"text\":\"" + name + "\"}]")
                + (born.isEmpty() ? "" : ",\"birthDate\":\"" + born + "\"") + "}";
    }

    private HttpResponse<String> match(String patient) {
        return post(own, "/fhir/Patient/$match", patient);
    }

    private HttpResponse<String> post(String token, String path, String body) {
        return server.send(server.request(path)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/fhir+json")
                .POST(BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> get(String token, String path) {
        return server.send(server.request(path).header("Authorization", "Bearer " + token));
    }

    private static String q(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static Set<String> systems(JsonNode patient) {
        Set<String> systems = new TreeSet<>();
        patient.path("identifier")
                .forEach(identifier -> systems.add(identifier.path("system").asText()));
        return systems;
    }

    private static int total(HttpResponse<String> answer) throws JsonProcessingException {
        assertEquals(200, answer.statusCode(), answer.body());
        return json(answer).path("total").asInt();
    }

    private static JsonNode json(HttpResponse<String> answer) throws JsonProcessingException {
        return new ObjectMapper().readTree(answer.body());
    }
}
