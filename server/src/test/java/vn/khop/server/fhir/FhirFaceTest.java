package vn.khop.server.fhir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import vn.khop.server.RunningServer;
import vn.khop.server.security.Role;

/** The FHIR face over HTTP, as a hub sees it. Everybody in it is made up. */
@Tag("slow")
class FhirFaceTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SID = "http://fhir.ehealth.gov.vn/core/sid/";
    private static final String EXAMPLE_CODES = "urn:khop:example:visit-reason";

    private final RunningServer server = RunningServer.shared();

    private static String patient(String facility, String number, String name, String birthDate, String citizenNumber) {
        return """
                {"resourceType":"Patient","identifier":[{"system":"%spatient-internal-id/%s","value":"%s"},
                 {"system":"%snational_id","value":"%s"}],"name":[{"text":"%s"}],"gender":"female","birthDate":"%s"}""".formatted(SID, facility, number, SID, citizenNumber, name, birthDate);
    }

    /** The bar of a token may not stand in a URI of Java's; on the wire both forms are taken. */
    private HttpRequest.Builder asHub(String path) {
        return server.request(path.replace("|", "%7C"), Role.HUB);
    }

    private HttpResponse<String> put(String facility, String number, String body) {
        return server.send(asHub("/fhir/Patient?identifier=" + SID + "patient-internal-id/" + facility + "|" + number)
                .header("Content-Type", "application/fhir+json")
                .PUT(HttpRequest.BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> post(String path, String body) {
        return server.send(asHub(path)
                .header("Content-Type", "application/fhir+json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> get(String path) {
        return server.send(asHub(path));
    }

    private static JsonNode json(HttpResponse<String> response) {
        try {
            return JSON.readTree(response.body());
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + response.body(), e);
        }
    }

    private static Stream<JsonNode> each(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static void assertOutcome(int status, String code, String says, HttpResponse<String> response) {
        assertEquals(status, response.statusCode(), response.body());
        JsonNode issue = json(response).at("/issue/0");
        assertEquals("OperationOutcome", json(response).at("/resourceType").asText());
        assertEquals(code, issue.at("/code").asText(), response.body());
        assertTrue(issue.at("/diagnostics").asText().contains(says), response.body());
    }

    @Test
    void aFeedAnswersWithTheSourceRecordAndASecondHospitalJoinsThePerson() {
        HttpResponse<String> first =
                put("01001", "f-1", patient("01001", "f-1", "Lường Thị Quyên", "1981-05-06", "001181000101"));
        assertEquals(201, first.statusCode(), first.body());
        assertEquals("W/\"1\"", first.headers().firstValue("ETag").orElse(""));
        String location = first.headers().firstValue("Location").orElse("");
        assertTrue(location.endsWith("/fhir/Patient/" + json(first).at("/id").asText() + "/_history/1"), location);
        String person = json(first).at("/link/0/other/reference").asText();
        assertEquals("refer", json(first).at("/link/0/type").asText());

        HttpResponse<String> second =
                put("01013", "f-2", patient("01013", "f-2", "LƯỜNG THỊ QUYÊN", "1981-05-06", "001181000101"));
        assertEquals(person, json(second).at("/link/0/other/reference").asText());

        JsonNode read = json(get("/fhir/" + person));
        assertEquals(
                2,
                each(read.at("/link"))
                        .filter(link -> link.at("/type").asText().equals("seealso"))
                        .count());
        assertEquals("Quyên", read.at("/name/0/given/1").asText());
        assertTrue(read.at("/active").asBoolean());
    }

    @Test
    void theSameFeedAgainIs200WithTheSameVersionAndARevisionIsTheNext() {
        String body = patient("01001", "f-3", "Lò Thị Sen", "1982-01-02", "001182000103");
        assertEquals(201, put("01001", "f-3", body).statusCode());
        HttpResponse<String> again = put("01001", "f-3", body);
        assertEquals(200, again.statusCode());
        assertEquals("1", json(again).at("/meta/versionId").asText());
        HttpResponse<String> revised = put("01001", "f-3", body.replace("1982-01-02", "1982-01-03"));
        assertEquals(200, revised.statusCode());
        assertEquals("2", json(revised).at("/meta/versionId").asText());
        String id = json(revised).at("/id").asText();
        assertEquals(
                "1982-01-02",
                json(get("/fhir/Patient/" + id + "/_history/1"))
                        .at("/birthDate")
                        .asText());
    }

    @Test
    void aFeedThatCannotBeTakenSaysWhereAndWhatToDo() {
        String whole = patient("01001", "w-1", "Vàng Thị Mẩy", "1983-01-02", "001183000104");
        String nameless = whole.replace("\"name\":[{\"text\":\"Vàng Thị Mẩy\"}],", "");
        HttpResponse<String> noName = put("01001", "w-1", nameless);
        assertOutcome(422, "required", "Patient.name is missing", noName);
        assertEquals("Patient.name", json(noName).at("/issue/0/expression/0").asText());
        HttpResponse<String> noIdentifier =
                put("01001", "w-1", "{\"resourceType\":\"Patient\",\"name\":[{\"text\":\"Vàng Thị Mẩy\"}]}");
        assertOutcome(422, "required", "Patient.identifier is missing", noIdentifier);
        assertOutcome(422, "required", "does not hold the identifier of the URL", put("01001", "w-2", whole));
        assertOutcome(
                422,
                "code-invalid",
                "facility 'XX' is not registered",
                put("XX", "w-1", whole.replace("patient-internal-id/01001", "patient-internal-id/XX")));
        assertOutcome(
                400,
                "code-invalid",
                "is not a facility's",
                server.send(asHub("/fhir/Patient?identifier=urn:x|1")
                        .header("Content-Type", "application/fhir+json")
                        .PUT(HttpRequest.BodyPublishers.ofString(whole))));
        assertOutcome(
                422,
                "business-rule",
                "active=false together with one link.replaced-by",
                put(
                        "01001",
                        "w-1",
                        whole.replace(
                                "\"gender\"",
                                "\"link\":[{\"type\":\"replaced-by\",\"other\":{\"reference\":\"Patient/x\"}}],\"gender\"")));
        HttpResponse<String> malformed = put("01001", "w-1", whole.substring(0, whole.length() - 2));
        assertEquals(400, malformed.statusCode());
        assertTrue(json(malformed).at("/issue/0/diagnostics").asText().contains("line"), malformed.body());
        HttpResponse<String> wrongGender = put("01001", "w-1", whole.replace("female", "nữ"));
        assertEquals(400, wrongGender.statusCode(), wrongGender.body());
    }

    @Test
    void aMatchTakesABarePatientAndCountsPersonsBestFirst() {
        put("01001", "m-1", patient("01001", "m-1", "Giàng Thị Mỷ", "1984-03-04", "001184000105"));
        put("01013", "m-2", patient("01013", "m-2", "Giàng Thị Mỷ", "1984-03-04", "001184000105"));
        HttpResponse<String> matched =
                post("/fhir/Patient/$match", patient("01028", "m-3", "Giang Thi My", "1984-03-04", "001184000105"));
        assertEquals(200, matched.statusCode(), matched.body());
        JsonNode entry = json(matched).at("/entry/0");
        assertEquals("certain", entry.at("/search/extension/0/valueCode").asText());
        assertEquals("match", entry.at("/search/mode").asText());
        double score = entry.at("/search/score").asDouble();
        assertTrue(score > 0.9 && score <= 1, "score " + score);
        assertEquals(1, json(matched).at("/total").asInt(), matched.body());

        HttpResponse<String> nobody =
                post("/fhir/Patient/$match", patient("01028", "m-4", "Xyz Abc", "1900-01-01", "001000000000"));
        assertEquals(200, nobody.statusCode());
        assertFalse(json(nobody).has("entry"));
    }

    @Test
    void aMatchRefusesByNameWhatItDoesNotKnow() {
        String body = """
                {"resourceType":"Parameters","parameter":[{"name":"resource","resource":{"resourceType":"Patient","name":[{"text":"A"}]}},
                 {"name":"onlySingleMatch","valueBoolean":true}]}""";
        assertOutcome(
                400,
                "not-supported",
                "'onlySingleMatch' is not supported by Patient/$match",
                post("/fhir/Patient/$match", body));
        assertOutcome(
                400,
                "required",
                "'resource' of Patient/$match is missing",
                post("/fhir/Patient/$match", "{\"resourceType\":\"Parameters\"}"));
        assertOutcome(
                422,
                "required",
                "says nothing to compare",
                post("/fhir/Patient/$match", "{\"resourceType\":\"Patient\"}"));
    }

    @Test
    void everythingIsSaidInXmlToo() {
        HttpResponse<String> answer = server.send(
                asHub("/fhir/Patient/$match")
                        .header("Content-Type", "application/fhir+xml")
                        .header("Accept", "application/fhir+xml")
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        "<Patient xmlns=\"http://hl7.org/fhir\"><name><text value=\"Không Có Ai\"/></name><birthDate value=\"1901\"/></Patient>")));
        assertEquals(200, answer.statusCode(), answer.body());
        assertTrue(answer.body().startsWith("<Bundle xmlns=\"http://hl7.org/fhir\">"), answer.body());
    }

    @Test
    void aPersonIsFoundByAnyWordOfTheNameWithoutMarksAndByItsNumbers() {
        put("01001", "s-1", patient("01001", "s-1", "Phùng Thị Thử Nghiệm", "1986-07-08", "001186000106"));
        for (String query : List.of(
                "name=nghiem",
                "name=thu%20nghiem&birthdate=1986",
                "family=phung&given=nghi",
                "name=phung&gender=female&birthdate=ge1986-07-01",
                "identifier=" + SID + "national_id|001186000106",
                "identifier=1186000106",
                "identifier=" + SID + "patient-internal-id/01001|s-1")) {
            HttpResponse<String> found = get("/fhir/Patient?" + query);
            assertEquals(200, found.statusCode(), query + found.body());
            assertTrue(
                    each(json(found).at("/entry"))
                            .anyMatch(entry ->
                                    entry.at("/resource/name/0/text").asText().equals("Phùng Thị Thử Nghiệm")),
                    query + found.body());
        }
        assertEquals(
                0,
                json(get("/fhir/Patient?name=nghiem&family=phung&birthdate=lt1986"))
                        .at("/total")
                        .asInt());
        HttpResponse<String> unknown = get("/fhir/Patient?colour=blue");
        assertEquals(400, unknown.statusCode());
        assertTrue(unknown.body().contains("colour"), unknown.body());
        assertOutcome(400, "not-supported", "'_sort'", get("/fhir/Patient?name=a&_sort=name"));
    }

    @Test
    void pagesOfASearchHoldEveryPersonOnce() {
        String path = "/fhir/Patient?birthdate=ge1900&_count=50";
        List<String> ids = new ArrayList<>();
        int total = json(get(path)).at("/total").asInt();
        while (!path.isEmpty()) {
            JsonNode page = json(get(path));
            each(page.at("/entry"))
                    .forEach(entry -> ids.add(entry.at("/resource/id").asText()));
            path = each(page.at("/link"))
                    .filter(link -> link.at("/relation").asText().equals("next"))
                    .map(link -> link.at("/url").asText().substring(server.url().length()))
                    .findFirst()
                    .orElse("");
        }
        assertEquals(ids.size(), ids.stream().distinct().count());
        assertTrue(ids.size() >= total && total > 150, ids.size() + " of " + total);
    }

    @Test
    void crossReferenceAnswersWithTheSpecifiedStatusesAndWords() {
        put("01001", "x-1", patient("01001", "x-1", "Sùng Thị Chía", "1987-09-10", "001187000107"));
        put("01013", "x-2", patient("01013", "x-2", "Sùng Thị Chía", "1987-09-10", "001187000107"));
        String pix = "/fhir/Patient/$ihe-pix?sourceIdentifier=" + SID;
        JsonNode all = json(get(pix + "patient-internal-id/01001|x-1"));
        List<String> numbers = each(all.at("/parameter"))
                .map(parameter -> parameter.at("/valueIdentifier/value").asText())
                .toList();
        assertTrue(
                numbers.contains("x-2") && numbers.contains("001187000107") && !numbers.contains("x-1"),
                numbers.toString());
        JsonNode one = json(get(pix + "patient-internal-id/01001|x-1&targetSystem=" + SID + "national_id"));
        assertEquals(
                "001187000107", one.at("/parameter/0/valueIdentifier/value").asText());
        assertEquals("targetId", one.at("/parameter/1/name").asText());

        assertOutcome(
                404,
                "not-found",
                "sourceIdentifier Patient Identifier not found",
                get(pix + "patient-internal-id/01001|nobody"));
        assertOutcome(
                400,
                "code-invalid",
                "sourceIdentifier Assigning Authority not found",
                get("/fhir/Patient/$ihe-pix?sourceIdentifier=urn:oid:9.9|1"));
        assertOutcome(
                403,
                "code-invalid",
                "targetSystem not found",
                get(pix + "patient-internal-id/01001|x-1&targetSystem=urn:oid:9.9"));
    }

    @Test
    void codesAreAnsweredFromTheImageWithTheReleaseNamed() {
        JsonNode looked = json(get("/fhir/CodeSystem/$lookup?system=" + EXAMPLE_CODES + "&code=TQ&displayLanguage=en"));
        assertEquals("2026-01", value(looked, "version").asText());
        assertEquals("General symptom", value(looked, "display").asText());
        JsonNode valid = json(get("/fhir/CodeSystem/$validate-code?url=" + EXAMPLE_CODES + "&code=TQ"));
        assertTrue(value(valid, "result").asBoolean());
        JsonNode invalid = json(get("/fhir/CodeSystem/$validate-code?url=" + EXAMPLE_CODES + "&code=NOPE"));
        assertFalse(value(invalid, "result").asBoolean());
        JsonNode expanded = json(get("/fhir/ValueSet/$expand?url=" + EXAMPLE_CODES + "?fhir_vs&count=2"));
        assertEquals(55, expanded.at("/expansion/total").asInt());
        assertEquals(2, expanded.at("/expansion/contains").size());
        JsonNode inSet = json(post("/fhir/ValueSet/$validate-code", """
                {"resourceType":"Parameters","parameter":[{"name":"url","valueUri":"%s?fhir_vs"},
                 {"name":"coding","valueCoding":{"system":"%s","code":"TQ"}}]}""".formatted(EXAMPLE_CODES, EXAMPLE_CODES)));
        assertTrue(value(inSet, "result").asBoolean(), inSet.toString());
    }

    private static JsonNode value(JsonNode parameters, String name) {
        JsonNode parameter = each(parameters.at("/parameter"))
                .filter(part -> part.at("/name").asText().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(parameters.toString()));
        return each(parameter)
                .filter(JsonNode::isValueNode)
                .reduce((before, last) -> last)
                .orElseThrow();
    }

    @Test
    void anUnknownCodeSystemSaysWhichAreKnown() {
        assertOutcome(404, "not-found", EXAMPLE_CODES, get("/fhir/CodeSystem/$lookup?system=urn:none&code=1"));
        assertOutcome(404, "not-found", EXAMPLE_CODES, get("/fhir/ValueSet/$expand?url=urn:none?fhir_vs"));
        assertOutcome(
                400, "not-supported", "'colour'", get("/fhir/CodeSystem/$lookup?system=urn:none&code=1&colour=2"));
    }

    @Test
    void theCapabilityStatementDeclaresWhatAnswers() {
        HttpResponse<String> metadata = server.send(server.request("/fhir/metadata"));
        assertEquals(200, metadata.statusCode());
        assertEquals("4.0.1", json(metadata).at("/fhirVersion").asText());
        JsonNode patient = each(json(metadata).at("/rest/0/resource"))
                .filter(resource -> resource.at("/type").asText().equals("Patient"))
                .findFirst()
                .orElseThrow();
        assertTrue(patient.at("/conditionalUpdate").asBoolean());
        assertEquals("single", patient.at("/conditionalDelete").asText());
        assertEquals(
                List.of("ihe-pix", "match", "merge", "unmerge"),
                each(patient.at("/operation"))
                        .map(operation -> operation.at("/name").asText())
                        .sorted()
                        .toList());
        JsonNode terminology = json(server.send(server.request("/fhir/metadata?mode=terminology")));
        assertEquals(EXAMPLE_CODES, terminology.at("/codeSystem/0/uri").asText());
    }

    /** HAPI has operations of the same names; ours must go on answering when its resources have joined. */
    @Test
    void ourCodeOperationsAnswerAlsoAfterHapisResourcesHaveJoined() throws InterruptedException {
        String organizations = "/fhir/Organization";
        HttpResponse<String> stored = get(organizations);
        for (int i = 0; i < 240 && stored.statusCode() == 503; i++) {
            assertTrue(stored.headers().firstValue("Retry-After").isPresent(), "not yet, ask again");
            Thread.sleep(1000);
            stored = get(organizations);
        }
        assertEquals(200, stored.statusCode(), stored.body());
        codesAreAnsweredFromTheImageWithTheReleaseNamed();
        anUnknownCodeSystemSaysWhichAreKnown();
        theCapabilityStatementDeclaresWhatAnswers();
        JsonNode types = json(server.send(server.request("/fhir/metadata"))).at("/rest/0/resource");
        assertTrue(each(types).anyMatch(type -> type.at("/type").asText().equals("Organization")));
    }
}
