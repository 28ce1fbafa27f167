package vn.khop.server.fhir.terminology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import vn.khop.server.RunningServer;
import vn.khop.server.security.Role;

/** How questions may be put over HTTP, as another server's engineer would try: what is not right is refused with what it was and what was expected, in R4 and R5 alike. */
class QuestionFormsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> BASES = List.of("/fhir", "/fhir/r5");
    private static final String SYSTEM = "urn:khop:example:visit-reason";
    private static final String LOOKUP = "/CodeSystem/$lookup?system=" + SYSTEM + "&code=TQ1";
    private static final String EXPAND = "/ValueSet/$expand?url=" + SYSTEM + "?fhir_vs";

    private final RunningServer server = RunningServer.shared();

    private static JsonNode json(HttpResponse<String> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + answer.body(), e);
        }
    }

    private HttpRequest.Builder request(String path) {
        return server.request(path, Role.HUB);
    }

    private HttpResponse<String> get(String path) {
        return server.send(request(path).GET());
    }

    private HttpResponse<String> post(String path, String type, String body) {
        return server.send(request(path).header("Content-Type", type).POST(BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> ask(String path, String... parameters) {
        return post(
                path,
                "application/fhir+json",
                "{\"resourceType\":\"Parameters\",\"parameter\":[" + String.join(",", parameters) + "]}");
    }

    private static void assertRefused(int status, String says, HttpResponse<String> answer) {
        assertEquals(status, answer.statusCode(), answer.body());
        assertEquals("OperationOutcome", json(answer).path("resourceType").asText());
        assertTrue(answer.body().contains(says), answer.body());
    }

    @Test
    void aBodyOfAnotherTypeOrCharsetIsRefusedAsSuch() {
        for (String base : BASES) {
            String path = base + "/CodeSystem/$lookup";
            assertRefused(415, "content type", post(path, "text/csv", "system,code"));
            assertRefused(415, "content type", post(path, "application/fhir+json; charset=ISO-8859-1", "{}"));
            String whole = "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"system\",\"valueUri\":\""
                    + SYSTEM + "\"},{\"name\":\"code\",\"valueCode\":\"TQ1\"}]}";
            for (String type : List.of("application/json", "application/fhir+json;charset=\"UTF-8\"", "text/json")) {
                assertEquals(200, post(path, type, whole).statusCode(), type);
            }
            assertEquals(
                    200,
                    post(path, "application/x-www-form-urlencoded", "system=" + SYSTEM + "&code=TQ1")
                            .statusCode());
        }
    }

    @Test
    void anAnswerInAnotherFormIsRefusedAndXmlIsWritten() {
        for (String base : BASES) {
            assertRefused(406, "form", get(base + LOOKUP + "&_format=turtle"));
            assertRefused(
                    406,
                    "form",
                    server.send(request(base + LOOKUP)
                            .header("Accept", "text/turtle")
                            .GET()));
            for (String accept : List.of("application/fhir+xml", "application/xml;q=0.9", "text/xml")) {
                HttpResponse<String> xml = server.send(
                        request(base + LOOKUP).header("Accept", accept).GET());
                assertEquals(200, xml.statusCode());
                assertTrue(xml.body().startsWith("<Parameters"), xml.body());
            }
            assertTrue(get(base + LOOKUP + "&_format=xml").body().startsWith("<Parameters"));
            assertEquals(
                    200,
                    server.send(request(base + LOOKUP).header("Accept", "*/*").GET())
                            .statusCode());
        }
    }

    @Test
    void headIsAnsweredAsGetWithoutItsBody() {
        for (String base : BASES) {
            HttpResponse<String> head = server.send(request(base + LOOKUP).method("HEAD", BodyPublishers.noBody()));
            assertEquals(200, head.statusCode());
            assertEquals("", head.body());
        }
    }

    @Test
    void aValueOfTheWrongTypeIsNamedWithTheRightOne() {
        for (String base : BASES) {
            assertRefused(
                    400,
                    "'coding' is a String, expected a Coding",
                    ask(base + "/CodeSystem/$lookup", "{\"name\":\"coding\",\"valueString\":\"TQ1\"}"));
            assertRefused(
                    400,
                    "'code' is a Coding, expected a single value",
                    ask(
                            base + "/CodeSystem/$lookup",
                            "{\"name\":\"system\",\"valueUri\":\"" + SYSTEM + "\"}",
                            "{\"name\":\"code\",\"valueCoding\":{\"code\":\"TQ1\"}}"));
            assertRefused(
                    400,
                    "not with a resource",
                    ask(base + "/ValueSet/$expand", "{\"name\":\"valueSet\",\"valueUri\":\"" + SYSTEM + "\"}"));
            assertRefused(
                    400,
                    "found a Patient, expected Parameters",
                    post(base + "/CodeSystem/$lookup", "application/fhir+json", "{\"resourceType\":\"Patient\"}"));
            assertRefused(400, "expected a whole number", get(base + EXPAND + "&count=-1"));
            assertRefused(400, "expected true or false", get(base + EXPAND + "&activeOnly=ja"));
        }
    }

    @Test
    void twoAnswersToOneQuestionAreRefused() {
        for (String base : BASES) {
            assertRefused(400, "'count' came with 2 values", get(base + EXPAND + "&count=1&count=2"));
            assertRefused(400, "'code' came 2 times", get(base + LOOKUP + "&code=TQ2"));
            assertRefused(
                    400,
                    "name two resources",
                    ask(
                            base + "/ValueSet/$expand",
                            "{\"name\":\"url\",\"valueUri\":\"" + SYSTEM + "?fhir_vs\"}",
                            "{\"name\":\"valueSet\",\"resource\":{\"resourceType\":\"ValueSet\",\"status\":\"active\",\"url\":\"urn:other\"}}"));
        }
    }

    @Test
    void whatIsMissingOrUnknownIsNamed() {
        for (String base : BASES) {
            assertRefused(400, "'system' and 'code'", get(base + "/CodeSystem/$lookup"));
            assertRefused(400, "'validation'", get(base + "/ValueSet/$batch-validate-code"));
            assertRefused(400, "'frobnicate'", get(base + LOOKUP + "&frobnicate=1"));
            assertRefused(404, "'9'", get(base + LOOKUP + "&version=9"));
            assertRefused(400, "'code:in'", get(base + "/CodeSystem?code:in=urn:x"));
            assertRefused(400, "'url:below'", get(base + "/ValueSet?url:below=urn:x"));
        }
        assertRefused(
                400,
                "'reverse'",
                get("/fhir/r5/ConceptMap/$translate?sourceCode=TQ1&system=" + SYSTEM + "&reverse=true"));
    }

    @Test
    void whatIsNotUnderstoodIsRefusedInTheReadersLanguage() {
        for (String base : BASES) {
            assertRefused(400, "'_summary'", get(base + LOOKUP + "&_summary=true"));
            HttpResponse<String> told = server.send(request(base + LOOKUP + "&mau=1")
                    .header("Accept-Language", "vi")
                    .GET());
            assertRefused(400, "không hỗ trợ tham số 'mau'", told);
            assertRefused(
                    406,
                    "hãy yêu cầu application/fhir+json",
                    server.send(request(base + LOOKUP)
                            .header("Accept-Language", "vi")
                            .header("Accept", "text/turtle")
                            .GET()));
        }
    }

    @Test
    void codesAreAskedByGetAndPostAlone() {
        for (String method : List.of("PUT", "DELETE", "PATCH")) {
            HttpResponse<String> answer =
                    server.send(request("/fhir/r5" + LOOKUP).method(method, BodyPublishers.noBody()));
            assertTrue(Set.of(403, 405).contains(answer.statusCode()), method + " " + answer.statusCode());
            answer = server.send(request("/fhir" + LOOKUP).method(method, BodyPublishers.noBody()));
            assertTrue(Set.of(403, 405).contains(answer.statusCode()), method + " " + answer.statusCode());
        }
    }

    private static Set<String> definitions(JsonNode statement) {
        Set<String> found = new TreeSet<>();
        statement
                .findValues("operation")
                .forEach(operations -> operations.forEach(
                        operation -> found.add(operation.path("definition").asText())));
        return found;
    }

    @Test
    void everyOperationIsDeclaredWithItsDefinition() {
        for (String base : BASES) {
            Set<String> declared = definitions(json(server.send(server.request(base + "/metadata"))));
            for (CodeOperation operation : CodeOperation.values()) {
                assertTrue(declared.contains(operation.definition()), operation + " in " + base + ": " + declared);
            }
        }
    }

    @Test
    void everyParameterOfAnExpansionThatIsDeclaredIsUnderstood() {
        for (String base : BASES) {
            JsonNode terminology = json(server.send(server.request(base + "/metadata?mode=terminology")));
            for (JsonNode parameter : terminology.at("/expansion/parameter")) {
                String name = parameter.path("name").asText();
                String body = get(base + EXPAND + "&" + name + "=x").body();
                assertFalse(body.contains("parameter '" + name + "' of ValueSet/$expand is not supported"), body);
            }
            assertTrue(terminology.at("/validateCode/translations").asBoolean());
            assertFalse(terminology.at("/translation/needsMap").asBoolean(true));
            assertFalse(terminology.at("/closure/translation").asBoolean(true));
            assertEquals(
                    server.url() + base, terminology.at("/implementation/url").asText());
        }
    }

    @Test
    void everyCodeSystemIsDeclaredWithItsVersionsAndFilters() {
        for (String base : BASES) {
            JsonNode terminology = json(server.send(server.request(base + "/metadata?mode=terminology")));
            List<JsonNode> found = new ArrayList<>();
            terminology.path("codeSystem").forEach(system -> {
                if (system.path("uri").asText().equals(SYSTEM)) {
                    found.add(system);
                }
            });
            assertEquals(1, found.size());
            JsonNode version = found.get(0).at("/version/0");
            assertTrue(found.get(0).path("subsumption").asBoolean());
            assertTrue(version.path("isDefault").asBoolean());
            assertFalse(version.path("compositional").asBoolean(true));
            for (JsonNode filter : version.path("filter")) {
                for (JsonNode op : filter.path("op")) {
                    HttpResponse<String> answer = ask(
                            base + "/ValueSet/$expand",
                            "{\"name\":\"count\",\"valueInteger\":1}",
                            "{\"name\":\"valueSet\",\"resource\":{\"resourceType\":\"ValueSet\",\"status\":\"active\",\"compose\":{\"include\":[{\"system\":\""
                                    + SYSTEM + "\",\"filter\":[{\"property\":\""
                                    + filter.path("code").asText() + "\",\"op\":\"" + op.asText()
                                    + "\",\"value\":\"true\"}]}]}}}");
                    assertEquals(200, answer.statusCode(), answer.body());
                }
            }
        }
    }
}
